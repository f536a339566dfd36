"""What a page is on paper: it says its case on each sheet, and a picture shows what was seen on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from engine import model
from tests.webforms import gallery_values


def test_a_version_of_the_plan_is_printed_at_the_press_of_a_button(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("plan-utgave", 390)
    page.evaluate("addEventListener('beforeprint', () => { document.title = 'på papir' })")

    page.get_by_role("button", name="Skriv ut").click()

    expect(page).to_have_title("på papir")


def test_on_paper_each_page_says_its_case_and_nothing_is_to_be_pressed(
    gallery_page: Callable[[str, int], Page],
) -> None:
    page = gallery_page("sak", 1440)
    folded = page.locator("main details:not([open]):not(.no-print) li").last

    page.emulate_media(media="print")

    for chrome in (".top", ".foot", ".tabs", ".ds-button", ".no-print"):
        assert not any(one.is_visible() for one in page.locator(chrome).all()), chrome
    expect(page.locator(".running")).to_be_visible()
    expect(folded).to_be_visible()
    pages = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    said = [" ".join(one.get_textpage().get_text_bounded().split()) for one in pages]
    page.emulate_media(media="screen")
    assert len(said) > 1
    assert all(gallery_values.HEAD.number in one for one in said)
    assert f"1 / {len(said)}" in said[0]


def test_on_paper_a_picture_that_is_not_drawn_has_no_frame(
    open_task: Callable[[str], Page], site: str, case: model.CaseRef
) -> None:
    page = open_task("rektor")
    page.route("**/diagram.json", lambda route: None)  # never answered: the picture is still on its way
    page.goto(f"{site}/sak/{case.number}")
    expect(page.get_by_role("heading", name="Rutinen som bilde")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".panel", has=page.locator(".diagram"))).to_be_hidden()
    expect(page.get_by_role("heading", name="Steg for steg")).to_be_visible()


def test_on_paper_the_picture_shows_what_was_seen_also_in_a_narrower_frame(picture: Callable[[str], Page]) -> None:
    page = picture("BAE-H-03 BAE-H-04")

    def share() -> float:
        step, frame = (page.locator(one).bounding_box() for one in ("[data-element-id='BAE-H-04']", ".diagram"))
        assert step is not None
        assert frame is not None
        return (step["x"] + step["width"] - frame["x"]) / frame["width"]

    on_screen = share()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 640, "height": 900})

    assert 0 < on_screen < 1
    assert share() == pytest.approx(on_screen, abs=0.02)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".djs-container > svg[viewBox]").count() == 0

"""In a real browser: what is typed is saved by itself, conditions and rows follow in place, and axe finds nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import axe
import factories
import pypdfium2
import pytest
from flask import Flask, g, render_template
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from werkzeug.serving import make_server

from engine import clock, model, people, settings
from tests.webforms import gallery, gallery_values
from webforms import auth, language, rule

WIDTHS = (360, 1440)


def test_what_is_typed_is_saved_by_itself(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Skrevet uten å trykke lagre")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")

    page.reload()

    expect(page.locator("[name=referat]")).to_have_value("Skrevet uten å trykke lagre")


def test_what_is_typed_is_there_when_the_page_is_loaded_anew_at_once(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Skrevet i siste øyeblikk")
    page.reload()

    expect(page.locator("[name=referat]")).to_have_value("Skrevet i siste øyeblikk")
    page.locator("[name=referat]").fill("Og mer etterpå")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")


def test_condition_is_followed_at_once(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    expect(page.locator("[name=hvorfor]")).to_be_hidden()

    page.locator("[name=trygg][value=nei]").check()

    expect(page.locator("[name=hvorfor]")).to_be_visible()


def test_rows_change_in_place_with_the_focus_where_it_is_needed(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Blir stående")
    page.get_by_role("button", name="Legg til Tiltak").click()
    expect(page.locator("#felt-tiltak-0")).to_be_focused()
    page.locator("[name='tiltak.0.hva']").fill("Første")
    page.get_by_role("button", name="Legg til flere Tiltak").click()
    page.locator("[name='tiltak.1.hva']").fill("Andre")

    page.get_by_role("button", name="Flytt opp Tiltak 2").click()

    expect(page.locator("[name='tiltak.0.hva']")).to_have_value("Andre")
    expect(page.locator("[name=referat]")).to_have_value("Blir stående")


def test_another_window_is_told_and_nothing_is_lost(open_task: Callable[[str], Page]) -> None:
    first, second = open_task("rektor"), open_task("rektor")
    left: list[str] = []
    first.locator("[name=referat]").fill("Første vindu")
    expect(first.locator("[data-saved]")).to_contain_text("Lagret")

    second.locator("[name=referat]").press_sequentially("Andre vindu")
    expect(second.locator("[data-saved]")).to_contain_text("endret i et annet vindu")
    second.once("dialog", lambda asked: (left.append(asked.type), asked.dismiss()))
    second.evaluate("location.reload()")
    assert left == ["beforeunload"]
    second.get_by_role("button", name="Lagre og lukk").click()

    expect(second.get_by_text("Teksten fra det andre vinduet")).to_be_visible()
    expect(second.locator("[name=referat]")).to_have_value("Andre vindu")


def test_sending_while_a_save_is_on_its_way_is_no_conflict(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    on_its_way: list[tuple[Route, APIResponse]] = []
    page.route("**/utkast", lambda route: on_its_way.append((route, route.fetch())))
    with page.expect_request("**/utkast"):
        page.locator("[name=referat]").fill("Skrevet i full fart")

    page.get_by_role("button", name="Fullfør oppgaven").click()
    until = time.monotonic() + 30
    while not on_its_way and time.monotonic() < until:
        page.evaluate("0")  # gives the browser's events their turn, the answer to the save among them
    route, answer = on_its_way[0]
    route.fulfill(response=answer)

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()


def test_a_long_list_can_be_searched(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("oppgave", 1440)
    options = page.locator("select[name=ansvarlig] option")

    page.get_by_label("Søk i listen").first.fill("eksempel 12")

    expect(options).to_have_count(2)


def test_picture_shows_the_open_steps_whenever_the_window_changes(picture: Callable[[str], Page]) -> None:
    page = picture("BAE-H-03 BAE-H-04")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    first = page.locator("[data-element-id='BAE-H-03']")
    second = page.locator("[data-element-id='BAE-H-04']")

    page.locator(".diagram").evaluate("box => { box.style.display = 'none' }")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
    page.locator(".diagram").evaluate("box => { box.style.display = '' }")

    page.locator(".diagram").scroll_into_view_if_needed()
    expect(first).to_be_in_viewport(ratio=0.9)
    expect(second).to_be_in_viewport(ratio=0.9)
    page.set_viewport_size({"width": 360, "height": 900})
    page.locator(".diagram").scroll_into_view_if_needed()
    expect(first).to_be_in_viewport(ratio=0.9)
    assert faults == []


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


def test_menu_is_one_line_on_a_phone_and_open_on_a_desk(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    link = page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Rutiner")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(link).to_be_visible()
    page.locator(".who span").evaluate("name => { name.textContent = 'Et Langt Navn Eksempel-Eksempelsen' }")
    assert page.locator(".top").bounding_box()["height"] < 80  # type: ignore[index]

    page.set_viewport_size({"width": 360, "height": 900})
    expect(link).to_be_hidden()
    assert page.locator(".top").bounding_box()["height"] < 80  # type: ignore[index]
    page.locator("summary", has_text="Meny").click()

    expect(link).to_be_visible()


def test_intervening_shows_the_chosen_fields(open_task: Callable[[str], Page], site: str, case: model.CaseRef) -> None:
    page = open_task("rektor")
    page.goto(f"{site}/sak/{case.number}/grip-inn")
    expect(page.get_by_label("Ny frist")).to_be_hidden()

    page.locator("[name=hva][value=deadline]").check()

    expect(page.get_by_label("Ny frist")).to_be_visible()
    expect(page.get_by_label("Gå til steg")).to_be_hidden()
    page.locator("[name=hva][value=go]").check()
    expect(page.get_by_label("Gå til steg")).to_be_visible()
    expect(page.get_by_label("Hvilket åpent steg gjelder det?")).to_be_visible()
    page.locator("[name=hva][value=stop]").check()
    expect(page.get_by_label("Hvilket åpent steg gjelder det?")).to_be_hidden()


@pytest.mark.parametrize("name", sorted(gallery.every_page()))
def test_axe_finds_nothing_and_nothing_overflows(gallery_page: Callable[[str, int], Page], name: str) -> None:
    page = gallery_page(name, WIDTHS[0])

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, axe.faults(page)) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def open_task(site: str, chromium: Browser, case: model.CaseRef, municipality: factories.Town) -> Callable[[str], Page]:
    def opened(role: str) -> Page:
        context = chromium.new_context(locale="nb-NO")
        token = people.open_session(municipality.person(role))
        context.add_cookies([{"name": auth.SESSION, "value": token, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/oppgaver")
        page.locator("a.name").first.click()
        return page

    return opened


@pytest.fixture
def picture(open_task: Callable[[str], Page], site: str, case: model.CaseRef) -> Callable[[str], Page]:
    def opened(steps: str) -> Page:
        page = open_task("rektor")
        xml = (settings.ROOT / "processes" / "baerum-handtering.bpmn").read_text()
        states = dict.fromkeys(steps.split(), "now")
        drawing = {"process": "prove", "name": "Prøve", "xml": xml, "caller": "", "call": "", "states": states}
        opens = {"process": "prove", "element": steps.split()[0]}
        page.route("**/diagram.json", lambda route: route.fulfill(json={"drawings": [drawing], "opens": opens}))
        page.goto(f"{site}/sak/{case.number}")
        expect(page.locator("[data-tools]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    yield from served(app)


@pytest.fixture(scope="module")
def gallery_page(chromium: Browser) -> Iterator[Callable[[str, int], Page]]:
    from webforms import app as web

    app = web.create_app(settings.Settings(secret_key="x" * 40, log_level="CRITICAL"))

    @rule.public
    @rule.bare
    def show(name: str) -> str:
        with clock.at(gallery_values.NOW), language.using("nb"):
            g.person, g.roles = gallery_values.PERSON, frozenset({"rektor"})
            template, values = gallery.every_page()[name]
            return render_template(template, **values)

    app.add_url_rule("/galleri/<name>", view_func=show)
    context = chromium.new_context(locale="nb-NO")
    page = context.new_page()
    server = served(app)
    address = next(server)

    def opened(name: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/galleri/{name}")
        return page

    yield opened
    context.close()
    next(server, None)


def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()

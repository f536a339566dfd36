"""The foot of a form: on a phone one calm row that hides nothing; the other buttons stand where the form ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

PHONE = {"width": 390, "height": 844}
TARGET = 44
OTHERS = ["Lagre og lukk", "Ta oppgaven", "Overlat"]
# how far what has the focus reaches under the row that stays in sight, in pixels
COVERED = """() => {
  const one = document.activeElement, bar = document.querySelector(".save-now");
  return bar.contains(one) ? 0 : one.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
}"""


def box(one: Locator) -> FloatRect:
    """Return where an element stands in the window."""
    found = one.bounding_box()
    assert found is not None
    return found


def on_phone(open_task: Callable[[str], Page]) -> Page:
    """Return rektor's task on a phone."""
    page = open_task("rektor")
    page.set_viewport_size(PHONE)
    return page


def test_on_a_phone_one_row_stays_in_sight_with_the_button_that_completes(open_task: Callable[[str], Page]) -> None:
    page = on_phone(open_task)
    row, finish = page.locator(".save-now"), page.get_by_role("button", name="Fullfør oppgaven")

    page.locator("[name=referat]").fill("Skrevet på telefonen")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret")
    assert box(row)["height"] <= 70
    assert round(box(row)["y"] + box(row)["height"]) == PHONE["height"]
    assert box(finish)["height"] >= TARGET
    assert abs(box(page.locator("[data-saved]"))["y"] - box(finish)["y"]) < TARGET
    for name in OTHERS:
        expect(page.get_by_role("button", name=name)).not_to_be_in_viewport()


def test_at_the_end_of_the_form_the_other_buttons_stand_below_it(open_task: Callable[[str], Page]) -> None:
    page = on_phone(open_task)
    row = page.locator(".save-now")

    page.get_by_role("button", name="Overlat").scroll_into_view_if_needed()

    for name in OTHERS:
        button = page.get_by_role("button", name=name)
        expect(button).to_be_in_viewport(ratio=1)
        assert box(button)["height"] >= TARGET
        assert box(button)["y"] >= box(row)["y"] + box(row)["height"]


def test_the_keyboard_comes_to_them_in_order_and_nothing_that_has_it_is_covered(
    open_task: Callable[[str], Page],
) -> None:
    page = on_phone(open_task)
    page.locator("[name=referat]").focus()
    met: list[str] = []

    while met[-1:] != OTHERS[-1:]:
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) <= 0 or page.locator(".save-more :focus").count() == 1
        met.append(page.locator(":focus").inner_text() or "")

    assert met[-4:] == ["Fullfør oppgaven", *OTHERS]


@pytest.mark.parametrize("width", [768, 1280])
def test_where_there_is_room_all_of_them_stay_in_sight_in_one_row(open_task: Callable[[str], Page], width: int) -> None:
    page = open_task("rektor")
    page.set_viewport_size({"width": width, "height": 900})

    tops = {round(box(page.get_by_role("button", name=name))["y"]) for name in ["Fullfør oppgaven", *OTHERS]}

    assert len(tops) == 1
    assert 800 < tops.pop() < 900

"""A page at 400 % zoom, 320 px wide, and in a person's own colours: nothing is cut, and what is chosen shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

ZOOMED = 320  # a desk's 1280 at 400 %
# how much of a box's content is out of sight, in pixels
CUT = "box => box.scrollWidth - box.clientWidth"
# how many lines a piece of text takes
LINES = """one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
}"""


@pytest.mark.parametrize("name", ["rutiner", "deltakere"])
def test_table_as_cards_is_not_cut(gallery_page: Callable[[str, int], Page], name: str) -> None:
    page = gallery_page(name, ZOOMED)

    assert [box.evaluate(CUT) for box in page.locator(".table-wrap:has(.cards)").all()] == [0]


def test_count_beside_a_long_heading_is_one_word(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("sak", ZOOMED)
    count = page.locator("summary", has_text="Hele rutinen").locator(".number")

    assert (count.count(), count.evaluate(LINES)) == (1, 1)


def test_name_with_a_slash_is_broken_there(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("sak", ZOOMED)

    assert page.locator(".outline .step", has_text="/").first.locator("wbr").count() == 1


def test_what_is_chosen_shows_in_the_persons_own_colours(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("oppgaver", ZOOMED)
    look = "one => getComputedStyle(one).backgroundColor"

    page.emulate_media(forced_colors="active")
    try:
        chosen = page.locator(".choices a[aria-current]").first.evaluate(look)
        other = page.locator(".choices a:not([aria-current])").first.evaluate(look)
    finally:
        page.emulate_media(forced_colors="none")

    assert chosen != other


def test_days_of_the_year_stand_in_their_squares(open_task: Callable[[str], Page], site: str) -> None:
    page = open_task("rektor")
    page.set_viewport_size({"width": ZOOMED, "height": 900})
    page.goto(f"{site}/arshjul")
    square = page.locator(".days td").first
    square.evaluate("day => { day.innerHTML = '<span>(13)</span>' }")

    assert square.evaluate("day => day.firstChild.getBoundingClientRect().width - day.clientWidth") <= 0

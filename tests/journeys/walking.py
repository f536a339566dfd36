"""The steps every journey takes: report, find the next task in somebody's inbox, fill it in, look at the case."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from tests.journeys import filling_in

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

TABS = ("plan", "svar", "dokumenter", "hendelser", "deltakere")


def report(reporter: Visitor, routine: str, answers: Mapping[str, Any]) -> str:
    """Report by a routine of this name, and return the case's number from the receipt."""
    reporter.go("/meld")
    reporter.look("meld")
    if "/meld/" not in reporter.page.url:
        with reporter.page.expect_navigation():
            reporter.page.get_by_role("link", name=routine).click()
        reporter.look(f"meld-{routine}")
    send(reporter.page, answers)
    reporter.page.wait_for_url("**/kvittering/**")
    reporter.look("kvittering")
    return reporter.page.url.rsplit("/", 1)[1]


def tasks(who: Visitor, number: str) -> list[str]:
    """Return the names of the tasks of the case in somebody's inbox."""
    rows = who.read("/oppgaver").xpath('//ul[contains(@class, "tasks")]/li')
    own = [row for row in rows if f"Sak {number}" in row.text_content()]
    return [link.text_content().strip() for row in own for link in row.xpath('.//a[contains(@class, "name")]')]


def steps(
    handlers: list[Visitor], number: str, *, last: Collection[str] = (), in_turn: bool = True
) -> Iterator[tuple[Visitor, str]]:
    """Yield who does what next, until nobody has a task; the tasks in `last` come when there are no others.

    Whoever is handed a task completes it before asking for the next; `in_turn`, that person is then asked last, so that
    many do what several may do, else first.
    """
    handlers = list(handlers)
    for _ in range(80):
        found = _next(handlers, number, last)
        if found is None:
            return
        yield found
        others = [one for one in handlers if one is not found[0]]
        handlers = [*others, found[0]] if in_turn else [found[0], *others]
    raise AssertionError(f"case {number} does not come to an end")


def _next(handlers: list[Visitor], number: str, last: Collection[str]) -> tuple[Visitor, str] | None:
    late = None
    for who in handlers:
        for task in tasks(who, number):
            if task not in last:
                return who, task
            late = late or (who, task)
    return late


def complete(who: Visitor, number: str, task: str, answers: Mapping[str, Any]) -> None:
    """Open the task from the inbox, fill in its form, and complete it, over *Se over* where there is a letter."""
    who.go("/oppgaver")
    who.look("oppgaver")
    row = who.page.locator("ul.tasks > li").filter(has_text=f"Sak {number}")
    with who.page.expect_navigation():
        row.get_by_role("link", name=task, exact=True).first.click()
    heading = who.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(task)
    address, name = _path(who.page), re.sub(r"\W+", "-", task)[:40]
    filling_in.add_rows(who.page, answers)
    who.look(f"oppgave-{name}")
    send(who.page, answers)
    if who.page.url.endswith("/se-over"):
        who.look(f"se-over-{name}")
        with who.page.expect_navigation():
            who.page.get_by_role("button", name="Bekreft og fullfør").click()
    assert _path(who.page) != address, who.page.locator("main").inner_text()[:1500]


def send(page: Page, answers: Mapping[str, Any]) -> None:
    """Fill in and send; what a condition has brought into view only then is filled in and sent again."""
    address = _path(page)
    for _ in range(3):
        filling_in.add_rows(page, answers)
        filling_in.fill(page, answers)
        with page.expect_navigation():
            page.locator("button[name=_gjor][value=fullfor]").click()
        if _path(page) != address:
            return


def _path(page: Page) -> str:
    """Return the page's address without what is asked of it (`?rett=1`)."""
    return page.url.partition("?")[0]


def look_through(who: Visitor, number: str, state: str) -> None:
    """Look at the case and at each of its tabs, once in each state."""
    for tab in ("", *TABS):
        if (name := f"sak-{state}-{tab or 'oversikt'}") not in who.seen.names:
            who.go(f"/sak/{number}/{tab}".rstrip("/"))
            who.look(name)

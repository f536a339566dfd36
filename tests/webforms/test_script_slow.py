"""In a real browser: a form that is sent on a slow network, before its last save is heard of, is nobody else's."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from engine import model
from tests.webforms.holding import Held, let_time_stand


def test_what_is_sent_before_a_save_is_heard_of_is_no_other_window(
    open_task: Callable[[str], Page], site: str, case: model.CaseRef
) -> None:
    page = open_task("rektor")
    type_until_stored_unheard(page)

    page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(5000)

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()
    page.goto(f"{site}/sak/{case.number}/svar")
    expect(page.get_by_text("Først og så mer")).to_be_visible()


def test_sending_that_is_stopped_before_it_came_is_no_other_window(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    save = type_until_stored_unheard(page)
    page.route("**/oppgave/*", lambda route: route.abort("aborted"))

    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Fullfør oppgaven").click()
        page.clock.run_for(5000)
    save.abort()
    expect(page.locator("[data-saved]")).to_contain_text("prøver igjen")
    page.locator("[name=referat]").fill("Først og så enda mer")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret ")


def test_what_is_sent_again_after_a_stop_is_no_other_window(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    type_until_stored_unheard(page)
    sent: list[Route] = []

    def stop_the_first(route: Route) -> None:
        sent.append(route)
        if len(sent) == 1:
            route.abort("aborted")
        else:
            route.continue_()

    page.route("**/oppgave/*", stop_the_first)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Fullfør oppgaven").click()
        page.clock.run_for(5000)
    page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(5000)

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()


def test_what_is_typed_while_a_save_takes_long_is_saved_once_after_it(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    let_time_stand(page)
    saves: list[str | None] = []
    page.on("request", lambda request: saves.append(request.post_data) if request.url.endswith("/utkast") else None)
    held = Held(page, "**/utkast")
    for _pause in range(4):
        page.locator("[name=referat]").press_sequentially("a")
        page.clock.run_for(1500)
    page.get_by_role("button", name="Fullfør oppgaven").press("Enter", no_wait_after=True)

    held.wait().continue_()

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()
    assert ["referat=a&" in str(one) for one in saves] == [True, False]


def type_until_stored_unheard(page: Page) -> Route:
    """Type, let it be stored without an answer, and type on; return what holds the answer."""
    page.clock.install()
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Først")
    page.clock.run_for(1000)
    save = held.wait()
    save.fetch()
    page.locator("[name=referat]").fill("Først og så mer")
    return save

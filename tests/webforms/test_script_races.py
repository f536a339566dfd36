"""In a real browser: an answer that comes late, or never, costs nobody a word of what they typed meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.webforms.holding import Held, let_time_stand


def test_what_is_typed_while_rows_change_stays(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    note = page.locator("[name=referat]")
    note.fill("Før")
    held = Held(page, "**/oppgave/*")

    page.get_by_role("button", name="Legg til Tiltak").click()
    first = held.wait()
    note.press("End")
    note.press_sequentially(" og mens rader kommer")
    first.continue_()

    expect(page.locator("#felt-tiltak-0")).to_be_visible()
    expect(note).to_have_value("Før og mens rader kommer")
    expect(note).to_be_focused()
    assert note.evaluate("field => field.selectionStart") == len("Før og mens rader kommer")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")
    page.reload()
    expect(note).to_have_value("Før og mens rader kommer")
    expect(page.locator("#felt-tiltak-0")).to_be_visible()


@pytest.mark.parametrize("what", ["text", "choice", "list"])
def test_what_is_filled_in_before_the_script_is_there_is_saved(
    open_task: Callable[[str], Page], site: str, routine: str, what: str
) -> None:
    page = open_task("rektor")
    address = f"{site}/meld/{routine}" if what == "list" else page.url
    held = Held(page, "**/app.*.js")
    page.goto(address, wait_until="commit")
    if what == "text":
        page.locator("[name=referat]").fill("Skrevet på et tregt nett")
    elif what == "choice":
        page.locator("[name=trygg][value=nei]").check()
    else:
        page.locator("select[name=elev]").select_option(index=1)

    held.wait().continue_()

    expect(page.locator("[data-saved]")).to_contain_text("Lagret ")


def test_page_that_nobody_has_touched_saves_nothing(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Lagret")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret ")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()

    page.reload()
    page.clock.run_for(5000)

    assert not [one for one in asked if one.endswith("/utkast")]


def test_row_pressed_away_twice_takes_one_row(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    for number, text in enumerate(("Første", "Andre", "Tredje")):
        page.get_by_role("button", name="Legg til").first.click()
        page.locator(f"[name='tiltak.{number}.hva']").fill(text)
    held = Held(page, "**/oppgave/*")

    for _press in range(2):
        page.get_by_role("button", name="Fjern Tiltak 2").click()
    held.wait().continue_()
    expect(page.locator("[name='tiltak.1.hva']")).to_have_value("Tredje")
    page.get_by_role("button", name="Legg til").first.click()

    expect(page.locator("#felt-tiltak-2")).to_be_focused()
    expect(page.locator("[name='tiltak.1.hva']")).to_have_value("Tredje")


def test_row_that_is_added_without_a_network_costs_nothing(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.context.set_offline(True)
    page.locator("[name=referat]").fill("Skrevet uten nett")

    page.get_by_role("button", name="Legg til Tiltak").click()
    expect(page.locator("[data-saved]")).to_contain_text("Ikke lagret")
    page.context.set_offline(False)
    page.get_by_role("button", name="Legg til Tiltak").click()

    expect(page.locator("#felt-tiltak-0")).to_be_visible()
    expect(page.locator("[name=referat]")).to_have_value("Skrevet uten nett")


def test_answer_that_is_lost_on_its_way_is_no_other_window(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    type_unheard(page)

    page.locator("[name=referat]").fill("Først og så mer")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret")
    page.reload()
    expect(page.locator("[name=referat]")).to_have_value("Først og så mer")


def test_answer_that_is_lost_before_one_is_signed_out_is_no_other_window(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    type_unheard(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[name=referat]").fill("Først og så mer")
    expect(page.locator("[data-saved]")).to_contain_text("logget ut")

    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.locator("[name=referat]").fill("Først og så mer, og så enda mer")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret ")


def test_row_whose_answer_is_lost_on_its_way_is_no_other_window(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Først")
    held = Held(page, "**/oppgave/*")
    page.get_by_role("button", name="Legg til Tiltak").click()
    held.lose()
    expect(page.locator("[data-saved]")).to_contain_text("Ikke lagret")

    page.locator("[name=referat]").fill("Først og så mer")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret")


def test_who_leaves_before_a_save_is_answered_loses_no_word(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    address = page.url
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Først")
    held.wait().fetch()
    page.locator("[name=referat]").fill("Først og så mer")

    page.goto("about:blank")
    page.goto(address)

    expect(page.locator("[name=referat]")).to_have_value("Først og så mer")


def test_who_leaves_before_a_save_has_come_through_loses_no_word(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    address = page.url
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Kom aldri fram")
    held.wait()

    page.goto("about:blank")
    page.goto(address)

    expect(page.locator("[name=referat]")).to_have_value("Kom aldri fram")


def test_pressed_twice_while_it_saves_is_sent_once(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and not request.url.endswith("/utkast"):
            sent.append(request.url)

    page.on("request", note)
    let_time_stand(page)
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Skrevet i full fart")
    page.clock.run_for(1000)
    save = held.wait()
    for _press in range(3):
        page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(100)
    save.continue_()

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()
    assert len(sent) == 1


def test_sending_without_a_network_leaves_the_text_where_it_is(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.context.set_offline(True)
    page.locator("[name=referat]").fill("Skrevet uten nett")

    page.get_by_role("button", name="Fullfør oppgaven").click()
    expect(page.locator("[data-saved]")).to_contain_text("Ikke sendt")
    page.context.set_offline(False)
    page.get_by_role("button", name="Fullfør oppgaven").click()

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()


def test_what_is_sent_on_a_network_that_is_back_and_slow_is_sent_when_it_is_saved(
    open_task: Callable[[str], Page],
) -> None:
    page = open_task("rektor")
    let_time_stand(page)
    page.context.set_offline(True)
    page.locator("[name=referat]").fill("Skrevet uten nett")
    page.clock.run_for(1000)
    expect(page.locator("[data-saved]")).to_contain_text("Ikke lagret")
    held = Held(page, "**/utkast")
    page.context.set_offline(False)
    save = held.wait()

    page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(5000)
    save.continue_()

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()


def test_what_is_typed_after_sending_was_stopped_is_saved(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Først")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")
    page.route("**/oppgave/*", lambda route: route.abort("aborted"), times=1)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Lagre og lukk").click(no_wait_after=True)

    with page.expect_response("**/utkast") as saved:
        page.locator("[name=referat]").fill("Først og så mer")

    assert saved.value.ok


def test_who_is_signed_out_while_writing_is_saved_again_when_signed_in(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[name=referat]").fill("Skrevet uten å være logget inn")
    expect(page.locator("[data-saved]")).to_contain_text("logget ut")

    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.locator("[name=referat]").fill("Skrevet etter å ha logget inn i en annen fane")

    expect(page.locator("[data-saved]")).to_contain_text("Lagret")


def type_unheard(page: Page) -> None:
    """Type, and lose the answer of the save on its way."""
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Først")
    held.lose()
    expect(page.locator("[data-saved]")).to_contain_text("Ikke lagret")

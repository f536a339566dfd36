"""In a real browser: nobody leaves a form, or loses the network at it, without being told of what would be lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine import model
from tests.webforms.holding import Held

PHOTO = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}


def asked_on_leaving(page: Page) -> list[str]:
    """Try to leave the page, and return what the browser asked; the person stays."""
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    return asked


@pytest.mark.parametrize("what", ["a chosen file", "a text that is too long to be sent in the last moment"])
def test_who_leaves_is_asked_first_when_something_would_be_lost(open_task: Callable[[str], Page], what: str) -> None:
    page = open_task("rektor")
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("ø" * 11_000)
    save = held.wait()
    if what == "a chosen file":
        save.continue_()
        expect(page.locator("[data-saved]")).to_contain_text("Lagret")
        page.locator("[name=vedlegg]").set_input_files([PHOTO])  # type: ignore[list-item]

    assert asked_on_leaving(page) == ["beforeunload"]


def test_save_that_takes_long_is_told_of_and_not_left(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.clock.install()
    held = Held(page, "**/utkast")
    page.locator("[name=referat]").fill("Skrevet på et tregt nett")
    page.clock.run_for(1000)
    save = held.wait()
    page.clock.run_for(5000)
    expect(page.locator("[data-saved]")).to_contain_text("nettet er tregt")

    assert asked_on_leaving(page) == ["beforeunload"]
    save.continue_()
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")


def test_what_is_not_saved_stands_out_until_it_is(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    told = page.locator("[data-saved]")
    page.context.set_offline(True)
    page.locator("[name=referat]").fill("Skrevet uten nett")
    expect(told).to_contain_text("Ikke lagret")
    weight = told.evaluate("one => getComputedStyle(one).fontWeight")

    page.context.set_offline(False)
    page.locator("[name=referat]").fill("Skrevet uten nett, og så med")

    expect(told).to_contain_text("Lagret ")
    assert (weight, told.evaluate("one => getComputedStyle(one).fontWeight")) == ("600", "400")


def test_file_stays_chosen_when_there_is_no_network_to_send_it(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Lagret mens nettet var der")
    page.locator("[name=vedlegg]").set_input_files([PHOTO])  # type: ignore[list-item]
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")
    page.context.set_offline(True)

    page.get_by_role("button", name="Fullfør oppgaven").click()

    expect(page.locator("[data-saved]")).to_contain_text("Ikke sendt")
    assert page.locator("[name=vedlegg]").evaluate("field => field.files.length") == 1


def test_who_leaves_a_correction_is_asked_first(
    open_task: Callable[[str], Page], site: str, case: model.CaseRef
) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Feil")
    page.get_by_role("button", name="Fullfør oppgaven").click()
    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()
    page.goto(f"{site}/sak/{case.number}/svar")
    with page.expect_navigation():  # with its script
        page.get_by_role("link", name="Rett svaret").first.click()
    page.locator("[name=referat]").fill("Riktig")

    assert asked_on_leaving(page) == ["beforeunload"]


def test_what_is_typed_as_the_page_is_loaded_anew_comes_however_late_it_is_saved(
    open_task: Callable[[str], Page], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_task("rektor")
    inner, may_be_saved, loads = app.wsgi_app, threading.Event(), list[Page]()

    def slow(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/utkast"):
            may_be_saved.wait()
        return inner(environ, start)

    monkeypatch.setattr(app, "wsgi_app", slow)
    page.on("load", lambda one: loads.append(one))
    with page.expect_event("load", lambda _page: len(loads) > 1):  # it has looked again by itself, too early
        page.locator("[name=referat]").fill("Skrevet i siste øyeblikk")
        page.reload()

    may_be_saved.set()

    expect(page.locator("[name=referat]")).to_have_value("Skrevet i siste øyeblikk")

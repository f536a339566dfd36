"""Axe on every page of a case in every state, and on every error page, on a phone and on a desk (WCAG 2.2 AA).

The pages are the real ones, drawn under the test's clock and handed to Chromium with the real style sheet and scripts.
A page is shown where it has an element of a new kind: to axe the rest is what it has seen before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import axe
import diagrams
import drawing
import factories
import lxml.html
import pytest
from flask import Flask, abort
from playwright.sync_api import Browser, Page, Route
from werkzeug.test import TestResponse

from engine import cases, clock, errors
from engine.municipality import setting_versions
from tests.webforms import browser as browsers
from tests.webforms import case_states, plan_states
from webforms import rule

WIDTHS = (360, 1440)
ORIGIN = "http://skolemiljo.invalid"
STATUSES = {
    400: 400, 403: errors.NotAllowed, 404: errors.CaseNotFound, 405: 405, 409: errors.TaskNotOpen, 413: 413,
    422: errors.UploadRefused, 429: errors.SignInThrottled, 500: RuntimeError, 503: errors.DatabaseUnavailable,
}  # fmt: skip
# reader → the states whose pages are looked at
READERS = {
    "rektor": [state for state, roles in case_states.OPEN_TO.items() if "rektor" in roles],
    "skoleeier": ["skjermet"],
    "lærer": ["åpen", "avsluttet"],
}
Look = Callable[[TestResponse], list[str]]


def test_every_page_of_a_case_in_every_state_is_accessible(
    app: Flask, municipality: factories.Town, clock_at: Callable[[str], clock.Clock], look: Look
) -> None:
    seeds = case_states.make_all(municipality, clock_at(case_states.START))
    kinds: set[tuple[str, ...]] = set()
    shown, faults = 0, []
    for reader, states in READERS.items():
        who = browsers.browser(app, municipality.person(reader))
        for _rule, _seen, address in case_states.addresses(app, {state: seeds[state] for state in states}):
            page = who.client.get(address)
            if page.mimetype == "text/html" and page.status_code != 302 and (new := elements(page) - kinds):
                kinds |= new
                shown += 1
                faults += look(page)

    assert shown > 20
    assert faults == []


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_is_accessible(own_app: Flask, look: Look, status: int) -> None:
    what = STATUSES[status]

    @rule.public
    @rule.bare
    def fail() -> str:
        if isinstance(what, int):
            abort(what)
        raise what()

    own_app.add_url_rule("/feil", view_func=fail)
    page = own_app.test_client().get("/feil")

    assert page.status_code == (404 if status == 405 else status)
    assert look(page) == []


def test_the_settings_are_accessible_with_rows_history_and_looked_over(
    app: Flask, municipality: factories.Town, look: Look
) -> None:
    by = municipality.person("skoleeier")
    setting_versions.change(by=by, wanted={"sfo_navn": "AKS"}, reason="Oslo")
    owner = browsers.browser(app, by)

    form = owner.fill(owner.get("/innstillinger"), {"plannavn": "tiltaksplan"}, "_rad=legg-til lovendringer")
    wrong = owner.fill(form, {}, "_gjor=se")
    review = owner.fill(owner.get("/innstillinger"), {"plannavn": "tiltaksplan"}, "_gjor=se")

    assert (form.status_code, wrong.status_code, review.status_code) == (200, 422, 200)
    assert [fault for page in (form, wrong, review) for fault in look(page)] == []


def test_the_year_wheel_and_the_terms_are_accessible(
    app: Flask, municipality: factories.Town, clock_at: Callable[[str], clock.Clock], look: Look
) -> None:
    own = clock_at("2026-09-01 10:00")
    start = drawing.node("startEvent", drawing.timer("R/2026-09-07T08:00/P1W", kind="timeCycle"))
    task = drawing.node("userTask", ext='<zeebe:assignmentDefinition candidateGroups="skoleeier"/>')
    given = {"ur": start, "A": task, "slutt": drawing.node("endEvent")}
    diagrams.publish(municipality.id, "uke", drawing.draw("ur > A > slutt", process="uke", **given))
    own.set(factories.moment("2026-09-16 10:00"))
    cases.open_due()
    who = browsers.browser(app, municipality.person("skoleeier"))

    pages = [who.get(f"/arshjul{query}") for query in ("", "?vis=liste")]
    terms = [who.get("/oppslag"), who.post("/oppslag", {"sok": "romskip"})]

    assert "Sak " in pages[1].text
    assert [fault for page in [*pages, *terms] for fault in look(page)] == []


def test_the_plan_its_versions_and_the_catalogue_are_accessible(
    app: Flask, municipality: factories.Town, clock_at: Callable[[str], clock.Clock], look: Look
) -> None:
    own = clock_at(case_states.START)
    made = plan_states.baerum(municipality)
    rektor = browsers.browser(app, made.rektor)
    form = rektor.get(f"/oppgave/{made.open_tasks()['PLAN'][0]}")
    row = rektor.fill(form, {}, "_gjor=katalog tiltak_individ.0")
    plan_states.two_rounds(made, own)

    where = f"/sak/{made.case.number}/plan"
    paths = (where, f"{where}/utgave?nr=1", f"{where}/endringer", "/tiltakskatalog")
    reader = browsers.browser(app, made.rektor)
    seen = [*map(reader.get, paths), reader.post("/tiltakskatalog", {"sok": "finnes-ikke"})]

    assert [page.status_code for page in (form, row, *seen)] == [200] * 7
    assert [fault for page in (form, row, *seen) for fault in look(page)] == []


def test_letters_by_hand_and_the_package_are_accessible(
    app: Flask, municipality: factories.Town, clock_at: Callable[[str], clock.Clock], look: Look
) -> None:
    clock_at(case_states.START)
    case_states.publish(municipality)
    case = case_states.report(municipality, "venter", "Testelev A")
    case_states.MAKERS["venter"](municipality, case)
    rektor = browsers.browser(app, municipality.person("rektor"))

    ways = ("lag-brev", "lag-brev?mal=innkalling&steg=SAMTALE", "pakke", "dokumenter")
    seen = [rektor.get(f"/sak/{case.number}/{way}") for way in ways]

    assert [page.status_code for page in seen] == [200] * 4
    assert [fault for page in seen for fault in look(page)] == []


def elements(page: TestResponse) -> set[tuple[str, ...]]:
    """Return the kinds of elements a page is built of."""
    names = ("class", "role", "type", "data-state", "data-color", "aria-current", "required", "disabled")
    every = lxml.html.fromstring(page.text).iter("*")
    return {(str(one.tag), *(one.get(name, "") for name in names)) for one in every}


@pytest.fixture
def look(app: Flask, chromium: Browser) -> Iterator[Look]:
    """Return a function that shows a page at both widths and tells what axe finds, or that it is too wide."""
    context = chromium.new_context(locale="nb-NO", base_url=ORIGIN)
    shown: dict[str, str] = {}
    files = app.test_client()

    @cache
    def static(path: str) -> dict[str, Any]:
        file = files.get(path)
        return {"status": file.status_code, "body": file.data, "content_type": file.content_type}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            route.fulfill(**static(path))
        elif path in shown:
            route.fulfill(status=200, body=shown[path], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()

    def judge(response: TestResponse) -> list[str]:
        path = response.request.full_path.rstrip("?")
        shown[path] = response.text
        page.goto(path)
        return [f"{path} {width}: {fault}" for width in WIDTHS for fault in _faults(page, width)]

    yield judge
    context.close()


def _faults(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    faults = axe.faults(page, tags=axe.TAGS)
    is_too_wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [*faults, "too wide"] if is_too_wide else faults

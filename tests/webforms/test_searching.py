"""What somebody searches for may be a child's name: it is posted, and stands in no address and in no log."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import factories
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from engine import clock, logs
from tests.webforms import browser as browsers
from tests.webforms import plan_states, signing_in
from tests.webforms.browser import As, Browser, find, words
from tests.webforms.plan_states import Planned

NAME = "Testelev Hemmelig"
PAGES = ("/oppslag", "/tiltakskatalog")


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("path", PAGES)
def test_the_words_stand_in_the_field_and_in_no_address(path: str, as_role: As) -> None:
    reader = as_role("rektor")

    sent = search(reader, path, sok=NAME)
    page = reader.client.get(sent.location)

    assert (sent.status_code, page.status_code, page.request.path) == (303, 200, path)
    assert "Hemmelig" not in sent.location
    assert find(page, "//input[@name='sok']/@value") == [NAME]
    assert [one for one in find(page, "//@href | //@action | //@src") if "Hemmelig" in one] == []
    assert find(page, "//form[@role='search']/@method") == ["post"]


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("path", PAGES)
def test_no_log_has_the_words(path: str, as_role: As, logged: io.StringIO) -> None:
    reader = as_role("rektor")

    reader.client.get(search(reader, path, sok=NAME).location)

    assert f'"route": "{path}"' in logged.getvalue()
    assert "Hemmelig" not in logged.getvalue()


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("path", PAGES)
def test_words_in_an_address_are_not_searched_for(path: str, as_role: As) -> None:
    page = as_role("rektor").get(f"{path}?sok=romskip")

    assert (page.status_code, "romskip" in page.text) == (200, False)
    assert find(page, "//h2")


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("path", PAGES)
def test_a_search_without_a_token_of_ours_is_not_kept(path: str, as_role: As) -> None:
    answer = as_role("rektor").client.post(path, data={"sok": NAME}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.location is None


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("path", PAGES)
def test_a_search_that_met_an_ended_session_is_done_after_the_sign_in(path: str, app: Flask, account: str) -> None:
    reader = browsers.browser(app)
    signing_in.sign_in(reader, account)
    page = reader.get(path)
    signing_in.end_session(reader)

    sent = send(reader, page, sok=NAME)
    signing_in.sign_in(reader, account)
    page = reader.get(f"{path}?holdt=1")

    assert "Hemmelig" not in sent.location
    assert find(page, "//input[@name='sok']/@value") == [NAME]


def test_the_measures_for_a_row_are_searched_and_one_is_still_chosen(planned: Planned, as_role: As) -> None:
    rektor = as_role("rektor")
    form = rektor.get(f"/oppgave/{planned.open_tasks()['PLAN'][0]}")
    asked = rektor.fill(form, {}, "_gjor=katalog tiltak_individ.0")
    [box] = find(asked, "//form[@role='search']")
    title = str(find(asked, "//li[@id]/h3/text()")[0])

    found = rektor.send(box.get("action"), MultiDict(dict(box.form_values()) | {"sok": title}))
    row = find(found, "//form[.//input[@name='tiltak']]")[0]
    back = rektor.send(row.get("action"), MultiDict(row.form_values()))

    assert "sok" not in found.request.args
    assert len(find(found, "//form[.//input[@name='tiltak']]")) < len(find(asked, "//form[.//input[@name='tiltak']]"))
    assert "er satt inn i tiltaket" in words(back)


def search(reader: Browser, path: str, **fields: str) -> TestResponse:
    return send(reader, reader.get(path), **fields)


def send(reader: Browser, page: TestResponse, **fields: str) -> TestResponse:
    """Send the page's search form, and return the answer itself."""
    [box] = find(page, "//form[@role='search']")
    return reader.client.post(box.get("action"), data=dict(box.form_values()) | fields)


@pytest.fixture
def planned(municipality: factories.Town, clock_at: Callable[[str], clock.Clock]) -> Planned:
    clock_at("2026-01-05 10:00")
    return plan_states.baerum(municipality)


@pytest.fixture
def logged(app: Flask) -> Iterator[io.StringIO]:
    """What is logged while the test runs."""
    out = io.StringIO()
    logs.configure("DEBUG", out=out)
    yield out
    logs.configure("CRITICAL")

"""A submit that meets an ended session survives the sign-in with its text, over the wire."""

from __future__ import annotations

import factories

from engine import people, tables
from engine.people import accounts
from tests.crashes import processes
from tests.crashes.test_crashes import count, report, standings, task_of
from webforms import auth

PASSWORD = "bare-for-prøver-12"


def test_text_sent_after_the_session_ended_is_there_after_the_sign_in_and_can_be_sent(
    installation: processes.Installation, town: factories.Town
) -> None:
    accounts.create(person_id=town.person("kontaktlærer").id, username="larer.eksempel", password=PASSWORD)
    task = task_of(report(town), "A")
    path = f"/oppgave/{task}"
    _, address = installation.serve()
    teacher = processes.Browser(address)
    sign_in(teacher, path)
    page = teacher.get(path)
    people.close_session(teacher.cookies[auth.SESSION])

    refused = teacher.fill(page, path, {"notat": "Alt eleven sa"})
    assert (refused.status, refused.location.partition("?")[0], standings(task)) == (302, "/logg-inn", [])

    again = teacher.get(sign_in(teacher, refused.location))
    assert "Alt eleven sa" in again.text
    assert teacher.fill(again, path, {}).status == 302
    assert standings(task) == ["accepted"]


def test_report_sent_after_the_session_ended_is_there_after_the_sign_in(
    installation: processes.Installation, town: factories.Town
) -> None:
    accounts.create(person_id=town.person("ansatt").id, username="ansatt.eksempel", password=PASSWORD)
    _, address = installation.serve()
    reporter = processes.Browser(address)
    sign_in(reporter, "/meld/prove", username="ansatt.eksempel")
    page = reporter.get("/meld/prove")
    people.close_session(reporter.cookies[auth.SESSION])

    refused = reporter.fill(page, "/meld/prove", {"hva": "Noen ble slått"})
    again = reporter.get(sign_in(reporter, refused.location, username="ansatt.eksempel"))

    assert "Noen ble slått" in again.text
    assert reporter.fill(again, "/meld/prove", {}).status == 302
    assert count(tables.cases) == 1


def sign_in(browser: processes.Browser, to: str, *, username: str = "larer.eksempel") -> str:
    """Sign in, and return where that leads; `to` is a page of ours, or the sign-in page's own address."""
    page = browser.get(to if to.startswith("/logg-inn") else f"/logg-inn?til={to}")
    answer = browser.fill(page, "/logg-inn", {"bruker": username, "passord": PASSWORD}, button="")
    assert answer.status == 302, answer.words
    return answer.location

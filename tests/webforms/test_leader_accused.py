"""A report on the school's leadership, in Bærum's real routine: no page of the product gives it away (issue 4).

What the school's people see afterwards is what they saw before, on every address there is: lists, counts, ledgers and
logs. Who names the case's own number meets what nobody's number gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import cases, clock, db, model, publishing, routines, tables, timers
from tests.webforms import browser as browsers
from tests.webforms import case_states

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
REPORT = {"kilde": "observasjon", "hva": "En leder ropte til eleven", "gjelder": "ledelse", "sted": ["skoletid"]}
GRIPPED = {
    "gjennomfort": "2026-01-05T10:30:00+01:00", "tiltak": "En annen voksen", "ansvarlige": "Skoleeier",
    "eleven_trygg_na": "ja",
}  # fmt: skip
TOLD_APART = re.compile(
    r'(csrf|token|nonce|versjon|sist)[^>]{0,80}"[^"]{16,}"|\d{2}:\d{2}(:\d{2})?|Referanse: \w+', re.IGNORECASE
)
NO_CASE = "2026-0000"


@pytest.mark.parametrize("role", ["rektor", "kontaktlærer", "ansatt"])
def test_no_page_of_the_school_is_other_than_before_the_report(
    app: Flask, town: factories.Town, own: clock.Clock, role: str
) -> None:
    before = pages(app, town.person(role), none_yet())
    case = report(town)
    follow_up(town, case)
    own.set(own.now() + timedelta(hours=5))  # past the reminder, and the same day
    timers.fire_due()
    seen = case_states.look("", case)

    after = pages(app, town.person(role), seen)

    assert {address for address, (status, _) in after.items() if seen.number in address and status != 404} == set()
    assert [address for address, (_, body) in after.items() if seen.number in body and seen.number not in address] == []
    own_pages = {at: answer for at, answer in before.items() if NO_CASE not in at}
    assert {at: after[at] for at in own_pages} == own_pages


def test_no_notification_goes_to_the_school_and_every_event_stays_in_the_case(
    town: factories.Town, own: clock.Clock
) -> None:
    case = report(town)
    follow_up(town, case)
    own.set(own.now() + timedelta(days=60))
    timers.fire_due()

    with db.reading() as connection:
        told = set(connection.scalars(sa.select(tables.messages.c.person_id)))
        about = set(connection.scalars(sa.select(tables.events.c.case_id)))

    assert told == {town.person("skoleeier").id}
    assert about == {case.id}


def test_skoleeier_has_it_all(app: Flask, town: factories.Town) -> None:
    case = report(town)
    follow_up(town, case)

    found = pages(app, town.person("skoleeier"), case_states.look("", case))

    assert {status for address, (status, _) in found.items() if address == f"/sak/{case.number}"} == {200}
    assert case.number in found["/oppgaver"][1]


def pages(app: Flask, person: model.Person, seen: case_states.Seen) -> dict[str, tuple[int, str]]:
    """Return status and text of every address there is, by address; what differs each time is taken out."""
    client = browsers.browser(app, person).client
    addresses = [address for _rule, _seen, address in case_states.addresses(app, {"": seen})]
    return {at: _told(client.get(at)) for at in addresses if "logg-ut" not in at}


def _told(answer: object) -> tuple[int, str]:
    return answer.status_code, TOLD_APART.sub("", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def none_yet() -> case_states.Seen:
    return case_states.Seen("", NO_CASE, None, None, None)


def report(town: factories.Town) -> model.CaseRef:
    """Let lærer report a leader: Testelev A."""
    raw = {**REPORT, "elev": str(town.pupil().id)}
    return cases.open_case(by=town.person("lærer"), routine="baerum-handtering", raw=raw, token="engang")


def follow_up(town: factories.Town, case: model.CaseRef) -> None:
    """Let skoleeier do the first step."""
    t = tables.tasks.c
    with db.reading() as connection:
        task = connection.scalar(sa.select(t.id).where(t.case_id == case.id, t.element_id == "BAE-V-11_2-2"))
    assert task
    cases.complete_task(task, by=town.person("skoleeier"), raw=GRIPPED, seen_version=None)


@pytest.fixture
def own(clock_at: Callable[[str], clock.Clock]) -> clock.Clock:
    """A clock that stands on a Monday at ten."""
    return clock_at("2026-01-05 10:00")


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where Bærum's own routine is in force."""
    files, names = publishing.gather_all([PROCESSES / "baerum-handtering.bpmn"])
    routines.publish(files, names, municipality_id=municipality.id, by=None)
    return municipality

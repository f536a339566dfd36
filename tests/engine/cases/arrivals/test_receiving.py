"""A message from outside: one case's fault stops that case alone, and «prøv igjen» delivers the message again."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, errors, model, overview, tables
from tests.engine.cases import looking, stopping

NAME = "svar-utenfra"
MESSAGE = diagrams.message("svar-ute", NAME, "= hva")


def test_every_case_that_waits_gets_the_message(town: factories.Town) -> None:
    first, second = open_case(town, "samme"), open_case(town, "samme")
    other = open_case(town, "annen")

    assert send(town, {"lengde": 7}) == [first.id, second.id]

    assert [looking.open_now(case.id) for case in (first, second, other)] == [["B"], ["B"], []]


def test_message_that_no_routine_knows_is_refused_by_name(town: factories.Town) -> None:
    open_case(town, "samme")

    with pytest.raises(errors.MessageNotAwaited, match="svarr-utenfra"):
        cases.receive_message(municipality_id=town.id, message="svarr-utenfra", key="samme", data={})


def test_fault_of_one_case_stops_no_other_and_is_an_incident(town: factories.Town) -> None:
    spoilt, well = open_case(town, "samme"), open_case(town, "samme")
    spoil(spoilt)

    reached = send(town, {"lengde": 7})

    assert reached == [spoilt.id, well.id]
    assert [looking.open_now(spoilt.id), looking.open_now(well.id)] == [[], ["B"]]
    assert [row.case_number for row in overview.standing(town.person("rektor")).rows] == [spoilt.number]


def test_fault_of_the_diagram_is_an_incident_at_its_element(town: factories.Town) -> None:
    case = open_case(town, "samme")

    assert send(town, {"lengde": 1}) == [case.id]

    assert [row.step for row in overview.standing(town.person("rektor")).rows] == ["VALG"]
    assert diagrams.event_kinds(case.id).count(model.EventKind.INCIDENT_RAISED) == 1


def test_trying_again_after_a_mend_delivers_the_message(town: factories.Town) -> None:
    case = open_case(town, "samme")
    state = spoil(case)
    send(town, {"lengde": 7})
    mend(case, state)

    assert cases.retry_incident(case.id, by=town.person("rektor")) == 1

    assert looking.open_now(case.id) == ["B"]
    assert incidents(case) == []


def test_trying_again_without_a_mend_leaves_one_incident_and_the_message(town: factories.Town) -> None:
    case = open_case(town, "samme")
    state = spoil(case)
    send(town, {"lengde": 7})

    for _press in range(2):
        cases.retry_incident(case.id, by=town.person("rektor"))
    assert len(incidents(case)) == 1
    mend(case, state)
    cases.retry_incident(case.id, by=town.person("rektor"))

    assert looking.open_now(case.id) == ["B"]


def test_message_that_the_case_waits_for_no_longer_leaves_no_incident(town: factories.Town) -> None:
    case = open_case(town, "samme")
    state = spoil(case)
    send(town, {"lengde": 7})
    mend(case, state)
    send(town, {"lengde": 8})

    cases.retry_incident(case.id, by=town.person("rektor"))

    assert (looking.open_now(case.id), incidents(case)) == (["B"], [])


def open_case(town: factories.Town, key: str) -> model.CaseRef:
    open_case.count += 1  # type: ignore[attr-defined]
    raw = {"elev": str(town.pupil().id), "hva": key}
    token = f"engang-{open_case.count}"  # type: ignore[attr-defined]
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)


open_case.count = 0  # type: ignore[attr-defined]


def send(town: factories.Town, data: dict[str, object]) -> list[int]:
    return cases.receive_message(municipality_id=town.id, message=NAME, key="samme", data=data)


def incidents(case: model.CaseRef) -> list[int]:
    i = tables.incidents.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(i.id).where(i.case_id == case.id, i.resolved_at.is_(None))))


def spoil(case: model.CaseRef) -> str:
    """Make the engine's record unreadable; return what it was."""
    state = diagrams.variables_of(case.id)
    mend(case, f"ødelagt {NAME}")
    return state


def mend(case: model.CaseRef, state: str) -> None:
    c = tables.cases.c
    with db.transaction() as connection:
        change = {"state": state, "state_version": c.state_version + 1}
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(change))


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `prove` waits for a message, then has a gateway that knows only lengths above five."""
    elements, flows = stopping.parts("VENT", diagrams.waiting("svar-ute"))
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]}, top=MESSAGE)
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality

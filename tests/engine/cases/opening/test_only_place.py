"""A case that says nothing of where it belongs is at the only school there is, and of its only class (design 7)."""

from __future__ import annotations

from dataclasses import dataclass

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, roles, tables

LANES = {"Kontaktlærer": ["inn", "A", "slutt"]}
_c = tables.cases.c


@dataclass(frozen=True)
class Hamlet:
    """A municipality with one school, which has one class."""

    id: int
    school: int
    group: int
    lærer: model.Person


def test_a_message_that_names_no_school_opens_a_case_at_the_only_one(hamlet: Hamlet) -> None:
    begin_by_message(hamlet.id)

    assert (places(), scopes()) == ([(hamlet.school, hamlet.group)], [f"c:{hamlet.group}"])


def test_a_message_about_a_pupil_whom_nobody_knows_is_of_no_class(hamlet: Hamlet) -> None:
    begin_by_message(hamlet.id, elev="Ukjent Elev")

    assert (places(), scopes()) == ([(hamlet.school, None)], [])


def test_a_message_that_names_no_school_of_several_opens_a_case_at_none(municipality: factories.Town) -> None:
    begin_by_message(municipality.id)

    assert places() == [(None, None)]


@pytest.mark.parametrize("asks", [True, False], ids=["asks for a pupil", "asks for none"])
def test_a_routine_that_asks_for_no_pupil_is_of_the_only_class(hamlet: Hamlet, asks: bool) -> None:
    diagram = diagrams.chain("prove", diagrams.task("A"), lanes=LANES, start="melding" if asks else "")
    diagrams.publish(hamlet.id, "prove", diagram)

    cases.open_case(by=hamlet.lærer, routine="prove", raw={"hva": "uro"} if asks else {}, token="t1")

    assert (places(), scopes()) == (
        ([(hamlet.school, None)], []) if asks else ([(hamlet.school, hamlet.group)], [f"c:{hamlet.group}"])
    )


@pytest.fixture
def hamlet(municipality: factories.Town, own: clock.Clock) -> Hamlet:
    """Build it beside the municipality that all tests have."""
    number = factories.insert(tables.municipalities, name="Grenda kommune")
    with db.transaction() as connection:
        roles.install(connection, number)
    school = factories.insert(tables.schools, municipality_id=number, name="Grenda skole")
    group = factories.insert(tables.classes, school_id=school, name="1–7", grade=1)
    teacher = factories.person(number)
    factories.hold(teacher.id, "lærer", f"s:{school}")
    return Hamlet(number, school, group, teacher)


def begin_by_message(municipality_id: int, **data: str) -> None:
    """Let a message open a case."""
    diagram = diagrams.chain("prove", diagrams.task("A"), lanes=LANES, start="")
    symbol = b'name="Melding"><bpmn:messageEventDefinition id="m" messageRef="tips-ute" />'
    message = diagrams.message("tips-ute", "tips", "").encode()
    diagram = diagram.replace(b'name="Melding">', symbol).replace(b"<bpmn:process ", message + b"<bpmn:process ")
    diagrams.publish(municipality_id, "prove", diagram)
    cases.receive_message(municipality_id=municipality_id, message="tips", key=None, data=data)


def places() -> list[tuple[int | None, int | None]]:
    """Return the school and class of each case."""
    with db.reading() as connection:
        return [(row.school_id, row.class_id) for row in connection.execute(sa.select(_c.school_id, _c.class_id))]


def scopes() -> list[str]:
    """Return where the roles of the tasks count."""
    with db.reading() as connection:
        return list(connection.scalars(sa.select(tables.task_roles.c.scope)))

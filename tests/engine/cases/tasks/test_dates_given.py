"""A deadline that counts from a date which another step gives runs, and is told of, from when the date is given."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, overview, tables, timers
from tests.engine.cases import crossing, looking
from tests.engine.cases.versions import routine

DATE = {"type": "datetime", "subtype": "date", "key": "dato", "id": "Field_dato", "dateLabel": "Dato"}
FORMS = {"dato": diagrams.form("dato", DATE), "skjema": routine.FORM}
BOTH = '<zeebe:assignmentDefinition candidateGroups="rektor og kontaktlærer"/>'


@pytest.fixture(params=[crossing.REKTOR, BOTH])
def case(municipality: factories.Town, own: clock.Clock, request: pytest.FixtureRequest) -> model.CaseRef:
    """A case where B gives the date that A's deadline counts from; A may be done by two, each their part."""
    counted = request.param + diagrams.due("3 virkedager fra dato") + diagrams.form_of("skjema")
    given = {"A": drawing.node("userTask", ext=counted)}
    given |= {"B": drawing.node("userTask", ext=crossing.REKTOR + diagrams.form_of("dato"))}
    flows = "inn > and1; and1 > A > slutt; and1 > B > C > slutt2"
    ends = {"C": crossing.TASK, "slutt": crossing.END, "slutt2": crossing.END}
    crossing.publish(municipality, "rutine", flows, forms=FORMS, **given, **ends)
    return crossing.opened(municipality, "rutine")


def give(town: factories.Town, case: model.CaseRef, date: str) -> None:
    (row,) = [one for one in looking.open_tasks(case.id) if one.element_id == "B"]
    cases.complete_task(row.id, by=town.person("rektor"), raw={"dato": date}, seen_version=None)


def of_a(case: model.CaseRef) -> list[sa.Row]:
    return [one for one in looking.open_tasks(case.id) if one.element_id == "A"]


def test_it_runs_and_its_passing_is_told(municipality: factories.Town, case: model.CaseRef, own: clock.Clock) -> None:
    assert {row.due_at for row in of_a(case)} == {None}

    give(municipality, case, "2026-01-08")

    due = factories.moment("2026-01-13 16:00")
    assert {row.due_at for row in of_a(case)} == {due}
    own.set(due + timedelta(minutes=1))
    timers.fire_due()
    m = tables.messages.c
    with db.reading() as connection:
        told = connection.scalars(sa.select(m.person_id).where(m.kind == "frist-passert"))
        assert municipality.person("rektor").id in told.all()


def test_who_writes_in_it_meanwhile_is_not_refused(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor = municipality.person("rektor")
    row = next(one for one in of_a(case) if one.part in ("", "rektor"))
    seen = overview.task_page(row.id, rektor).task.version

    give(municipality, case, "2026-01-08")

    cases.complete_task(row.id, by=rektor, raw={"notat": "helt"}, seen_version=seen)
    assert row.id not in {one.id for one in of_a(case)}

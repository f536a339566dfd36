"""Event sub-processes in the tables: their timers and messages, the tasks they cancel, the drafts that stay."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables, timers
from tests.engine.cases import looking

NAME = "trukket"
MESSAGE = diagrams.message("m1", NAME, "= hva")
TOLD = '<bpmn:startEvent id="trukket"><bpmn:messageEventDefinition id="d1" messageRef="m1" /></bpmn:startEvent>'
EACH_TIME = (
    '<bpmn:startEvent id="hver" isInterrupting="false"><bpmn:timerEventDefinition id="d2">'
    "<bpmn:timeCycle>R2/PT2H</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
)


def test_a_repeating_timer_beside_the_case_opens_tasks_and_is_set_again(town: factories.Town, own: clock.Clock) -> None:
    case = open_case(town)
    assert (looking.open_now(case.id), pending(case)) == (["A"], ["hver"])

    own.set(clock.now() + timedelta(hours=2, minutes=5))
    timers.fire_due()
    assert (looking.open_now(case.id), pending(case)) == (["A", "P"], ["hver"])
    own.set(clock.now() + timedelta(hours=2, minutes=5))
    timers.fire_due()
    assert (looking.open_now(case.id), pending(case)) == (["A", "P", "P"], [])


def test_a_scope_that_ends_cancels_its_timer_and_waits_for_no_message(town: factories.Town, own: clock.Clock) -> None:
    case = open_case(town)
    done = do(town, case, "A")

    assert (done.case.ended_by_event, pending(case)) == ("slutt", [])
    assert cases.receive_message(municipality_id=town.id, message=NAME, key="nøkkel", data={}) == []


def test_an_interrupting_message_cancels_open_tasks_and_keeps_their_drafts(
    town: factories.Town, own: clock.Clock
) -> None:
    case, rektor = open_case(town), town.person("rektor")
    own.set(clock.now() + timedelta(hours=2, minutes=5))
    timers.fire_due()
    task = task_of(case, "A")
    cases.save_draft(by=rektor, content={"notat": "halvt"}, version=0, task_id=task)

    sent = cases.receive_message(municipality_id=town.id, message=NAME, key="nøkkel", data={"grunn": "flyttet"})

    assert sent == [case.id]
    assert (looking.open_now(case.id), statuses(case)) == (["T"], {"A": "cancelled", "P": "cancelled", "T": "open"})
    assert pending(case) == []
    assert drafts(task) == [{"notat": "halvt"}]
    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(task, by=rektor, raw={}, seen_version=1)
    kinds = diagrams.event_kinds(case.id)
    assert kinds.count(model.EventKind.TASK_CANCELLED) == 2
    assert do(town, case, "T").case.ended_by_event == "trukket_slutt"
    assert overview.standing(rektor).rows == ()


def open_case(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil().id), "hva": "nøkkel"}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="engang")


def do(town: factories.Town, case: model.CaseRef, ident: str) -> model.TaskDone:
    return cases.complete_task(task_of(case, ident), by=town.person("rektor"), raw={}, seen_version=1)


def task_of(case: model.CaseRef, ident: str) -> UUID:
    t = tables.tasks.c
    with db.reading() as connection:
        where = sa.and_(t.case_id == case.id, t.element_id == ident, t.status == "open")
        return connection.scalar(sa.select(t.id).where(where))


def statuses(case: model.CaseRef) -> dict[str, str]:
    t = tables.tasks.c
    with db.reading() as connection:
        return dict(connection.execute(sa.select(t.element_id, t.status).where(t.case_id == case.id)).all())


def pending(case: model.CaseRef) -> list[str]:
    t = tables.timers.c
    with db.reading() as connection:
        found = sa.select(t.element_id).where(
            t.case_id == case.id, t.kind == "engine", t.fired_at.is_(None), t.cancelled_at.is_(None)
        )
        return list(connection.scalars(found))


def drafts(task: object) -> list[dict[str, object]]:
    d = tables.drafts.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(d.content).where(d.task_id == task)))


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `prove` reminds twice beside its task, and stops when the report is withdrawn."""
    elements = {
        "A": diagrams.task("A"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
        "H": diagrams.beside("H", "Trukket", TOLD, task_id="T", end="trukket_slutt"),
        "G": diagrams.beside("G", "Purring", EACH_TIME, task_id="P", end="purret"),
    }
    flows = [diagrams.flow("inn", "A"), diagrams.flow("A", "slutt")]
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]}, top=MESSAGE)
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality

"""A routine whose first step each role does its part of, and how the parts and what is around them stand."""

from __future__ import annotations

from uuid import UUID

import diagrams
import factories
import sqlalchemy as sa

from engine import cases, db, pages, tables
from tests.engine.cases import looking

BOUNDARY = (
    '<bpmn:boundaryEvent id="A.frist" name="To timer" attachedToRef="A">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)


def opened(town: factories.Town) -> tuple[UUID, UUID]:
    """Open a case; return the tasks of kontaktlærer and of rektor."""
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")
    t = tables.tasks.c
    return one(sa.select(t.id).where(t.part == "kontaktlærer")), one(sa.select(t.id).where(t.part == "rektor"))


def rows(town: factories.Town, role: str) -> list[pages.TaskRow]:
    """Return the tasks that the role's holder has."""
    return looking.inbox(town.person(role))


def ids(town: factories.Town, role: str) -> list[UUID]:
    """Return the numbers of those tasks."""
    return [row.id for row in rows(town, role)]


def one(query: sa.Select[object]) -> object:
    """Return the one value that a query finds."""
    with db.reading() as connection:
        return connection.scalars(query).one()


def statuses(*tasks: UUID) -> list[str]:
    """Return how the tasks stand."""
    return [one(sa.select(tables.tasks.c.status).where(tables.tasks.c.id == task)) for task in tasks]


def answer_of(task: UUID) -> int:
    """Return the number of a task's answers."""
    return one(sa.select(tables.answers.c.id).where(tables.answers.c.task_id == task))


def contents() -> list[tuple[str, str, object]]:
    """Return (part, notat, valg) of what each part wrote."""
    a, t = tables.answers.c, tables.tasks.c
    query = sa.select(t.part, a.content).join(tables.tasks, t.id == a.task_id).order_by(t.part)
    with db.reading() as connection:
        return [(row.part, row.content["notat"], row.content.get("valg") or None) for row in connection.execute(query)]


def events() -> list[tuple[str, dict[str, object]]]:
    """Return the log's kinds with their facts."""
    e = tables.events.c
    with db.reading() as connection:
        return [(row.kind, row.facts) for row in connection.execute(sa.select(e.kind, e.facts).order_by(e.sequence))]


def pending_notices() -> int:
    """Return how many notices of deadlines are to come."""
    t = tables.timers.c
    pending = sa.and_(t.kind != "engine", t.fired_at.is_(None), t.cancelled_at.is_(None))
    return one(sa.select(sa.func.count()).select_from(tables.timers).where(pending))


def publish(town: factories.Town, lane: str) -> None:
    """Publish `prove`: A in `lane`, then B (rektor) where `valg` is b; two hours into A, B comes instead."""
    elements = {
        "A": diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")),
        "A.frist": BOUNDARY,
        "valg": '<bpmn:exclusiveGateway id="valg" name="Mer?" default="valg-slutt" />',
        "B": diagrams.task("B", diagrams.form_of("etter")),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    flows = [
        diagrams.flow("inn", "A"),
        diagrams.flow("A", "valg"),
        diagrams.flow("valg", "B", '=valg = "b"'),
        diagrams.flow("valg", "slutt"),
        diagrams.flow("A.frist", "B"),
        diagrams.flow("B", "slutt"),
    ]
    diagram = diagrams.routine(
        "prove", elements, flows, lanes={lane: ["inn", "A", "A.frist", "valg"], "Rektor": ["B", "slutt"]}
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True), diagrams.text_field("valg"))
    carried = (
        diagrams.text_field("notat", properties={"hent": "ja"}),
        diagrams.text_field("hvilket", properties={"hent": "valg + notat"}),
    )
    diagrams.publish(town.id, "prove", diagram, notat=note, etter=diagrams.form("etter", *carried))

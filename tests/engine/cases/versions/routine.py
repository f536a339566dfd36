"""A routine in several versions, cases of it, and the rows that a move to another version may touch."""

from __future__ import annotations

import diagrams
import factories
import sqlalchemy as sa

from engine import cases, db, model, tables

LANES = {"Kontaktlærer": ["inn", "A", "B", "C", "X"]}
BOTH = {"Kontaktlærer og rektor": ["inn", "A", "B"]}
FORM = diagrams.form("skjema", diagrams.text_field("notat"), diagrams.text_field("valg"))
FRIST = (
    '<bpmn:boundaryEvent id="frist" name="En uke" attachedToRef="A">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P7D</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)


def a_task(*parts: str) -> str:
    """Return task A with its form."""
    return diagrams.task("A", diagrams.form_of("skjema"), *parts)


def publish(town: factories.Town, *tasks: str, lanes: dict[str, list[str]] = LANES, extra: str = "") -> int:
    """Publish the next version of the routine; return its number."""
    diagram = diagrams.chain("rutine", *tasks, lanes=lanes)
    if extra:
        more = f'{extra}<bpmn:endEvent id="slutt2" name="Ut" />{diagrams.flow("frist", "slutt2")}</bpmn:process>'
        diagram = diagram.replace(b"</bpmn:process>", more.encode())
    return diagrams.publish(town.id, "rutine", diagram, skjema=FORM).number


def opened(town: factories.Town, token: str = "en") -> model.CaseRef:
    """Open a case."""
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="rutine", raw=raw, token=token)


def pending(case_id: int) -> list[tuple[str, str, object]]:
    """Return the timers that are set."""
    t = tables.timers.c
    with db.reading() as connection:
        mine = sa.select(t.kind, t.element_id, t.due_at).where(t.case_id == case_id, t.fired_at.is_(None))
        return sorted(tuple(one) for one in connection.execute(mine.where(t.cancelled_at.is_(None))))

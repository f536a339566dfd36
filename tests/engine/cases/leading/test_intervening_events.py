"""An event that a case waits for is intervened in as a step is: shown and logged by its name."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, tables
from tests.engine.cases.versions import routine

WAIT = (
    '<bpmn:intermediateCatchEvent id="V" name="Vent en uke"><bpmn:timerEventDefinition id="uke">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P7D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    routine.publish(municipality, WAIT, diagrams.task("B"), lanes={"Kontaktlærer": ["inn", "V", "B"]})
    return routine.opened(municipality)


def log(case_id: int) -> list[sa.Row]:
    with db.reading() as connection:
        return list(connection.execute(sa.select(tables.events).where(tables.events.c.case_id == case_id)))


@pytest.mark.parametrize("kind", ["deadline", "skip", "go"])
def test_it_is_named_before_and_after(municipality: factories.Town, case: model.CaseRef, kind: str) -> None:
    rektor = municipality.person("rektor")
    [step] = cases.open_steps(case.id, by=rektor)
    more = {"deadline": {"due": clock.now() + timedelta(days=30)}, "go": {"target": "B"}}.get(kind, {})
    deed = cases.Deed(kind, step.token, **more)

    assert cases.preview(case.id, by=rektor, deed=deed).step == "Vent en uke"
    cases.intervene(case.id, by=rektor, deed=deed, reason="Avtalt")

    [event] = [one for one in log(case.id) if one.facts.get("reason") == "Avtalt"]
    assert (event.element_id, event.facts.get("from")) == (("B", "V") if kind == "go" else ("V", None))


def test_the_second_of_two_leaders_is_told_which(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor = municipality.person("rektor")
    [step] = cases.open_steps(case.id, by=rektor)
    deed = cases.Deed("deadline", step.token, due=clock.now() + timedelta(days=30))
    seen = cases.preview(case.id, by=rektor, deed=deed).seen
    cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=seen)

    with pytest.raises(errors.StaleVersion, match="Fristen for «Vent en uke» er endret"):
        cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=seen)

"""An incident of what was taken away is over: nobody can try it again, and the case's clock must go on."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest

from engine import cases, clock, model, overview, timers
from tests.engine.cases import looking, stopping
from tests.engine.cases.versions import routine

FAULTY = (
    '<bpmn:boundaryEvent id="KANT" name="En dag" attachedToRef="A" cancelActivity="false"><bpmn:timerEventDefinition '
    'id="dag"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:boundaryEvent>"
)


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case whose step A has a timer at its edge that leads to a fault, and step F after it, with a deadline."""
    elements, flows = stopping.parts("KANT", FAULTY)
    elements |= {"A": diagrams.task("A"), "F": diagrams.task("F", diagrams.due("3 virkedager"))}
    flows = [one for one in flows if 'sourceRef="inn"' not in one]
    flows += [diagrams.flow("inn", "A"), diagrams.flow("A", "F"), diagrams.flow("F", "slutt")]
    drawn = diagrams.routine("rutine", elements, flows, lanes={"Kontaktlærer": ["inn", "A", "B", "C", "F"]})
    diagrams.publish(municipality.id, "rutine", drawn)
    opened = routine.opened(municipality)
    own.set(own.now() + timedelta(days=2))
    assert timers.fire_due() == 0
    assert standing(municipality) == 1
    return opened


@pytest.mark.parametrize("kind", ["skip", "go"])
def test_the_deadlines_after_what_the_leader_does_are_told(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock, kind: str
) -> None:
    [task] = looking.open_tasks(case.id)
    deed = cases.Deed(kind, task.id, target="F" if kind == "go" else "")

    cases.intervene(case.id, by=municipality.person("rektor"), deed=deed, reason="Feil i rutinen")

    assert (looking.open_now(case.id), standing(municipality)) == (["F"], 0)
    own.set(own.now() + timedelta(days=20))
    assert timers.fire_due() == 3


def test_so_are_those_after_who_completes_the_step(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    [task] = looking.open_tasks(case.id)

    cases.complete_task(task.id, by=municipality.person("kontaktlærer"), raw={}, seen_version=None)

    assert (looking.open_now(case.id), standing(municipality)) == (["F"], 0)
    own.set(own.now() + timedelta(days=20))
    assert timers.fire_due() == 3


def test_what_can_be_tried_again_stands(municipality: factories.Town, case: model.CaseRef) -> None:
    due = cases.Deed("set", name="lengde", value="7")

    cases.intervene(case.id, by=municipality.person("rektor"), deed=due, reason="Mangler")

    assert standing(municipality) == 1
    cases.retry_incident(case.id, by=municipality.person("rektor"))
    timers.fire_due()
    assert (looking.open_now(case.id), standing(municipality)) == (["A", "B"], 0)


def standing(town: factories.Town) -> int:
    return overview.standing(town.person("rektor")).counts["incident"]

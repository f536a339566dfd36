"""A timer that a move counts anew is counted from when it began to run, whatever its instant has been since."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest

from engine import bpmn, cases, clock, model, timers
from tests.engine.cases.versions import routine

LANES = {"Kontaktlærer": ["inn", "V", "A", "B"]}


def waiting(days: int) -> tuple[str, str]:
    text = f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P{days}D</bpmn:timeDuration>'
    event = f'<bpmn:timerEventDefinition id="uker">{text}</bpmn:timerEventDefinition>'
    return f'<bpmn:intermediateCatchEvent id="V" name="Vent">{event}</bpmn:intermediateCatchEvent>', diagrams.task("B")


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    routine.publish(municipality, *waiting(7), lanes=LANES)
    return routine.opened(municipality)


def count_anew(town: factories.Town, case: model.CaseRef, to: int, element: str = "V") -> None:
    chosen = bpmn.Choices(deadlines={element: "recount"})
    assert cases.move_case(case.id, by=town.person("prosesseier"), to=to, reason="x", choices=chosen).is_moved


def due(case: model.CaseRef) -> object:
    [(_kind, _element, at)] = routine.pending(case.id)
    return at


def test_one_that_was_counted_anew_before(municipality: factories.Town, case: model.CaseRef, own: clock.Clock) -> None:
    began = clock.now()
    for days in (14, 21):
        own.set(clock.now() + timedelta(days=3))
        count_anew(municipality, case, routine.publish(municipality, *waiting(days), lanes=LANES))

        assert due(case) == began + timedelta(days=days)


def test_one_that_the_leader_has_given_another_instant(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    began, rektor = clock.now(), municipality.person("rektor")
    own.set(clock.now() + timedelta(days=3))
    [step] = cases.open_steps(case.id, by=rektor)
    deed = cases.Deed("deadline", step.token, due=clock.now() + timedelta(days=30))
    cases.intervene(case.id, by=rektor, deed=deed, reason="Ferie")

    count_anew(municipality, case, routine.publish(municipality, *waiting(21), lanes=LANES))

    assert due(case) == began + timedelta(days=21)


def test_one_that_repeats_runs_since_it_fired_last(municipality: factories.Town, own: clock.Clock) -> None:
    def reminding(period: str) -> int:
        text = routine.FRIST.replace("timeDuration", "timeCycle").replace("P7D", period)
        beside = text.replace("attachedToRef", 'cancelActivity="false" attachedToRef')
        return routine.publish(municipality, routine.a_task(), diagrams.task("B"), lanes=LANES, extra=beside)

    reminding("R/P1D")
    case = routine.opened(municipality)
    own.set(clock.now() + timedelta(days=1))
    timers.fire_due()
    fired = clock.now()
    own.set(clock.now() + timedelta(hours=3))

    count_anew(municipality, case, reminding("R/P2D"), "frist")

    assert due(case) == fired + timedelta(days=2)

"""A deadline that is out while no clock goes comes before what the leader does, as it comes before a submit."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest

from engine import cases, clock, errors, model
from tests.engine.cases import looking
from tests.engine.cases.versions import routine

BESIDE = routine.FRIST.replace("attachedToRef", 'cancelActivity="false" attachedToRef')


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case whose step has been overdue for a day, and no clock has told of it."""
    routine.publish(municipality, routine.a_task(), diagrams.task("B"), extra=BESIDE)
    opened = routine.opened(municipality)
    own.set(clock.now() + timedelta(days=8))
    return opened


@pytest.mark.parametrize("kind", ["skip", "stop"])
def test_it_is_in_the_log_before(municipality: factories.Town, case: model.CaseRef, kind: str) -> None:
    at = looking.open_tasks(case.id)[0].id if kind == "skip" else None

    cases.intervene(case.id, by=municipality.person("rektor"), deed=cases.Deed(kind, at), reason="x")

    log = diagrams.event_kinds(case.id)
    assert log.index("timer-fired") < log.index({"skip": "step-skipped", "stop": "case-stopped"}[kind])


def test_who_has_looked_over_before_is_told_of_it(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor, deed = municipality.person("rektor"), cases.Deed("skip", looking.open_tasks(case.id)[0].id)
    seen = cases.preview(case.id, by=rektor, deed=deed).seen

    with pytest.raises(errors.StaleVersion, match="Tiden for «En uke» er ute"):
        cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=seen)

    again = cases.preview(case.id, by=rektor, deed=deed).seen
    cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=again)
    assert looking.open_now(case.id) == ["B"]


def test_only_who_leads_the_case_lets_time_go_on(municipality: factories.Town, case: model.CaseRef) -> None:
    with pytest.raises(errors.NotAllowed):
        cases.intervene(case.id, by=municipality.person("kontaktlærer"), deed=cases.Deed("stop"), reason="x")

    assert "timer-fired" not in diagrams.event_kinds(case.id)

"""A held talk has met its deadline, also one that it gets afterwards: nobody is reminded of what is done."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest

from engine import bpmn, cases, clock, model
from tests.engine.cases import looking
from tests.engine.cases.versions import routine

LANES = {"Kontaktlærer": ["inn", "A", "B"]}


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case whose one talk is held, and whose paper is not written."""
    publish(municipality, "3 virkedager")
    opened = routine.opened(municipality)
    [task] = looking.open_tasks(opened.id)
    cases.mark_held(task.id, by=municipality.person("kontaktlærer"))
    return opened


def test_who_says_it_again_later_moves_it_to_no_later_moment(municipality: factories.Town, own: clock.Clock) -> None:
    """The other role has the page open from before, and presses days after, when they write."""
    routine.publish(municipality, routine.a_task(diagrams.due("3 virkedager")), diagrams.task("B"), lanes=routine.BOTH)
    case = routine.opened(municipality)
    first, second = looking.open_tasks(case.id)
    held = cases.mark_held(first.id, by=municipality.person(first.part))
    own.set(own.now() + timedelta(days=9))

    assert cases.mark_held(second.id, by=municipality.person(second.part)) == held

    assert [row.held_at for row in looking.open_tasks(case.id)] == [held, held]
    assert diagrams.event_kinds(case.id).count("talk-held") == 1


def test_a_deadline_that_the_leader_moves_reminds_nobody(municipality: factories.Town, case: model.CaseRef) -> None:
    [task] = looking.open_tasks(case.id)
    deed = cases.Deed("deadline", task.id, due=clock.now() + timedelta(days=20))

    cases.intervene(case.id, by=municipality.person("rektor"), deed=deed, reason="Ferie")

    assert looking.open_tasks(case.id)[0].due_at == deed.due
    assert routine.pending(case.id) == []


def test_a_deadline_that_a_move_counts_anew_reminds_nobody(municipality: factories.Town, case: model.CaseRef) -> None:
    by, to = municipality.person("prosesseier"), publish(municipality, "5 virkedager")
    recounted = bpmn.Choices(deadlines={"A": "recount"})

    assert cases.move_case(case.id, by=by, to=to, reason="x", choices=recounted).is_moved
    assert routine.pending(case.id) == []

    cases.move_case_back(case.id, by=by, reason="x")
    assert routine.pending(case.id) == []


def test_a_talk_that_a_move_took_away_is_held_when_the_case_is_moved_back(
    municipality: factories.Town, own: clock.Clock
) -> None:
    by = municipality.person("prosesseier")
    publish_beside(municipality, "A", "B")
    case = routine.opened(municipality)
    cases.mark_held(looking.open_tasks(case.id)[0].id, by=municipality.person("kontaktlærer"))
    to = publish_beside(municipality, "B")

    assert cases.move_case(case.id, by=by, to=to, reason="x", choices=bpmn.Choices(steps={"A": "-"})).is_moved
    assert looking.open_now(case.id) == ["B"]
    cases.move_case_back(case.id, by=by, reason="x")

    assert [(row.element_id, row.held_at is not None) for row in looking.open_tasks(case.id)] == [
        ("A", True), ("B", False),
    ]  # fmt: skip
    assert routine.pending(case.id) == []


def publish(town: factories.Town, due: str) -> int:
    return routine.publish(town, routine.a_task(diagrams.due(due)), diagrams.task("B"), lanes=LANES)


def publish_beside(town: factories.Town, *tasks: str) -> int:
    """Publish the next version, with `tasks` beside each other; return its number."""
    both = [f'<bpmn:parallelGateway id="{one}" />' for one in ("ut", "sammen")]
    elements = {"ut": both[0], "sammen": both[1], "slutt": '<bpmn:endEvent id="slutt" />'}
    elements |= {one: diagrams.task(one, *([diagrams.due("3 virkedager")] if one == "A" else [])) for one in tasks}
    flows = [diagrams.flow("inn", "ut"), diagrams.flow("sammen", "slutt")]
    flows += [flow for one in tasks for flow in (diagrams.flow("ut", one), diagrams.flow(one, "sammen"))]
    drawn = diagrams.routine("rutine", elements, flows, lanes={"Kontaktlærer": ["inn", *tasks]})
    return diagrams.publish(town.id, "rutine", drawn).number

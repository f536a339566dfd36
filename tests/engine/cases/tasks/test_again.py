"""A step that is begun anew where it stands has what was half-written in it."""

from __future__ import annotations

import diagrams
import drawing
import factories
import pytest

from engine import cases, clock, model, overview
from tests.engine.cases import crossing, looking
from tests.engine.cases.versions import routine


@pytest.mark.parametrize("lanes", [routine.LANES, routine.BOTH])
def test_the_leader_sends_the_case_to_the_step_where_it_stands(
    municipality: factories.Town, own: clock.Clock, lanes: dict[str, list[str]]
) -> None:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"), lanes=lanes)
    case, teacher = routine.opened(municipality), municipality.person("kontaktlærer")
    former = looking.inbox(teacher)[0].id
    cases.save_draft(by=teacher, content={"notat": "halvt"}, version=0, task_id=former)

    start_anew(municipality, case)

    new = looking.inbox(teacher)[0].id
    assert new != former
    draft = overview.task_page(new, teacher).draft
    assert (draft.content, draft.version) == ({"notat": "halvt"}, 1)
    cases.save_draft(by=teacher, content={"notat": "mer"}, version=1, task_id=former)  # a page that was open
    cases.complete_task(new, by=teacher, raw={"notat": "helt"}, seen_version=None)


def test_a_step_that_has_become_a_named_persons_is_begun_all_the_same(
    municipality: factories.Town, own: clock.Clock
) -> None:
    named = '<zeebe:assignmentDefinition assignee="Testvikar Ny"/>'
    routine.publish(municipality, diagrams.task("A", named), diagrams.task("B"), lanes=routine.BOTH)
    case, teacher = routine.opened(municipality), municipality.person("kontaktlærer")
    former = looking.inbox(teacher)[0].id
    cases.save_draft(by=teacher, content={"notat": "halvt"}, version=0, task_id=former)
    someone = factories.person(municipality.id, "Testvikar Ny")
    factories.hold(someone.id, "lærer", f"s:{municipality.schools[0].id}")

    start_anew(municipality, case)

    assert [one.part for one in looking.open_tasks(case.id)] == [""]


def test_a_step_that_was_done_begins_empty(municipality: factories.Town, own: clock.Clock) -> None:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    case, teacher = routine.opened(municipality), municipality.person("kontaktlærer")
    cases.complete_task(looking.inbox(teacher)[0].id, by=teacher, raw={"notat": "helt"}, seen_version=None)

    start_anew(municipality, case)

    assert overview.task_page(looking.inbox(teacher)[0].id, teacher).draft.content == {}


TWICE = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def test_steps_that_nothing_tells_apart_keep_each_what_was_written_in_it(
    municipality: factories.Town, own: clock.Clock
) -> None:
    step = drawing.node("userTask", TWICE, ext=crossing.REKTOR + diagrams.form_of("skjema"))
    inner = drawing.inside("starts > I > slutts", prefix="s", I=step)
    given = {"S": drawing.node("subProcess", inner + TWICE), "slutt": crossing.END}
    crossing.publish(municipality, "rutine", "inn > S > slutt", forms={"skjema": routine.FORM}, **given)
    case, rektor = crossing.opened(municipality, "rutine"), municipality.person("rektor")
    for number, row in enumerate(looking.open_tasks(case.id)):
        cases.save_draft(by=rektor, content={"notat": f"halvt {number}"}, version=0, task_id=row.id)

    start_anew(municipality, case, target="S")

    drafts = [overview.task_page(row.id, rektor).draft.content["notat"] for row in looking.open_tasks(case.id)]
    assert sorted(drafts) == ["halvt 0", "halvt 1", "halvt 2", "halvt 3"]


def test_a_later_round_of_a_loop_keeps_what_was_written_in_it(municipality: factories.Town, own: clock.Clock) -> None:
    rounds = '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'
    step = drawing.node("userTask", rounds, ext=crossing.REKTOR + diagrams.form_of("skjema"))
    forms = {"skjema": routine.FORM}
    crossing.publish(municipality, "rutine", "inn > A > slutt", forms=forms, A=step, slutt=crossing.END)
    case, rektor = crossing.opened(municipality, "rutine"), municipality.person("rektor")
    crossing.do(municipality, case.id, "A")
    cases.save_draft(by=rektor, content={"notat": "halvt"}, version=0, task_id=looking.open_tasks(case.id)[0].id)

    start_anew(municipality, case)

    assert overview.task_page(looking.open_tasks(case.id)[0].id, rektor).draft.content == {"notat": "halvt"}


def start_anew(town: factories.Town, case: model.CaseRef, target: str = "A") -> None:
    deed = cases.Deed("go", looking.open_tasks(case.id)[0].id, target=target)
    cases.intervene(case.id, by=town.person("rektor"), deed=deed, reason="Begynn på nytt")

"""Who may move cases to another version, which of them, and who is told what."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, cases, db, errors, model, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


def test_fields_and_values_that_are_gone_are_told_for_each_case(town: factories.Town, owner: model.Person) -> None:
    plain, drafted = routine.opened(town), routine.opened(town, "to")
    (task,) = looking.open_tasks(drafted.id)
    teacher = town.person("kontaktlærer")
    cases.save_draft(by=teacher, content={"valg": "halvt"}, version=0, task_id=task.id)
    less = diagrams.form("skjema", diagrams.text_field("notat"))
    diagram = diagrams.chain("rutine", routine.a_task(), diagrams.task("B"), lanes=routine.LANES)
    number = diagrams.publish(town.id, "rutine", diagram, skjema=less).number

    first, second = (cases.judge_move(one.id, by=owner, to=number) for one in (plain, drafted))

    assert (first.verdict, second.verdict) == ("safe", "safe")
    assert [("valg" in one.lower(), "utkast" in one) for one in first.notes] == [(True, False)]
    assert [("valg" in one.lower(), "utkast" in one) for one in second.notes] == [(True, True)]


def test_a_case_of_another_routine_is_refused_by_name(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    diagrams.publish(
        town.id, "annen", diagrams.chain("annen", diagrams.task("B"), lanes={"Kontaktlærer": ["inn", "B"]})
    )

    with pytest.raises(errors.MoveRefused, match=case.number):
        cases.cases_chosen([case.number], by=owner, routine="annen", to=1)

    assert cases.cases_chosen([case.number], by=owner, routine="rutine", to=1) == [case.id]


@pytest.mark.parametrize("act", [
    lambda case, by: cases.move_case(case, by=by, to=1, reason="x"),
    lambda case, by: cases.judge_move(case, by=by, to=1),
    lambda case, by: cases.move_case_back(case, by=by, reason="x"),
    lambda _case, by: cases.cases_to_move(by=by, routine="rutine", to=1),
])  # fmt: skip
@pytest.mark.parametrize("role", ["rektor", "kontaktlærer"])
def test_only_who_answers_for_routines_moves_cases(
    town: factories.Town, role: str, act: Callable[[int, model.Person], object]
) -> None:
    case = routine.opened(town)

    with pytest.raises(errors.NotAllowed):
        act(case.id, town.person(role))


def test_a_shielded_case_is_not_told_of(town: factories.Town, owner: model.Person) -> None:
    case, other = routine.opened(town, "en"), routine.opened(town, "to")
    to = routine.publish(town, routine.a_task(), diagrams.task("X"), diagrams.task("B"))
    with db.transaction() as connection:
        shield = sa.update(tables.cases).where(tables.cases.c.id == case.id).values(shielded_role="rektor")
        connection.execute(shield)

    assert cases.cases_to_move(by=owner, routine="rutine", to=to) == [other.id]
    with pytest.raises(errors.CaseNotFound):
        cases.move_case(case.id, by=owner, to=to, reason="x")


def test_a_reason_is_asked_for(town: factories.Town, owner: model.Person) -> None:
    with pytest.raises(errors.AnswersInvalid, match="hvorfor"):
        cases.move_case(routine.opened(town).id, by=owner, to=1, reason=" ")


def test_who_loses_a_task_is_told_and_who_gets_it_back_too(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    wait = (
        '<bpmn:intermediateCatchEvent id="X" name="Vent"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration '
        'xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
    )
    to = routine.publish(town, wait, diagrams.task("B"))

    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(steps={"A": "X"})).is_moved

    m = tables.messages.c
    with db.reading() as connection:
        told = connection.execute(sa.select(m.kind, m.person_id).where(m.kind == "oppgave-borte")).all()
    assert told == [("oppgave-borte", town.person("kontaktlærer").id)]
    assert (looking.open_tasks(case.id), [one[1] for one in routine.pending(case.id)]) == ([], ["X"])
    assert isinstance(looking.open_tasks(case.id, status="cancelled")[0].id, UUID)

    cases.move_case_back(case.id, by=owner, reason="Feil valg")
    with db.reading() as connection:
        mine = m.person_id == town.person("kontaktlærer").id
        again = list(connection.scalars(sa.select(m.kind).where(mine).order_by(m.id)))
    assert again == ["ny-oppgave", "oppgave-borte", "ny-oppgave"]

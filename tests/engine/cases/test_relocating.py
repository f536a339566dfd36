"""Moving cases to another version through the real commands: rows, drafts, takers, timers, and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, model, overview, tables

LANES = {"Kontaktlærer": ["inn", "A", "B", "C", "X"]}
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


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    publish(municipality, a_task(), diagrams.task("B"))
    return municipality


@pytest.fixture
def owner(town: factories.Town) -> model.Person:
    return town.person("prosesseier")


def opened(town: factories.Town, token: str = "en") -> model.CaseRef:
    """Open a case."""
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="rutine", raw=raw, token=token)


def rows_of(case_id: int, *, status: str = "open") -> list[sa.Row]:
    """Return the case's tasks."""
    t = tables.tasks.c
    with db.reading() as connection:
        mine = sa.select(tables.tasks).where(t.case_id == case_id, t.status == status)
        return list(connection.execute(mine.order_by(t.element_id, t.part)).all())


def pending(case_id: int) -> list[tuple[str, str, object]]:
    """Return the timers that are set."""
    t = tables.timers.c
    with db.reading() as connection:
        mine = sa.select(t.kind, t.element_id, t.due_at).where(t.case_id == case_id, t.fired_at.is_(None))
        return sorted(tuple(one) for one in connection.execute(mine.where(t.cancelled_at.is_(None))))


def facts(case_id: int, kind: str) -> list[dict[str, object]]:
    """Return the facts of the case's events of a kind."""
    e = tables.events.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(e.facts).where(e.case_id == case_id, e.kind == kind)))


def test_a_safe_move_keeps_task_taker_and_draft_and_follows_name_role_and_what_comes(
    town: factories.Town, owner: model.Person
) -> None:
    case = opened(town)
    (row,) = rows_of(case.id)
    cases.take_task(row.id, by=town.person("kontaktlærer"))
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    to = publish(town, a_task().replace("Steg A", "Nytt navn"), diagrams.task("X"), diagrams.task("B"))

    moved = cases.move_case(case.id, by=owner, to=to, reason="Ny utgave")

    (after,) = rows_of(case.id)
    assert (moved.is_moved, after.id, after.name, after.assignee_id) == (
        True, row.id, "Nytt navn", town.person("kontaktlærer").id,
    )  # fmt: skip
    assert facts(case.id, "case-moved") == [{"from": 1, "version": 2, "reason": "Ny utgave"}]
    cases.complete_task(row.id, by=town.person("kontaktlærer"), raw={"notat": "helt"}, seen_version=after.version)
    assert [one.element_id for one in rows_of(case.id)] == ["X"]


def test_a_trial_touches_nothing(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    before = diagrams.variables_of(case.id)
    to = publish(town, a_task(), diagrams.task("X"), diagrams.task("B"))

    assert cases.judge_move(case.id, by=owner, to=to).verdict == bpmn.SAFE
    assert diagrams.variables_of(case.id) == before
    assert "case-moved" not in diagrams.event_kinds(case.id)


def test_a_step_that_is_gone_is_asked_about_and_mapped(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    (row,) = rows_of(case.id)
    to = publish(town, diagrams.task("X"), diagrams.task("B"))

    asked = cases.move_case(case.id, by=owner, to=to, reason="x")
    assert (asked.is_moved, asked.verdict, asked.questions[0].key) == (False, bpmn.CHOICE, "A")
    moved = cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(steps={"A": "X"}))

    assert moved.is_moved
    assert [(one.id, one.element_id, one.form_id) for one in rows_of(case.id)] == [(row.id, "X", None)]


def test_a_running_timer_keeps_its_row_and_a_new_one_begins(
    town: factories.Town, owner: model.Person, own: clock.Clock
) -> None:
    first = publish(town, a_task(), diagrams.task("B"), extra=FRIST)
    case = opened(town)
    before = pending(case.id)
    own.set(clock.now() + timedelta(days=3))
    with_more = publish(town, a_task(), diagrams.task("X"), diagrams.task("B"), extra=FRIST)

    assert cases.move_case(case.id, by=owner, to=with_more, reason="x").is_moved
    assert pending(case.id) == before
    day = FRIST.replace("P7D", "P1D")
    to = publish(town, a_task(), diagrams.task("B"), extra=day)
    counted = bpmn.Choices(deadlines={"*": "recount"})
    assert not cases.move_case(case.id, by=owner, to=to, reason="x").is_moved
    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=counted).is_moved
    # from when it began, three days ago
    assert [due for _kind, _element, due in pending(case.id)] == [clock.now() - timedelta(days=2)]
    assert first == 2


def test_roles_of_the_open_task_follow_the_lane(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    (row,) = rows_of(case.id)
    cases.take_task(row.id, by=town.person("kontaktlærer"))
    to = publish(town, a_task(), diagrams.task("B"), lanes={"Rektor": ["inn", "A", "B"]})

    cases.move_case(case.id, by=owner, to=to, reason="x")

    (after,) = rows_of(case.id)
    assert (after.role_text, after.assignee_id) == ("Rektor", None)
    cases.complete_task(row.id, by=town.person("rektor"), raw={}, seen_version=None)


def test_a_deadline_that_is_recounted_has_new_notices(town: factories.Town, owner: model.Person) -> None:
    publish(town, a_task(diagrams.due("3 virkedager")), diagrams.task("B"))
    case = opened(town)
    before = pending(case.id)
    to = publish(town, a_task(diagrams.due("10 virkedager")), diagrams.task("B"))

    cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(deadlines={"A": "recount"}))

    after = pending(case.id)
    assert [one[:2] for one in before] == [one[:2] for one in after]
    assert all(old[2] < new[2] for old, new in zip(before, after, strict=True))
    assert rows_of(case.id)[0].due_at.isoformat() == "2026-01-19T15:00:00+00:00"


BOTH = {"Kontaktlærer og rektor": ["inn", "A", "B"]}


def test_a_whole_task_gets_parts_and_its_draft_stays(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    (row,) = rows_of(case.id)
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    to = publish(town, a_task(), diagrams.task("B"), lanes=BOTH)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert sorted(one.part for one in rows_of(case.id)) == ["kontaktlærer", "rektor"]
    with db.reading() as connection:
        kept = connection.execute(sa.select(tables.drafts.c.task_id, tables.drafts.c.content)).one()
    assert kept.task_id in {one.id for one in rows_of(case.id)}
    for one in rows_of(case.id):
        done = cases.complete_task(one.id, by=town.person(one.part), raw={}, seen_version=None)
    assert [one.element_id for one in rows_of(case.id)] == ["B", "B"]
    assert done.awaited == ()


def test_a_part_that_is_done_stays_done_and_one_that_would_leave_nothing_is_blocked(
    town: factories.Town, owner: model.Person
) -> None:
    publish(town, a_task(), diagrams.task("B"), lanes=BOTH)
    case = opened(town)
    teacher = next(one for one in rows_of(case.id) if one.part == "kontaktlærer")
    cases.complete_task(teacher.id, by=town.person("kontaktlærer"), raw={}, seen_version=None)
    same = publish(town, a_task(), diagrams.task("X"), diagrams.task("B"), lanes={**BOTH, "Rektor": ["X"]})

    assert cases.move_case(case.id, by=owner, to=same, reason="x").is_moved
    assert [one.part for one in rows_of(case.id)] == ["rektor"]


def test_names_read_newly_come_from_the_newest_answers(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    (row,) = rows_of(case.id)
    cases.complete_task(row.id, by=town.person("kontaktlærer"), raw={"valg": "ny"}, seen_version=None)
    wants = diagrams.task("B", '<zeebe:ioMapping><zeebe:input source="=valg" target="hva"/></zeebe:ioMapping>')
    to = publish(town, a_task(), wants)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert '"valg":"ny"' in diagrams.variables_of(case.id)
    assert rows_of(case.id)[0].local == {"hva": "ny"}


def everything(case_id: int) -> tuple[object, ...]:
    """Return the case as its rows tell it, but for versions that pages compare."""
    with db.reading() as connection:
        found = connection.execute(
            sa.select(tables.cases.c.state, tables.cases.c.version_id).where(tables.cases.c.id == case_id)
        ).one()
        roles = sorted(connection.execute(sa.select(tables.task_roles)).all())
        drafts = connection.execute(sa.select(tables.drafts.c.task_id, tables.drafts.c.content)).all()
    tasks = [tuple(one._mapping[name] for name in one._mapping if name != "version") for one in rows_of(case_id)]
    return tuple(found), roles, drafts, tasks, pending(case_id)


@pytest.mark.parametrize("new", ["X", "A"])
def test_forth_and_back_is_as_before(town: factories.Town, owner: model.Person, new: str) -> None:
    publish(town, a_task(diagrams.due("3 virkedager")), diagrams.task("B"), extra=FRIST)
    case = opened(town)
    (row,) = rows_of(case.id)
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    before = everything(case.id)
    first = diagrams.task(new, diagrams.due("2 virkedager"))
    to = publish(town, first, diagrams.task("B"), lanes={"Rektor": ["inn", new, "B"]})
    choices = bpmn.Choices(steps={"A": new}, takes_defaults=True)

    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=choices).is_moved
    assert everything(case.id) != before
    cases.move_case_back(case.id, by=owner, reason="Feil valg")

    assert everything(case.id) == before
    assert diagrams.event_kinds(case.id)[-1] in {"case-moved-back", "timer-set", "message-queued"}
    with pytest.raises(errors.MoveRefused, match="ikke flyttet"):
        cases.move_case_back(case.id, by=owner, reason="x")


def test_a_case_in_which_something_has_happened_is_not_moved_back(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    to = publish(town, a_task(), diagrams.task("X"), diagrams.task("B"))
    cases.move_case(case.id, by=owner, to=to, reason="x")
    cases.complete_task(rows_of(case.id)[0].id, by=town.person("kontaktlærer"), raw={}, seen_version=None)

    with pytest.raises(errors.MoveRefused, match="har skjedd noe"):
        cases.move_case_back(case.id, by=owner, reason="x")


def test_fields_and_values_that_are_gone_are_told_for_each_case(town: factories.Town, owner: model.Person) -> None:
    plain, drafted = opened(town), opened(town, "to")
    (task,) = rows_of(drafted.id)
    teacher = town.person("kontaktlærer")
    cases.save_draft(by=teacher, content={"valg": "halvt"}, version=0, task_id=task.id)
    less = diagrams.form("skjema", diagrams.text_field("notat"))
    diagram = diagrams.chain("rutine", a_task(), diagrams.task("B"), lanes=LANES)
    number = diagrams.publish(town.id, "rutine", diagram, skjema=less).number

    first, second = (cases.judge_move(one.id, by=owner, to=number) for one in (plain, drafted))

    assert (first.verdict, second.verdict) == ("safe", "safe")
    assert [("valg" in one.lower(), "utkast" in one) for one in first.notes] == [(True, False)]
    assert [("valg" in one.lower(), "utkast" in one) for one in second.notes] == [(True, True)]


def test_a_case_of_another_routine_is_refused_by_name(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
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
    case = opened(town)

    with pytest.raises(errors.NotAllowed):
        act(case.id, town.person(role))


def test_a_shielded_case_is_not_told_of(town: factories.Town, owner: model.Person) -> None:
    case, other = opened(town, "en"), opened(town, "to")
    to = publish(town, a_task(), diagrams.task("X"), diagrams.task("B"))
    with db.transaction() as connection:
        shield = sa.update(tables.cases).where(tables.cases.c.id == case.id).values(shielded_role="rektor")
        connection.execute(shield)

    assert cases.cases_to_move(by=owner, routine="rutine", to=to) == [other.id]
    with pytest.raises(errors.CaseNotFound):
        cases.move_case(case.id, by=owner, to=to, reason="x")


def test_a_reason_is_asked_for(town: factories.Town, owner: model.Person) -> None:
    with pytest.raises(errors.AnswersInvalid, match="hvorfor"):
        cases.move_case(opened(town).id, by=owner, to=1, reason=" ")


def test_who_loses_a_task_is_told(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    wait = (
        '<bpmn:intermediateCatchEvent id="X" name="Vent"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration '
        'xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
    )
    to = publish(town, wait, diagrams.task("B"))

    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(steps={"A": "X"})).is_moved

    m = tables.messages.c
    with db.reading() as connection:
        told = connection.execute(sa.select(m.kind, m.person_id).where(m.kind == "oppgave-borte")).all()
    assert told == [("oppgave-borte", town.person("kontaktlærer").id)]
    assert (rows_of(case.id), [one[1] for one in pending(case.id)]) == ([], ["X"])
    assert isinstance(rows_of(case.id, status="cancelled")[0].id, UUID)


def test_what_was_done_in_the_former_version_keeps_its_name(town: factories.Town, owner: model.Person) -> None:
    case = opened(town)
    renamed = diagrams.chain("rutine", a_task(), diagrams.task("B"), lanes=LANES).replace(b'"inn"', b'"begynn"')
    to = diagrams.publish(town.id, "rutine", renamed, skjema=FORM).number

    cases.move_case(case.id, by=owner, to=to, reason="Ny utgave")
    page = overview.case_page(case.number, town.person("rektor"))

    assert page.answers[0].element_id == "inn"
    assert page.answers[0].step_name == "Melding"

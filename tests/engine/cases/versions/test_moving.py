"""A case that moves to another version keeps its tasks, drafts, takers and timers, and follows what is new."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import sqlalchemy as sa

from engine import bpmn, cases, clock, db, model, overview, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


def facts(case_id: int, kind: str) -> list[dict[str, object]]:
    """Return the facts of the case's events of a kind."""
    e = tables.events.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(e.facts).where(e.case_id == case_id, e.kind == kind)))


def test_a_safe_move_keeps_task_taker_and_draft_and_follows_name_role_and_what_comes(
    town: factories.Town, owner: model.Person
) -> None:
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    cases.take_task(row.id, by=town.person("kontaktlærer"))
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    to = routine.publish(town, routine.a_task().replace("Steg A", "Nytt navn"), diagrams.task("X"), diagrams.task("B"))

    moved = cases.move_case(case.id, by=owner, to=to, reason="Ny utgave")

    (after,) = looking.open_tasks(case.id)
    assert (moved.is_moved, after.id, after.name, after.assignee_id) == (
        True, row.id, "Nytt navn", town.person("kontaktlærer").id,
    )  # fmt: skip
    assert facts(case.id, "case-moved") == [{"from": 1, "version": 2, "reason": "Ny utgave"}]
    cases.complete_task(row.id, by=town.person("kontaktlærer"), raw={"notat": "helt"}, seen_version=after.version)
    assert [one.element_id for one in looking.open_tasks(case.id)] == ["X"]


def test_a_move_is_no_work_on_the_case(town: factories.Town, owner: model.Person, own: clock.Clock) -> None:
    case = routine.opened(town)
    touched = sa.select(tables.cases.c.touched_at).where(tables.cases.c.id == case.id)
    with db.reading() as connection:
        before = connection.scalar(touched)
    to = routine.publish(town, routine.a_task().replace("Steg A", "Nytt navn"), diagrams.task("B"))
    own.set(clock.now() + timedelta(days=40))

    cases.move_case(case.id, by=owner, to=to, reason="Ny utgave")

    with db.reading() as connection:
        assert connection.scalar(touched) == before  # else a case that stands would be taken for one at work


def test_a_trial_touches_nothing(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    before = diagrams.variables_of(case.id)
    to = routine.publish(town, routine.a_task(), diagrams.task("X"), diagrams.task("B"))

    assert cases.judge_move(case.id, by=owner, to=to).verdict == bpmn.SAFE
    assert diagrams.variables_of(case.id) == before
    assert "case-moved" not in diagrams.event_kinds(case.id)


def test_a_step_that_is_gone_is_asked_about_and_mapped(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    to = routine.publish(town, diagrams.task("X"), diagrams.task("B"))

    asked = cases.move_case(case.id, by=owner, to=to, reason="x")
    assert (asked.is_moved, asked.verdict, asked.questions[0].key) == (False, bpmn.CHOICE, "A")
    moved = cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(steps={"A": "X"}))

    assert moved.is_moved
    assert [(one.id, one.element_id, one.form_id) for one in looking.open_tasks(case.id)] == [(row.id, "X", None)]


def test_a_running_timer_keeps_its_row_and_a_new_one_begins(
    town: factories.Town, owner: model.Person, own: clock.Clock
) -> None:
    first = routine.publish(town, routine.a_task(), diagrams.task("B"), extra=routine.FRIST)
    case = routine.opened(town)
    before = routine.pending(case.id)
    own.set(clock.now() + timedelta(days=3))
    with_more = routine.publish(town, routine.a_task(), diagrams.task("X"), diagrams.task("B"), extra=routine.FRIST)

    assert cases.move_case(case.id, by=owner, to=with_more, reason="x").is_moved
    assert routine.pending(case.id) == before
    day = routine.FRIST.replace("P7D", "P1D")
    to = routine.publish(town, routine.a_task(), diagrams.task("B"), extra=day)
    counted = bpmn.Choices(deadlines={"*": "recount"})
    assert not cases.move_case(case.id, by=owner, to=to, reason="x").is_moved
    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=counted).is_moved
    # from when it began, three days ago
    assert [due for _kind, _element, due in routine.pending(case.id)] == [clock.now() - timedelta(days=2)]
    assert first == 2


def test_roles_of_the_open_task_follow_the_lane(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    cases.take_task(row.id, by=town.person("kontaktlærer"))
    to = routine.publish(town, routine.a_task(), diagrams.task("B"), lanes={"Rektor": ["inn", "A", "B"]})

    cases.move_case(case.id, by=owner, to=to, reason="x")

    (after,) = looking.open_tasks(case.id)
    assert (after.role_text, after.assignee_id) == ("Rektor", None)
    cases.complete_task(row.id, by=town.person("rektor"), raw={}, seen_version=None)


def test_a_deadline_that_is_recounted_has_new_notices(town: factories.Town, owner: model.Person) -> None:
    routine.publish(town, routine.a_task(diagrams.due("3 virkedager")), diagrams.task("B"))
    case = routine.opened(town)
    before = routine.pending(case.id)
    to = routine.publish(town, routine.a_task(diagrams.due("10 virkedager")), diagrams.task("B"))

    cases.move_case(case.id, by=owner, to=to, reason="x", choices=bpmn.Choices(deadlines={"A": "recount"}))

    after = routine.pending(case.id)
    assert [one[:2] for one in before] == [one[:2] for one in after]
    assert all(old[2] < new[2] for old, new in zip(before, after, strict=True))
    assert looking.open_tasks(case.id)[0].due_at.isoformat() == "2026-01-19T15:00:00+00:00"


def test_a_whole_task_gets_parts_and_its_draft_stays(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    to = routine.publish(town, routine.a_task(), diagrams.task("B"), lanes=routine.BOTH)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert sorted(one.part for one in looking.open_tasks(case.id)) == ["kontaktlærer", "rektor"]
    with db.reading() as connection:
        kept = connection.execute(sa.select(tables.drafts.c.task_id, tables.drafts.c.content)).one()
    assert kept.task_id in {one.id for one in looking.open_tasks(case.id)}
    for one in looking.open_tasks(case.id):
        done = cases.complete_task(one.id, by=town.person(one.part), raw={}, seen_version=None)
    assert [one.element_id for one in looking.open_tasks(case.id)] == ["B", "B"]
    assert done.awaited == ()


def test_parts_become_whole_and_who_wrote_in_two_of_them_goes_on_with_the_newest_draft(
    town: factories.Town, owner: model.Person, own: clock.Clock
) -> None:
    rektor = town.person("rektor")
    factories.hold(rektor.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    routine.publish(town, routine.a_task(), diagrams.task("B"), lanes=routine.BOTH)
    case = routine.opened(town)
    for one in looking.open_tasks(case.id):
        own.set(own.now() + timedelta(minutes=1))
        cases.save_draft(by=rektor, content={"notat": f"som {one.part}"}, version=0, task_id=one.id)
        newest = {"notat": f"som {one.part}"}
    to = routine.publish(town, routine.a_task(), diagrams.task("B"))

    cases.move_case(case.id, by=owner, to=to, reason="x")

    (whole,) = looking.open_tasks(case.id)
    with db.reading() as connection:
        drafts = connection.execute(sa.select(tables.drafts.c.task_id, tables.drafts.c.content)).all()
    assert [draft.content for draft in drafts if draft.task_id == whole.id] == [newest]
    assert len(drafts) == 2


def test_parts_that_became_whole_become_parts_again(town: factories.Town, owner: model.Person) -> None:
    routine.publish(town, routine.a_task(), diagrams.task("B"), lanes=routine.BOTH)
    case = routine.opened(town)

    for lanes, parts in ((routine.LANES, [""]), (routine.BOTH, ["kontaktlærer", "rektor"])):
        to = routine.publish(town, routine.a_task(), diagrams.task("B"), lanes=lanes)
        assert cases.move_case(case.id, by=owner, to=to, reason="x").is_moved
        assert sorted(one.part for one in looking.open_tasks(case.id)) == parts

    for one in looking.open_tasks(case.id):
        cases.complete_task(one.id, by=town.person(one.part), raw={}, seen_version=None)
    assert [one.element_id for one in looking.open_tasks(case.id)] == ["B", "B"]


def test_a_deadline_is_told_of_to_each_that_gets_a_part(town: factories.Town, owner: model.Person) -> None:
    due = diagrams.due("10 virkedager")
    routine.publish(town, routine.a_task(due), diagrams.task("B"))
    case = routine.opened(town)
    before = [(kind, at) for kind, _element, at in routine.pending(case.id)]
    to = routine.publish(town, routine.a_task(due), diagrams.task("B"), lanes=routine.BOTH)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert [(kind, at) for kind, _element, at in routine.pending(case.id)] == sorted(before * 2)


def test_a_talk_that_is_held_stays_held_for_each_that_gets_a_part(town: factories.Town, owner: model.Person) -> None:
    routine.publish(town, routine.a_task(diagrams.due("10 virkedager")), diagrams.task("B"))
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    held = cases.mark_held(row.id, by=town.person("kontaktlærer"))
    to = routine.publish(town, routine.a_task(diagrams.due("10 virkedager")), diagrams.task("B"), lanes=routine.BOTH)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert [one.held_at for one in looking.open_tasks(case.id)] == [held, held]
    assert routine.pending(case.id) == []


def test_a_part_that_is_done_stays_done_and_one_that_would_leave_nothing_is_blocked(
    town: factories.Town, owner: model.Person
) -> None:
    routine.publish(town, routine.a_task(), diagrams.task("B"), lanes=routine.BOTH)
    case = routine.opened(town)
    teacher = next(one for one in looking.open_tasks(case.id) if one.part == "kontaktlærer")
    cases.complete_task(teacher.id, by=town.person("kontaktlærer"), raw={}, seen_version=None)
    same = routine.publish(
        town, routine.a_task(), diagrams.task("X"), diagrams.task("B"), lanes={**routine.BOTH, "Rektor": ["X"]}
    )

    assert cases.move_case(case.id, by=owner, to=same, reason="x").is_moved
    assert [one.part for one in looking.open_tasks(case.id)] == ["rektor"]


def test_names_read_newly_come_from_the_newest_answers(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    cases.complete_task(row.id, by=town.person("kontaktlærer"), raw={"valg": "ny"}, seen_version=None)
    wants = diagrams.task("B", '<zeebe:ioMapping><zeebe:input source="=valg" target="hva"/></zeebe:ioMapping>')
    to = routine.publish(town, routine.a_task(), wants)

    cases.move_case(case.id, by=owner, to=to, reason="x")

    assert '"valg":"ny"' in diagrams.variables_of(case.id)
    assert looking.open_tasks(case.id)[0].local == {"hva": "ny"}


def test_what_was_done_in_the_former_version_keeps_its_name(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    renamed = diagrams.chain("rutine", routine.a_task(), diagrams.task("B"), lanes=routine.LANES).replace(
        b'"inn"', b'"begynn"'
    )
    to = diagrams.publish(town.id, "rutine", renamed, skjema=routine.FORM).number

    cases.move_case(case.id, by=owner, to=to, reason="Ny utgave")
    page = overview.case_page(case.number, town.person("rektor"))

    assert page.answers[0].element_id == "inn"
    assert page.answers[0].step_name == "Melding"


def test_what_is_overdue_is_told_of_before(town: factories.Town, owner: model.Person, own: clock.Clock) -> None:
    """No clock goes: the version that the case is moved to has no such deadline, and nobody would hear of it."""
    beside = routine.FRIST.replace("attachedToRef", 'cancelActivity="false" attachedToRef')
    routine.publish(town, routine.a_task(), diagrams.task("B"), extra=beside)
    case = routine.opened(town)
    own.set(clock.now() + timedelta(days=8))
    to = routine.publish(town, routine.a_task(), diagrams.task("B"))

    assert cases.move_case(case.id, by=owner, to=to, reason="x").is_moved

    log = diagrams.event_kinds(case.id)
    assert log.index("timer-fired") < log.index("case-moved")

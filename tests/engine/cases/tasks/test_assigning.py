"""Who has a task: taken, given back, handed over; drafts; and what an old page is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables


def test_taken_task_leaves_the_lists_of_the_others(town: factories.Town) -> None:
    task, (first, second) = open_task(town)

    cases.take_task(task, by=first)

    assert [counts(who) for who in (first, second)] == [(1, 1, 0), (0, 0, 0)]
    with pytest.raises(errors.TaskTaken):
        cases.take_task(task, by=second)


def test_taken_task_is_completed_by_who_took_it_or_after_it_was_given_back(town: factories.Town) -> None:
    task, (first, second) = open_task(town)
    cases.take_task(task, by=first)

    with pytest.raises(errors.TaskTaken):
        cases.complete_task(task, by=second, raw={}, seen_version=None)

    cases.give_back_task(task, by=second)  # a colleague who is ill can be stood in for
    assert cases.complete_task(task, by=second, raw={}, seen_version=None).case.ended_by_event == "slutt"


def test_task_is_handed_over_to_who_has_the_role_and_who_is_told(town: factories.Town) -> None:
    task, (first, second) = open_task(town)
    rektor = town.person("rektor")
    before = told(second)

    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(task, by=first, to=rektor.id)
    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(task, by=town.person("lærer"), to=first.id)
    cases.hand_over_task(task, by=first, to=second.id)

    assert [counts(who)[0] for who in (first, second)] == [0, 1]
    assert told(second) == before + 1


def test_task_handed_to_and_fro_tells_each_time(town: factories.Town) -> None:
    task, (first, second) = open_task(town)
    before = told(second)

    for by, to in ((first, second), (second, first), (first, second)):
        cases.hand_over_task(task, by=by, to=to.id)

    assert told(second) == before + 2


def test_draft_survives_the_hand_over(town: factories.Town) -> None:
    task, (first, second) = open_task(town)
    cases.save_draft(by=first, content={"x": "halvt"}, version=0, task_id=task)

    cases.hand_over_task(task, by=first, to=second.id)
    cases.hand_over_task(task, by=second, to=first.id)

    assert overview.task_page(task, first).draft.content == {"x": "halvt"}


def test_two_windows_overwrite_nothing_and_get_both_texts(town: factories.Town) -> None:
    task, (first, _) = open_task(town)
    cases.save_draft(by=first, content={"x": "ett"}, version=0, task_id=task)
    cases.save_draft(by=first, content={"x": "to"}, version=1, task_id=task)

    for old in (0, 1, 7):
        with pytest.raises(errors.DraftConflict) as conflict:
            cases.save_draft(by=first, content={"x": "mitt"}, version=old, task_id=task)
        assert conflict.value.details["theirs"].content == {"x": "to"}


def test_drafts_of_two_routines_and_a_task_are_apart(town: factories.Town) -> None:
    task, (first, _) = open_task(town)

    for name, where in (("a", {"routine": "prove"}), ("b", {"routine": "annen"}), ("c", {"task_id": task})):
        cases.save_draft(by=first, content={"x": name}, version=0, **where)
    cases.discard_draft(by=first, routine="annen")

    assert overview.start_page("prove", first).draft.content == {"x": "a"}
    assert overview.task_page(task, first).draft.content == {"x": "c"}


def test_held_time_can_not_lie_ahead_nor_in_a_year_that_cannot_be_read(town: factories.Town, own: clock.Clock) -> None:
    task, (first, _) = open_task(town)

    with pytest.raises(errors.AnswersInvalid):
        cases.mark_held(task, by=first, at=own.now() + timedelta(minutes=1))
    with pytest.raises(errors.AnswersInvalid, match="Året 1 kan"):
        cases.mark_held(task, by=first, at=datetime(1, 1, 1, tzinfo=clock.OSLO))
    with pytest.raises(errors.NotAllowed):
        cases.mark_held(task, by=town.person("rektor"))

    assert cases.mark_held(task, by=first) == own.now()


def test_page_from_before_a_change_is_stale_and_nothing_is_stored(town: factories.Town) -> None:
    task, (first, _) = open_task(town)
    cases.take_task(task, by=first)

    with pytest.raises(errors.StaleVersion):
        cases.complete_task(task, by=first, raw={}, seen_version=1)

    assert cases.complete_task(task, by=first, raw={}, seen_version=2).case.ended_by_event == "slutt"


def test_too_late_by_a_moment_is_told_who_was_first(town: factories.Town) -> None:
    """The second has no other part in the case: with the task its roles are gone."""
    task, (first, second) = open_task(town)
    cases.complete_task(task, by=first, raw={}, seen_version=None)

    with pytest.raises(errors.TaskNotOpen, match=first.name):
        cases.complete_task(task, by=second, raw={}, seen_version=1)
    with pytest.raises(errors.TaskNotOpen, match=first.name):
        overview.task_page(task, second)
    with pytest.raises(errors.CaseNotFound):
        overview.task_page(task, town.person("lærer"))


def test_task_that_is_not_there_is_not_found(town: factories.Town) -> None:
    by = town.person("kontaktlærer")

    for deed in (cases.take_task, cases.give_back_task, cases.mark_held):
        with pytest.raises(errors.TaskNotFound):
            deed(uuid4(), by=by)
    with pytest.raises(errors.TaskNotFound):
        cases.complete_task(uuid4(), by=by, raw={}, seen_version=None)


def open_task(town: factories.Town) -> tuple[UUID, tuple[model.Person, model.Person]]:
    """Open a case; return its task, and the two who may do it."""
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")
    teacher = town.person("kontaktlærer")
    found = [task for group in overview.my_tasks(teacher).groups.values() for task in group]
    return found[0].id, (teacher, second)


def counts(person: model.Person) -> tuple[int, int, int]:
    """Return how many tasks stand in the three views of the person's list."""
    found = overview.my_tasks(person).counts
    return found["alle"], found["mine"], found["rolle"]


def told(person: model.Person) -> int:
    """Return how many messages about a new task the person has got."""
    m = tables.messages.c
    query = sa.select(sa.func.count()).where(m.person_id == person.id, m.kind == model.MessageKind.NEW_TASK)
    with db.reading() as connection:
        return int(connection.scalar(query) or 0)


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `prove` is in force: one task of kontaktlærer."""
    diagram = diagrams.chain("prove", diagrams.task("A"), lanes={"Kontaktlærer": ["inn", "A", "slutt"]})
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality

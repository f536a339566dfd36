"""Parts when things happen at once: two who submit, timers at the edge, a crash, a talk that is held."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import factories
import pytest
import racing

from engine import cases, clock, errors, model, timers
from engine.cases.steps import accepting
from tests.engine.cases.tasks.parts import steps


def test_two_who_submit_their_parts_at_once_are_both_heard(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    done = []

    def submit(task: UUID, role: str) -> None:
        done.append(cases.complete_task(task, by=town.person(role), raw={"notat": role}, seen_version=1))

    racing.at_once(lambda: submit(teacher, "kontaktlærer"), lambda: submit(rektor, "rektor"))

    assert sorted(bool(one.awaited) for one in done) == [False, True]
    assert [kind for kind, _facts in steps.events()].count("task-completed") == 1
    assert len(steps.contents()) == 2


def test_two_holders_of_one_role_at_once_do_its_part_once(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    told = []

    def submit(by: model.Person) -> None:
        try:
            cases.complete_task(teacher, by=by, raw={"notat": by.name}, seen_version=1)
        except errors.TaskNotOpen as refused:
            told.append(refused.message)

    racing.at_once(lambda: submit(town.person("kontaktlærer")), lambda: submit(second))

    assert len(told) == 1
    assert "ble fullført av" in told[0]
    assert steps.ids(town, "rektor") == [rektor]


def test_a_boundary_timer_takes_both_parts_away(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    own.set(clock.now() + timedelta(hours=3))
    timers.fire_due()

    assert steps.statuses(teacher, rektor) == ["done", "cancelled"]
    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)
    assert [row.element_id for row in steps.rows(town, "rektor")] == ["B"]


def test_a_boundary_timer_takes_both_parts_away_when_none_is_done(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = steps.opened(town)

    own.set(clock.now() + timedelta(hours=3))
    timers.fire_due()

    assert steps.statuses(teacher, rektor) == ["cancelled", "cancelled"]
    assert steps.pending_notices() == 0


def test_each_part_has_its_deadline_and_a_held_talk_meets_both(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    assert len({row.due_at for row in (*steps.rows(town, "rektor"), *steps.rows(town, "kontaktlærer"))}) == 1

    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    assert steps.pending_notices() > 0
    cases.mark_held(rektor, by=town.person("rektor"))

    assert steps.pending_notices() == 0


def test_a_talk_held_by_one_is_held_for_the_other(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)

    cases.mark_held(teacher, by=town.person("kontaktlærer"))

    assert all(row.held_at for row in steps.rows(town, "rektor"))
    assert steps.pending_notices() == 0
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "x"}, seen_version=1)


def test_a_crash_between_answers_and_step_is_made_good_for_a_part(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = steps.opened(town)
    accepting.store(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    own.set(clock.now() + timedelta(minutes=1))

    assert cases.complete_accepted() == 1

    assert steps.statuses(teacher, rektor) == ["done", "open"]

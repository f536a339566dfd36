"""`A og B` in a lane: each role does its part, and the last of them moves the case (design 7)."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, errors, overview, tables
from tests.engine.cases.tasks.parts import steps


def test_each_role_has_its_own_task_and_the_first_part_does_not_move_the_case(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)

    done = cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "sett"}, seen_version=1)

    assert done.awaited == ("rektor",)
    assert done.opened == ()
    assert steps.ids(town, "kontaktlærer") == []
    assert steps.ids(town, "rektor") == [rektor]


def test_last_part_moves_the_case_with_the_answers_of_both(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "lærer", "valg": "b"}, seen_version=1)

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "rektor"}, seen_version=1)

    assert done.awaited == ()
    assert [row.element_id for row in steps.rows(town, "rektor")] == ["B"]
    assert done.opened == tuple(steps.ids(town, "rektor"))
    assert '"b"' in diagrams.variables_of(done.case.id)
    assert steps.contents() == [("kontaktlærer", "lærer", "b"), ("rektor", "rektor", None)]


def test_of_two_answers_to_one_field_the_newer_decides(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x", "valg": "b"}, seen_version=1)

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y", "valg": "a"}, seen_version=1)

    assert done.case.ended_by_event == "slutt"


def test_a_correction_of_the_first_part_counts_when_the_last_one_is_done(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    raw = {"notat": "x", "valg": "b"}
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw=raw, seen_version=1)
    cases.correct_answers(
        steps.answer_of(teacher), by=town.person("kontaktlærer"), raw={**raw, "valg": "a"}, reason="feil valg"
    )

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)

    assert done.case.ended_by_event == "slutt"


def test_log_says_whose_part_was_done_and_whose_is_awaited(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)

    kinds = [kind for kind, _facts in steps.events() if kind.startswith("task-")]
    assert kinds[:3] == ["task-opened", "task-part-completed", "task-completed"]
    assert ("task-part-completed", {"role": "kontaktlærer", "awaited": ["rektor"]}) in steps.events()


def test_who_has_only_the_other_role_cannot_do_this_part(town: factories.Town) -> None:
    teacher, _rektor = steps.opened(town)

    with pytest.raises(errors.NotAllowed):
        cases.complete_task(teacher, by=town.person("rektor"), raw={"notat": "x"}, seen_version=1)


def test_parts_are_taken_drafted_and_handed_over_each_for_itself(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")

    cases.take_task(teacher, by=town.person("kontaktlærer"))
    cases.save_draft(by=town.person("rektor"), content={"notat": "halvt"}, version=0, task_id=rektor)
    cases.hand_over_task(teacher, by=town.person("kontaktlærer"), to=second.id)
    cases.complete_task(teacher, by=second, raw={"notat": "x"}, seen_version=3)

    assert overview.task_page(rektor, town.person("rektor")).draft.content == {"notat": "halvt"}
    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(rektor, by=second, to=town.person("lærer").id)


def test_since_when_a_colleague_has_a_part_is_told_of_that_part(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = steps.opened(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")

    cases.take_task(teacher, by=town.person("kontaktlærer"))
    taken = own.now()
    own.set(taken + timedelta(hours=2))
    cases.take_task(rektor, by=town.person("rektor"))

    assert overview.task_page(teacher, second).taken_at == taken


def test_another_pupil_gives_only_the_class_part_to_others(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    case_id = steps.one(sa.select(tables.cases.c.id))

    cases.correct_pupil(case_id, by=town.person("rektor"), pupil_id=town.pupil("Testelev C").id, reason="feil elev")

    assert steps.ids(town, "kontaktlærer") == []
    assert steps.ids(town, "rektor") == [rektor]
    assert steps.statuses(teacher) == ["open"]


def test_one_of_the_other_alternative_does_it_for_all(municipality: factories.Town, own: clock.Clock) -> None:
    steps.publish(municipality, lane="Kontaktlærer og rektor / sosiallærer")
    teacher, rektor = steps.opened(municipality)
    alone = steps.ids(municipality, "sosiallærer")[0]
    cases.complete_task(teacher, by=municipality.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    done = cases.complete_task(alone, by=municipality.person("sosiallærer"), raw={"notat": "y"}, seen_version=1)

    assert done.awaited == ()
    assert steps.statuses(teacher, rektor, alone) == ["done", "cancelled", "done"]

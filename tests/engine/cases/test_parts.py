"""`A og B` in a lane: each role does its part, and the last of them moves the case (design 7)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables, timers
from engine.cases import completing, letter_data

BOUNDARY = (
    '<bpmn:boundaryEvent id="A.frist" name="To timer" attachedToRef="A">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)


def test_each_role_has_its_own_task_and_the_first_part_does_not_move_the_case(town: factories.Town) -> None:
    teacher, rektor = _open(town)

    done = cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "sett"}, seen_version=1)

    assert done.awaited == ("rektor",)
    assert done.opened == ()
    assert _ids(town, "kontaktlærer") == []
    assert _ids(town, "rektor") == [rektor]


def test_last_part_moves_the_case_with_the_answers_of_both(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "lærer", "valg": "b"}, seen_version=1)

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "rektor"}, seen_version=1)

    assert done.awaited == ()
    assert [row.element_id for row in _rows(town, "rektor")] == ["B"]
    assert done.opened == tuple(_ids(town, "rektor"))
    assert '"b"' in diagrams.variables_of(done.case.id)
    assert _contents() == [("kontaktlærer", "lærer", "b"), ("rektor", "rektor", None)]


def test_of_two_answers_to_one_field_the_newer_decides(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x", "valg": "b"}, seen_version=1)

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y", "valg": "a"}, seen_version=1)

    assert done.case.ended_by_event == "slutt"


def test_a_correction_of_the_first_part_counts_when_the_last_one_is_done(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    raw = {"notat": "x", "valg": "b"}
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw=raw, seen_version=1)
    cases.correct_answers(
        _answer_of(teacher), by=town.person("kontaktlærer"), raw={**raw, "valg": "a"}, reason="feil valg"
    )

    done = cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)

    assert done.case.ended_by_event == "slutt"


def test_log_says_whose_part_was_done_and_whose_is_awaited(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)

    kinds = [kind for kind, _facts in _events() if kind.startswith("task-")]
    assert kinds[:3] == ["task-opened", "task-part-completed", "task-completed"]
    assert ("task-part-completed", {"role": "kontaktlærer", "awaited": ["rektor"]}) in _events()


def test_two_who_submit_their_parts_at_once_are_both_heard(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    ready, done = threading.Barrier(2), []

    def submit(task: UUID, role: str) -> None:
        ready.wait()
        done.append(cases.complete_task(task, by=town.person(role), raw={"notat": role}, seen_version=1))

    _at_once(lambda: submit(teacher, "kontaktlærer"), lambda: submit(rektor, "rektor"))

    assert sorted(bool(one.awaited) for one in done) == [False, True]
    assert [kind for kind, _facts in _events()].count("task-completed") == 1
    assert len(_contents()) == 2


def test_two_holders_of_one_role_at_once_do_its_part_once(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    ready, told = threading.Barrier(2), []

    def submit(by: model.Person) -> None:
        ready.wait()
        try:
            cases.complete_task(teacher, by=by, raw={"notat": by.name}, seen_version=1)
        except errors.TaskNotOpen as refused:
            told.append(refused.message)

    _at_once(lambda: submit(town.person("kontaktlærer")), lambda: submit(second))

    assert len(told) == 1
    assert "ble fullført av" in told[0]
    assert _ids(town, "rektor") == [rektor]


def test_a_boundary_timer_takes_both_parts_away(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    own.set(clock.now() + timedelta(hours=3))
    timers.fire_due()

    assert _status(teacher, rektor) == ["done", "cancelled"]
    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "y"}, seen_version=1)
    assert [row.element_id for row in _rows(town, "rektor")] == ["B"]


def test_a_boundary_timer_takes_both_parts_away_when_none_is_done(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = _open(town)

    own.set(clock.now() + timedelta(hours=3))
    timers.fire_due()

    assert _status(teacher, rektor) == ["cancelled", "cancelled"]
    assert _pending_notices() == 0


def test_who_holds_both_roles_may_do_both_parts_and_is_told_so(town: factories.Town) -> None:
    rektor = town.person("rektor")
    factories.hold(rektor.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    teacher, own_part = _open(town)

    page = overview.task_page(own_part, rektor)
    first = cases.complete_task(own_part, by=rektor, raw={"notat": "som rektor"}, seen_version=1)
    second_page = overview.task_page(teacher, rektor)
    second = cases.complete_task(teacher, by=rektor, raw={"notat": "som lærer"}, seen_version=1)

    assert (page.part.role, page.part.awaited, page.part.is_mine_too) == ("rektor", ("kontaktlærer",), True)
    assert first.awaited == ("kontaktlærer",)
    assert second_page.part.finished == (("rektor", rektor.name),)
    assert second.awaited == ()
    assert _told(rektor) == 1


def test_second_page_starts_with_what_the_first_wrote(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "møtet", "valg": "b"}, seen_version=1)

    page = overview.task_page(rektor, town.person("rektor"))

    assert {"notat": "møtet", "valg": "b"}.items() <= page.known.items()


def test_who_has_only_the_other_role_cannot_do_this_part(town: factories.Town) -> None:
    teacher, _rektor = _open(town)

    with pytest.raises(errors.NotAllowed):
        cases.complete_task(teacher, by=town.person("rektor"), raw={"notat": "x"}, seen_version=1)


def test_parts_are_taken_drafted_and_handed_over_each_for_itself(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")

    cases.take_task(teacher, by=town.person("kontaktlærer"))
    cases.save_draft(by=town.person("rektor"), content={"notat": "halvt"}, version=0, task_id=rektor)
    cases.hand_over_task(teacher, by=town.person("kontaktlærer"), to=second.id)
    cases.complete_task(teacher, by=second, raw={"notat": "x"}, seen_version=3)

    assert overview.task_page(rektor, town.person("rektor")).draft.content == {"notat": "halvt"}
    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(rektor, by=second, to=town.person("lærer").id)


def test_each_part_has_its_deadline_and_a_held_talk_meets_both(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    assert len({row.due_at for row in (*_rows(town, "rektor"), *_rows(town, "kontaktlærer"))}) == 1

    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    assert _pending_notices() > 0
    cases.mark_held(rektor, by=town.person("rektor"))

    assert _pending_notices() == 0


def test_a_talk_held_by_one_is_held_for_the_other(town: factories.Town) -> None:
    teacher, rektor = _open(town)

    cases.mark_held(teacher, by=town.person("kontaktlærer"))

    assert all(row.held_at for row in _rows(town, "rektor"))
    assert _pending_notices() == 0
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "x"}, seen_version=1)


def test_a_crash_between_answers_and_step_is_made_good_for_a_part(town: factories.Town, own: clock.Clock) -> None:
    teacher, rektor = _open(town)
    completing._store(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    own.set(clock.now() + timedelta(minutes=1))

    assert cases.complete_accepted() == 1

    assert _status(teacher, rektor) == ["done", "open"]


def test_another_pupil_gives_only_the_class_part_to_others(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    case_id = _one(sa.select(tables.cases.c.id))

    cases.correct_pupil(case_id, by=town.person("rektor"), pupil_id=town.pupil("Testelev C").id, reason="feil elev")

    assert _ids(town, "kontaktlærer") == []
    assert _ids(town, "rektor") == [rektor]
    assert _status(teacher) == ["open"]


def test_one_of_the_other_alternative_does_it_for_all(municipality: factories.Town, own: clock.Clock) -> None:
    _publish(municipality, lane="Kontaktlærer og rektor / sosiallærer")
    teacher, rektor = _open(municipality)
    alone = _ids(municipality, "sosiallærer")[0]
    cases.complete_task(teacher, by=municipality.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    done = cases.complete_task(alone, by=municipality.person("sosiallærer"), raw={"notat": "y"}, seen_version=1)

    assert done.awaited == ()
    assert _status(teacher, rektor, alone) == ["done", "cancelled", "done"]


def test_reporters_receipt_names_the_step_once_and_whose_part_is_awaited(town: factories.Town) -> None:
    teacher, _rektor = _open(town)
    number = _one(sa.select(tables.cases.c.number))
    before = overview.receipt(number, town.person("lærer"))
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    after = overview.receipt(number, town.person("lærer"))

    assert (before.next_steps, before.responsible) == (("Steg A",), ("kontaktlærer", "rektor"))
    assert (after.next_steps, after.responsible) == (("Steg A",), ("rektor",))


def test_what_both_wrote_is_carried_to_the_next_form_and_into_letters(town: factories.Town) -> None:
    teacher, rektor = _open(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "lærer", "valg": "b"}, seen_version=1)
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "rektor"}, seen_version=1)

    next_page = overview.task_page(_ids(town, "rektor")[0], town.person("rektor"))

    assert next_page.known == {"notat": "rektor", "hvilket": "b, rektor"}
    with db.reading() as connection:
        assert letter_data.newest_answers(connection, next_page.case.id)["A"] == {"notat": "rektor", "valg": "b"}


def _open(town: factories.Town) -> tuple[UUID, UUID]:
    """Open a case; return the tasks of kontaktlærer and of rektor."""
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")
    t = tables.tasks.c
    return _one(sa.select(t.id).where(t.part == "kontaktlærer")), _one(sa.select(t.id).where(t.part == "rektor"))


def _at_once(*deeds: Callable[[], object]) -> None:
    threads = [threading.Thread(target=copy_context().run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rows(town: factories.Town, role: str) -> list[object]:
    return [task for group in overview.my_tasks(town.person(role)).groups.values() for task in group]


def _ids(town: factories.Town, role: str) -> list[UUID]:
    return [row.id for row in _rows(town, role)]


def _one(query: sa.Select[object]) -> object:
    with db.reading() as connection:
        return connection.scalars(query).one()


def _status(*tasks: UUID) -> list[str]:
    return [_one(sa.select(tables.tasks.c.status).where(tables.tasks.c.id == one)) for one in tasks]


def _answer_of(task: UUID) -> int:
    return _one(sa.select(tables.answers.c.id).where(tables.answers.c.task_id == task))


def _contents() -> list[tuple[str, str, object]]:
    a, t = tables.answers.c, tables.tasks.c
    query = sa.select(t.part, a.content).join(tables.tasks, t.id == a.task_id).order_by(t.part)
    with db.reading() as connection:
        return [(row.part, row.content["notat"], row.content.get("valg") or None) for row in connection.execute(query)]


def _events() -> list[tuple[str, dict[str, object]]]:
    e = tables.events.c
    with db.reading() as connection:
        return [(row.kind, row.facts) for row in connection.execute(sa.select(e.kind, e.facts).order_by(e.sequence))]


def _pending_notices() -> int:
    t = tables.timers.c
    pending = sa.and_(t.kind != "engine", t.fired_at.is_(None), t.cancelled_at.is_(None))
    return _one(sa.select(sa.func.count()).select_from(tables.timers).where(pending))


def _told(person: model.Person) -> int:
    m = tables.messages.c
    mine = sa.and_(m.person_id == person.id, m.kind == "ny-oppgave", m.element_id == "A")
    return _one(sa.select(sa.func.count()).select_from(tables.messages).where(mine))


def _publish(town: factories.Town, lane: str) -> None:
    elements = {
        "A": diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")),
        "A.frist": BOUNDARY,
        "valg": '<bpmn:exclusiveGateway id="valg" name="Mer?" default="valg-slutt" />',
        "B": diagrams.task("B", diagrams.form_of("etter")),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    flows = [
        diagrams.flow("inn", "A"),
        diagrams.flow("A", "valg"),
        diagrams.flow("valg", "B", '=valg = "b"'),
        diagrams.flow("valg", "slutt"),
        diagrams.flow("A.frist", "B"),
        diagrams.flow("B", "slutt"),
    ]
    diagram = diagrams.routine(
        "prove", elements, flows, lanes={lane: ["inn", "A", "A.frist", "valg"], "Rektor": ["B", "slutt"]}
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True), diagrams.text_field("valg"))
    carried = (
        diagrams.text_field("notat", properties={"hent": "ja"}),
        diagrams.text_field("hvilket", properties={"hent": "valg + notat"}),
    )
    diagrams.publish(town.id, "prove", diagram, notat=note, etter=diagrams.form("etter", *carried))


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer og rektor), then B (rektor) where `valg` is b."""
    _publish(municipality, lane="Kontaktlærer og rektor")
    return municipality

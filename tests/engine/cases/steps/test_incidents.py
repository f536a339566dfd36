"""A diagram that fails stops one case and loses nothing: answers stay, the leader is told, it can be tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables, timers
from tests.engine.cases import looking, stopping


def test_answers_are_kept_and_the_case_stands_where_it_was(town: factories.Town) -> None:
    task = open_task(town)

    done = cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "alt jeg skrev"}, seen_version=1)

    assert done.is_incident
    assert status(task) == "open"
    assert contents() == [{"notat": "alt jeg skrev", "lengde": None}]


def test_a_step_begun_anew_has_what_was_answered_while_the_case_stood(town: factories.Town) -> None:
    task, teacher = open_task(town), town.person("kontaktlærer")
    cases.save_draft(by=teacher, content={"notat": "alt"}, version=0, task_id=task)
    case_id = cases.complete_task(task, by=teacher, raw={"notat": "alt jeg skrev"}, seen_version=1).case.id

    anew = cases.Deed("go", task, target="A")
    cases.intervene(case_id, by=town.person("rektor"), deed=anew, reason="Begynn på nytt")

    [new] = looking.open_tasks(case_id)
    assert new.id != task
    assert overview.task_page(new.id, teacher).draft.content["notat"] == "alt jeg skrev"
    cases.complete_task(new.id, by=teacher, raw={"notat": "alt jeg skrev", "lengde": 9}, seen_version=None)
    assert status(new.id) == "done"


@pytest.mark.parametrize("role", ["kontaktlærer", "rektor"])
def test_a_step_begun_anew_has_what_was_corrected_since(town: factories.Town, role: str) -> None:
    task, teacher, rektor = open_task(town), town.person("kontaktlærer"), town.person("rektor")
    case_id = cases.complete_task(task, by=teacher, raw={"notat": "feil"}, seen_version=1).case.id
    cases.correct_answers(newest_answer(), by=town.person(role), raw={"notat": "rettet"}, reason="Skrev feil")

    cases.intervene(case_id, by=rektor, deed=cases.Deed("go", task, target="A"), reason="Begynn på nytt")

    [new] = looking.open_tasks(case_id)
    assert overview.task_page(new.id, teacher).draft.content["notat"] == "rettet"


def test_incident_says_where_and_tells_the_leader_once(town: factories.Town) -> None:
    task = open_task(town)
    cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    sweep()

    row = overview.standing(town.person("rektor")).rows[0]
    assert (row.reason, row.step) == ("incident", "VALG")
    assert "VALG" in row.detail or "Lang nok" in row.detail
    assert [to for kind, to in messages() if kind == "driftsstans"] == [town.person("rektor").id]


def test_incident_names_file_element_line_and_remedy(town: factories.Town) -> None:
    fail(town)

    i = tables.incidents.c
    with db.reading() as connection:
        row = connection.execute(sa.select(i.file, i.element_id, i.line, i.remedy)).one()
    assert (row.file, row.element_id) == ("prove.bpmn", "VALG")
    assert row.line > 0
    assert row.remedy


def test_incident_does_not_quote_the_answers(town: factories.Town) -> None:
    cases.complete_task(
        open_task(town), by=town.person("kontaktlærer"), raw={"notat": "x", "lengde": ""}, seen_version=1
    )

    assert "notat" not in overview.standing(town.person("rektor")).rows[0].detail


def test_standing_case_is_left_alone_until_somebody_tries_again(town: factories.Town, own: clock.Clock) -> None:
    task = open_task(town)
    cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)
    own.set(own.now() + timedelta(days=40))

    assert (cases.complete_accepted(), timers.fire_due()) == (0, 0)


def test_retry_without_a_mend_is_a_new_incident(town: factories.Town) -> None:
    case_id = fail(town)

    assert cases.retry_incident(case_id, by=town.person("rektor")) == 1
    sweep()

    assert incidents() == 2
    assert overview.standing(town.person("rektor")).counts["incident"] == 1


def test_corrected_answer_is_what_is_tried_again(town: factories.Town) -> None:
    case_id = fail(town)
    teacher = town.person("kontaktlærer")
    answer = newest_answer()
    second = cases.correct_answers(answer, by=teacher, raw={"notat": "x", "lengde": 3}, reason="Lengden manglet")
    cases.correct_answers(second, by=teacher, raw={"notat": "x", "lengde": 7}, reason="Skrev feil")

    cases.retry_incident(case_id, by=town.person("rektor"))
    sweep()

    assert [task.element_id for task in looking.inbox(town.person("rektor"))] == ["B"]
    assert overview.standing(town.person("rektor")).counts["incident"] == 0
    assert diagrams.event_kinds(case_id).count(model.EventKind.TASK_COMPLETED) == 1


def test_a_mended_version_the_case_moved_to_it_and_a_retry_complete_with_the_answers_that_were_kept(
    town: factories.Town,
) -> None:
    case_id = fail(town)
    (task,) = (row.id for row in looking.open_tasks(case_id))
    mended = publish(town, {"VALG": '<bpmn:exclusiveGateway id="VALG" name="Lang nok?" default="VALG-B" />'})

    found = cases.move_case(case_id, by=town.person("prosesseier"), to=mended, reason="Porten er rettet")
    cases.retry_incident(case_id, by=town.person("rektor"))
    sweep()

    assert found.is_moved, found
    assert (status(task), incidents()) == ("done", 1)
    assert [one.element_id for one in looking.inbox(town.person("rektor"))] == ["B"]
    assert contents() == [{"notat": "x", "lengde": None}]


@pytest.mark.parametrize("role", ["kontaktlærer", "skoleeier", "lærer"])
def test_only_the_leader_tries_again(town: factories.Town, role: str) -> None:
    case_id = fail(town)

    with pytest.raises(errors.NotAllowed):
        cases.retry_incident(case_id, by=town.person(role))


def test_answers_that_cannot_be_completed_hold_no_others_up(town: factories.Town, own: clock.Clock) -> None:
    """The record of one case is spoilt; the sweep goes on to the next."""
    teacher = town.person("kontaktlærer")
    open_task(town, "t1")
    open_task(town, "t2")
    first, second = (task.id for task in looking.inbox(teacher))
    for task in (first, second):
        accept(task, teacher)
    spoil(first)

    own.set(own.now() + timedelta(minutes=1))

    assert cases.complete_accepted() == 1
    assert [status(first), status(second)] == ["open", "done"]


def test_answers_that_a_fault_of_ours_stops_let_their_case_stand_and_are_left_alone(
    town: factories.Town, own: clock.Clock
) -> None:
    task = open_task(town)
    accept(task, town.person("kontaktlærer"))
    spoil(task)
    own.set(own.now() + timedelta(minutes=1))

    for _ in range(2):
        cases.complete_accepted()

    assert incidents() == 1
    assert ("driftsstans", town.person("rektor").id) in messages()
    assert overview.standing(town.person("rektor")).rows[0].case_number


def fail(town: factories.Town) -> int:
    """Open a case and stop it; return its id."""
    task = open_task(town)
    return cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1).case.id


def open_task(town: factories.Town, token: str = "t1") -> UUID:
    """Open a case, and return its first task."""
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)
    return looking.inbox(town.person("kontaktlærer"))[-1].id


def accept(task: UUID, by: model.Person) -> None:
    """Store accepted answers as a web process does that then dies."""
    t, v = tables.tasks.c, tables.versions.c
    with db.transaction() as connection:
        case_id, publication = connection.execute(
            sa.select(t.case_id, v.publication_id)
            .join(tables.cases, tables.cases.c.id == t.case_id)
            .join(tables.versions, v.id == tables.cases.c.version_id)
            .where(t.id == task)
        ).one()
        values = {
            "case_id": case_id, "task_id": task, "element_id": "A", "form_id": "notat", "publication_id": publication,
            "person_id": by.id, "at": clock.now(), "standing": "accepted", "content": {"notat": "x", "lengde": 9},
        }  # fmt: skip
        connection.execute(sa.insert(tables.answers).values(values))


def spoil(task: UUID) -> None:
    """Make the engine's record of the task's case unreadable."""
    case_id = sa.select(tables.tasks.c.case_id).where(tables.tasks.c.id == task).scalar_subquery()
    with db.transaction() as connection:
        spoilt = {"state": "ødelagt", "state_version": tables.cases.c.state_version + 1}
        connection.execute(sa.update(tables.cases).where(tables.cases.c.id == case_id).values(spoilt))


def sweep() -> None:
    """Let the clock sweep when the grace of a web process is over."""
    with clock.use(clock.Clock(clock.now() + timedelta(minutes=1))):
        cases.complete_accepted()


def status(task: UUID) -> str:
    return _all(sa.select(tables.tasks.c.status).where(tables.tasks.c.id == task))[0][0]


def contents() -> list[object]:
    a = tables.answers.c
    return [row[0] for row in _all(sa.select(a.content).where(a.element_id == "A").order_by(a.id))]


def newest_answer() -> int:
    return _all(sa.select(sa.func.max(tables.answers.c.id)))[0][0]


def messages() -> list[tuple[str, int]]:
    return [tuple(row) for row in _all(sa.select(tables.messages.c.kind, tables.messages.c.person_id))]


def incidents() -> int:
    return len(_all(sa.select(tables.incidents.c.id)))


def _all(query: sa.Select[tuple[object]]) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.execute(query))


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `prove` is in force: A (a note and a length), then a gateway that knows only long ones."""
    publish(municipality)
    return municipality


def publish(town: factories.Town, instead: Mapping[str, str] = MappingProxyType({})) -> int:
    """Publish `prove`, with other elements `instead` of some; return its version's number."""
    elements, flows = stopping.parts("A", diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")))
    if instead:
        flows = [one.replace("= lengde &gt; 5", "") for one in flows]
    lanes = {"Kontaktlærer": ["inn", "A", "VALG"], "Rektor": ["B", "C", "slutt"]}
    diagram = diagrams.routine("prove", elements | instead, flows, lanes=lanes)
    length = {"type": "number", "key": "lengde", "id": "Field_lengde", "label": "Lengde"}
    form = diagrams.form("notat", diagrams.text_field("notat", required=True), length)
    return diagrams.publish(town.id, "prove", diagram, notat=form).number

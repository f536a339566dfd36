"""Interventions through the commands: shown first, done with a reason, logged, and told to those who lose a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, model, overview, tables
from engine.cases.leading import intervening
from tests.engine.cases import looking

LANES = {"Kontaktlærer": ["inn", "A", "B", "C"]}
Deed = cases.Deed


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    reads = '<zeebe:ioMapping><zeebe:input source="=hva" target="ord"/></zeebe:ioMapping>'
    tasks = (diagrams.task("A", diagrams.due("3 virkedager")), diagrams.task("B"), diagrams.task("C", reads))
    diagrams.publish(municipality.id, "rutine", diagrams.chain("rutine", *tasks, lanes=LANES))
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=municipality.person("ansatt"), routine="rutine", raw=raw, token="en")


@pytest.fixture
def rektor(municipality: factories.Town) -> model.Person:
    return municipality.person("rektor")


def told(kind: str) -> list[int]:
    """Return who has been sent a message of the kind."""
    m = tables.messages.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(m.person_id).where(m.kind == kind)))


def last_event(case: model.CaseRef, kind: str) -> sa.Row:
    """Return the case's event of the kind."""
    e = tables.events.c
    with db.reading() as connection:
        return connection.execute(sa.select(tables.events).where(e.case_id == case.id, e.kind == kind)).one()


def test_skipping_is_shown_done_logged_and_told(
    municipality: factories.Town, case: model.CaseRef, rektor: model.Person
) -> None:
    deed = Deed("skip", looking.open_tasks(case.id)[0].id)

    seen = cases.preview(case.id, by=rektor, deed=deed)
    assert (seen.gone, seen.come, seen.warnings) == (
        (("Steg A", ("Kontaktlærer",)),), (("Steg B", ("kontaktlærer",)),), (),
    )  # fmt: skip
    assert looking.open_now(case.id) == ["A"]
    cases.intervene(case.id, by=rektor, deed=deed, reason="Alt gjort på telefon")

    assert looking.open_now(case.id) == ["B"]
    event = last_event(case, "step-skipped")
    assert (event.element_id, event.person_id, event.facts) == ("A", rektor.id, {"reason": "Alt gjort på telefon"})
    assert told("oppgave-borte") == [municipality.person("kontaktlærer").id]


def test_going_to_a_step_ahead_and_back(case: model.CaseRef, rektor: model.Person) -> None:
    cases.intervene(case.id, by=rektor, deed=Deed("go", looking.open_tasks(case.id)[0].id, target="C"), reason="x")
    assert looking.open_now(case.id) == ["C"]

    back = Deed("go", looking.open_tasks(case.id)[0].id, target="A")
    seen = cases.preview(case.id, by=rektor, deed=back)
    assert (seen.again, seen.later) == (("Steg A", "Steg C"), ("Steg B",))  # B was never done
    cases.intervene(case.id, by=rektor, deed=back, reason="x")

    assert looking.open_now(case.id) == ["A"]


@pytest.mark.parametrize("year", [1, 26, 9999])
def test_deadline_of_a_mistyped_year_is_refused(case: model.CaseRef, rektor: model.Person, year: int) -> None:
    """The database keeps the year before 1, and nobody can read it again: the case's clock would stand for ever."""
    due = datetime(year, 1, 1, tzinfo=clock.OSLO)

    with pytest.raises(errors.AnswersInvalid):
        cases.preview(case.id, by=rektor, deed=Deed("deadline", looking.open_tasks(case.id)[0].id, due=due))


def test_a_new_deadline_has_new_notices(case: model.CaseRef, rektor: model.Person) -> None:
    (row,) = looking.open_tasks(case.id)
    due = clock.now() + timedelta(days=20)

    cases.intervene(case.id, by=rektor, deed=Deed("deadline", row.id, due=due), reason="Ferie")

    assert looking.open_tasks(case.id)[0].due_at == due
    t = tables.timers.c
    with db.reading() as connection:
        pending = sa.select(sa.func.max(t.due_at)).where(t.case_id == case.id, t.cancelled_at.is_(None))
        assert connection.scalar(pending) >= due
    assert last_event(case, "deadline-set").facts == {"reason": "Ferie", "due": due.isoformat()}


def test_a_stopped_case_is_closed_and_says_so(case: model.CaseRef, rektor: model.Person) -> None:
    assert cases.preview(case.id, by=rektor, deed=Deed("stop")).ends

    cases.intervene(case.id, by=rektor, deed=Deed("stop"), reason="Meldt ved en feil")

    page = overview.case_page(case.number, rektor)
    assert (looking.open_tasks(case.id), page.case.status, page.case.end_name) == ([], "ended", "stoppet")
    assert diagrams.event_kinds(case.id).count("case-ended") == 0
    with pytest.raises(errors.TaskNotOpen):
        cases.preview(case.id, by=rektor, deed=Deed("stop"))


def test_what_was_shown_is_done_or_nothing(
    municipality: factories.Town, case: model.CaseRef, rektor: model.Person
) -> None:
    deed = Deed("stop")
    seen = cases.preview(case.id, by=rektor, deed=deed).seen
    teacher = municipality.person("kontaktlærer")
    cases.complete_task(looking.open_tasks(case.id)[0].id, by=teacher, raw={}, seen_version=None)

    with pytest.raises(errors.StaleVersion) as stale:
        cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=seen)

    assert "Steg A" in stale.value.message
    assert teacher.name in stale.value.message
    assert looking.open_now(case.id) == ["B"]
    again = cases.preview(case.id, by=rektor, deed=deed).seen
    cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=again)
    assert looking.open_tasks(case.id) == []


def test_the_second_of_two_leaders_is_told_what_the_first_did(case: model.CaseRef, rektor: model.Person) -> None:
    deed = Deed("skip", looking.open_tasks(case.id)[0].id)
    first, second = (cases.preview(case.id, by=rektor, deed=deed).seen for _ in range(2))
    cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=first)

    with pytest.raises(errors.StaleVersion, match=f"hoppet over av {rektor.name}"):
        cases.intervene(case.id, by=rektor, deed=deed, reason="x", seen=second)


def test_a_variable_is_set_with_its_type(case: model.CaseRef, rektor: model.Person) -> None:
    cases.intervene(case.id, by=rektor, deed=Deed("set", name="hva", value="noe annet"), reason="x")

    assert intervening.variables(case.id, by=rektor) == {"hva": "noe annet"}
    again = Deed("set", name="hva", value="enda noe")
    assert str(cases.preview(case.id, by=rektor, deed=again).taken_for) == "en tekst"
    with pytest.raises(errors.AnswersInvalid, match="ikke et tall"):
        cases.preview(case.id, by=rektor, deed=Deed("set", name="hva", value="NaN"))
    with pytest.raises(errors.AnswersInvalid, match="Det står en tekst der nå, og det du skrev, er en dato"):
        cases.intervene(case.id, by=rektor, deed=Deed("set", name="hva", value="2026-01-05"), reason="x")
    with pytest.raises(errors.RoutineFault):
        cases.intervene(case.id, by=rektor, deed=Deed("set", name="ukjent", value="x"), reason="x")


@pytest.mark.parametrize("act", [
    lambda case, by: cases.preview(case, by=by, deed=Deed("stop")),
    lambda case, by: cases.intervene(case, by=by, deed=Deed("stop"), reason="x"),
    lambda case, by: cases.open_steps(case, by=by),
])  # fmt: skip
def test_only_who_leads_the_case_intervenes(
    municipality: factories.Town, case: model.CaseRef, act: Callable[[int, model.Person], object]
) -> None:
    with pytest.raises(errors.NotAllowed):
        act(case.id, municipality.person("kontaktlærer"))
    with pytest.raises(errors.CaseNotFound):
        act(case.id, municipality.person("prosesseier"))


def test_a_shielded_case_is_not_there_for_its_rektor(case: model.CaseRef, rektor: model.Person) -> None:
    with db.transaction() as connection:
        shield = sa.update(tables.cases).where(tables.cases.c.id == case.id).values(shielded_role="skoleeier")
        connection.execute(shield)

    with pytest.raises(errors.CaseNotFound):
        cases.open_steps(case.id, by=rektor)


def test_a_reason_is_asked_for(case: model.CaseRef, rektor: model.Person) -> None:
    with pytest.raises(errors.AnswersInvalid):
        cases.intervene(case.id, by=rektor, deed=Deed("stop"), reason="")
    assert looking.open_tasks(case.id)


def test_what_is_open_says_where_one_may_go(case: model.CaseRef, rektor: model.Person) -> None:
    (step,) = cases.open_steps(case.id, by=rektor)

    assert (step.name, step.is_task, [one for one, _name in step.targets]) == ("Steg A", True, ["A", "B", "C"])
    assert bpmn.STOPPED not in dict(step.targets)

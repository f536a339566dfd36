"""Opening a case: from the start form to the first wait, once."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest
import racing
import sqlalchemy as sa

from engine import cases, db, errors, model, overview, tables
from tests.engine.cases import stopping


def test_report_opens_a_case_of_the_pupils_class_with_its_first_task(town: factories.Town) -> None:
    pupil = town.pupil("Testelev A")

    case = cases.open_case(by=town.person("lærer"), routine="prove", raw={"elev": str(pupil.id)}, token="t1")

    inbox = overview.my_tasks(town.person("kontaktlærer"))
    tasks = [task for group in inbox.groups.values() for task in group]
    assert [(task.case_number, task.element_id, task.class_name) for task in tasks] == [(case.number, "A", "5A")]


def test_second_press_gives_the_same_case(town: factories.Town) -> None:
    first = _report(town, token="dobbel")

    second = _report(town, token="dobbel")

    assert (second.id, _count(tables.cases)) == (first.id, 1)


def test_another_text_under_a_token_that_is_used_is_never_taken_for_sent(town: factories.Town) -> None:
    first = _report(town, token="tilbake", hva="uro")

    with pytest.raises(errors.AlreadySent) as refused:
        _report(town, token="tilbake", hva="noe helt annet")

    assert refused.value.details["case"] == first.number


def test_second_press_leaves_no_draft_of_what_is_sent(town: factories.Town) -> None:
    teacher = town.person("lærer")
    _report(town, token="dobbel")
    cases.save_draft(by=teacher, content={"hva": "uro"}, version=0, routine="prove")

    _report(town, token="dobbel")

    assert overview.start_page("prove", teacher).draft == model.Draft()


def test_two_presses_at_once_open_one_case(town: factories.Town) -> None:
    opened: list[int] = []

    def press() -> None:
        opened.append(_report(town, token="samtidig").id)

    racing.at_once(press, press)

    assert (len(set(opened)), len(opened), _count(tables.cases)) == (1, 2, 1)


def test_token_of_somebody_else_opens_nothing_of_theirs(town: factories.Town) -> None:
    theirs = _report(town, token="felles")

    with pytest.raises(sa.exc.IntegrityError):
        cases.open_case(by=town.person("rektor"), routine="prove", raw={"hva": "x"}, token="felles")

    assert _count(tables.cases) == 1
    assert overview.receipt(theirs.number, town.person("lærer")).number == theirs.number


def test_log_tells_who_opened_it(town: factories.Town) -> None:
    case = _report(town)

    assert diagrams.event_kinds(case.id)[:1] == [model.EventKind.CASE_OPENED]


def test_routine_that_is_not_published_is_named(town: factories.Town) -> None:
    with pytest.raises(errors.RoutineNotFound, match="«ukjent»"):
        cases.open_case(by=town.person("lærer"), routine="ukjent", raw={}, token="t")


def test_draft_is_gone_when_the_case_is_open(town: factories.Town) -> None:
    teacher = town.person("lærer")
    cases.save_draft(by=teacher, content={"hva": "halvt"}, version=0, routine="prove")

    _report(town)

    assert overview.start_page("prove", teacher).draft == model.Draft()


def test_text_of_the_report_is_not_in_the_engines_record(town: factories.Town) -> None:
    case = _report(town, hva="noe som bare skal stå i svaret")

    assert "noe som bare" not in diagrams.variables_of(case.id)


def test_deadline_calls_a_date_that_is_not_given_what_the_form_calls_it_once_it_has_been_asked(
    municipality: factories.Town, own: object
) -> None:
    counted = diagrams.due("tidligst av (=motedato, 6 uker)")
    first = diagrams.task("A", diagrams.form_of("avtale"), counted)
    asked = {"type": "datetime", "subtype": "date", "key": "motedato", "id": "F", "dateLabel": "Når er møtet?"}
    named = {**asked, "properties": {"kalles": "datoen for møtet"}}
    lanes = {"Rektor": ["inn", "A", "B", "slutt"]}
    diagram = diagrams.chain("prove", first, diagrams.task("B", counted), lanes=lanes)
    diagrams.publish(municipality.id, "prove", diagram, avtale=diagrams.form("avtale", named))
    case, rektor = _report(municipality), municipality.person("rektor")

    before = overview.case_page(case.number, rektor).open_tasks[0].task
    cases.complete_task(before.id, by=rektor, raw={}, seen_version=1)
    after = overview.case_page(case.number, rektor).open_tasks[0].task

    assert "oppgitt" not in str(before.due_explained)
    assert str(after.due_explained).endswith("; datoen for møtet er ikke oppgitt")


def test_a_report_that_the_routine_fails_on_stores_nothing_and_tells_those_who_answer_for_routines(
    municipality: factories.Town, own: object
) -> None:
    elements, flows = stopping.parts("P", '<bpmn:task id="P" name="Først" />')
    drawing = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", "VALG", "B", "C", "slutt"]})
    diagrams.publish(municipality.id, "prove", drawing)

    for token in ("t1", "t2"):
        with pytest.raises(errors.RoutineFault) as fault:
            _report(municipality, token=token)

    assert fault.value.details["is_told"]
    assert _count(tables.cases) == 0
    with db.reading() as connection:
        m = tables.messages.c
        told = connection.execute(sa.select(m.kind, m.person_id, m.role, m.case_id, m.facts)).all()
    assert {row.kind for row in told} == {"ikke-aapnet"}
    assert len({row.person_id for row in told}) == len(told)  # once, not for each press
    assert municipality.person("prosesseier").id in {row.person_id for row in told}
    assert municipality.person("rektor").id not in {row.person_id for row in told}
    assert {tuple(sorted(row.facts)) for row in told} == {("rutine", "sted")}
    assert told[0].facts["sted"].startswith("prove.bpmn, linje ")
    assert told[0].facts["sted"].endswith("«Lang nok?» (VALG)")


def _report(town: factories.Town, *, token: str = "t1", hva: str = "uro") -> model.CaseRef:
    raw = {"elev": str(town.pupil("Testelev A").id), "hva": hva}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)


def _count(table: sa.Table) -> int:
    with db.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


@pytest.fixture
def town(municipality: factories.Town, clock_at: Callable[[str], object]) -> factories.Town:
    """A municipality where the routine `prove` is in force: task A of kontaktlærer, then B of rektor."""
    clock_at("2026-01-05 10:00")
    diagram = diagrams.chain(
        "prove", diagrams.task("A"), diagrams.task("B"), lanes={"Kontaktlærer": ["inn", "A"], "Rektor": ["B", "slutt"]}
    )
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality

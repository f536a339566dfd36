"""A wrong pupil set right: variables, open tasks, drafts, letters and messages are about the right one from then on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, errors, model, outbox, overview, routines, rows, tables
from engine.cases.letters import letter_data, signing

PROCESSES = Path(__file__).resolve().parents[4] / "processes"
ANSWERS = {
    "mottatt_fra": "foresatte", "mottatt_via": "telefon", "mottatt_dato": "5. januar",
    "henvendelse_til": "kontaktlærer", "saksansvarlig": "Rektor Eksempel", "avsender": "rektor",
    "avsender_navn": "Rektor Eksempel",
}  # fmt: skip


def test_variable_follows_and_the_old_answer_stays(town: factories.Town) -> None:
    case = report(town)

    correct(town, case, "Testelev C")

    assert variables(case)["elev"] == str(town.pupil("Testelev C").id)
    assert start_answer(case)["elev"] == str(town.pupil("Testelev A").id)


def test_case_about_nobody_in_the_register_is_connected(town: factories.Town) -> None:
    case = report(town, pupil=None)

    correct(town, case, "Testelev B")

    assert variables(case)["elev"] == str(town.pupil("Testelev B").id)
    assert task(case).local["samtale_med"] == str(town.pupil("Testelev B").id)
    assert documents_of(case) == []


def test_open_task_asks_about_the_right_pupil_and_the_page_from_before_is_stale(town: factories.Town) -> None:
    case = report(town)
    seen = task(case)

    correct(town, case, "Testelev B")

    rektor = town.person("rektor")
    assert overview.task_page(seen.id, rektor).known["samtale_med"] == str(town.pupil("Testelev B").id)
    with pytest.raises(errors.StaleVersion):
        cases.complete_task(seen.id, by=rektor, raw=ANSWERS, seen_version=seen.version)


def test_half_written_text_names_the_right_pupil_and_keeps_its_words(town: factories.Town) -> None:
    case, rektor = report(town), town.person("rektor")
    wrong = str(town.pupil("Testelev A").id)
    content = {"samtale_med": wrong, "mottatt_fra": "foresatte"}
    cases.save_draft(by=rektor, content=content, version=0, task_id=task(case).id)

    correct(town, case, "Testelev B")

    draft = overview.task_page(task(case).id, rektor).draft
    assert draft.content == {"samtale_med": str(town.pupil("Testelev B").id), "mottatt_fra": "foresatte"}


def test_condition_decides_by_the_right_pupil(town: factories.Town) -> None:
    case = report(town, pupil=None)
    correct(town, case, "Testelev B")

    finish(town, case)

    assert [one.element_id for one in open_tasks(case)] == ["ETTER"]


def test_letter_made_before_is_marked_and_made_again_for_the_right_pupil(town: factories.Town) -> None:
    case = report(town)
    finish(town, case)

    correct(town, case, "Testelev B")

    assert [row.labels for row in documents_of(case)] == [[model.WRONG_PUPIL], []]
    assert [facts["pupil"] for facts in events(case, model.EventKind.LETTER_MADE)] == [
        town.pupil("Testelev A").id,
        town.pupil("Testelev B").id,
    ]
    shown = overview.case_page(case.number, town.person("rektor")).documents
    assert [row.is_wrong for row in shown] == [False, True]


def test_what_a_letter_says_of_the_start_form_is_about_the_right_pupil(town: factories.Town) -> None:
    case = report(town)
    correct(town, case, "Testelev B")

    with db.reading() as connection:
        row = rows.case(connection, case.id)
        data = letter_data.assemble(connection, row, language="nb", headers={}, beside=letter_data.Beside())

    assert data["sak"]["elev"]["navn"] == data["svar"]["inn"]["elev"] == "Testelev B"  # type: ignore[index]


def test_a_letter_is_signed_by_who_answered_its_step_in_the_role_they_answered_in(town: factories.Town) -> None:
    case = report(town)
    cases.complete_task(task(case).id, by=town.person("kontaktlærer"), raw=ANSWERS, seen_version=None)
    answer = _all(sa.select(tables.answers.c.id).where(tables.answers.c.element_id == "BAE-H-04.b"))[0].id
    changed = {**ANSWERS, "mottatt_via": "brev"}
    cases.correct_answers(answer, by=town.person("rektor"), raw=changed, reason="Feil kanal")

    with db.reading() as connection:
        row = rows.case(connection, case.id)
        signed = {one: signing.of_step(connection, row, one) for one in ("BAE-H-04.b", "inn", "ETTER")}

    assert signed["BAE-H-04.b"] == {"navn": "Kontaktlærer Eksempel", "rolle": "kontaktlærer"}
    assert signed["inn"] == {"navn": "Lærer Eksempel", "rolle": ""}
    assert signed["ETTER"] == {}


def test_who_signs_does_so_in_a_role_of_this_case_and_none_of_another_school(town: factories.Town) -> None:
    case, rektor, teacher = report(town), town.person("rektor"), town.person("kontaktlærer")
    factories.hold(rektor.id, "kontaktlærer", f"c:{next(iter(town.schools[1].classes.values()))}")
    factories.hold(teacher.id, "rektor", f"s:{town.schools[1].id}")

    with db.reading() as connection:
        row = rows.case(connection, case.id)
        signed = [signing.said(connection, row, one.id, "Kontaktlærer/rektor")["rolle"] for one in (rektor, teacher)]

    assert signed == ["rektor", "kontaktlærer"]


def test_letter_is_never_made_for_nobody(town: factories.Town) -> None:
    case = report(town, pupil=None)

    done = finish(town, case)

    assert done.is_incident
    assert documents_of(case) == []
    with pytest.raises(errors.PupilNotConnected):
        overview.letter_preview(task(case).id, town.person("rektor"), ANSWERS)


def test_message_that_waits_goes_to_nobody_of_the_wrong_class(town: factories.Town) -> None:
    school = town.schools[0]
    right = factories.person(town.id, "Kontaktlærer for 5B")
    factories.hold(right.id, "kontaktlærer", f"c:{school.classes['5B']}")
    case = report(town)

    correct(town, case, "Testelev C")

    assert reached(town.person("kontaktlærer")) == []
    assert reached(right) == ["ny-oppgave"]


def test_who_was_not_told_because_of_a_wrong_correction_is_told_when_it_is_undone(town: factories.Town) -> None:
    teacher, case = town.person("kontaktlærer"), report(town)
    correct(town, case, "Testelev C")
    withdraw()

    correct(town, case, "Testelev A")

    assert reached(teacher) == ["ny-oppgave"]


def test_the_same_pupil_is_no_correction(town: factories.Town) -> None:
    case = report(town)

    with pytest.raises(errors.AnswersInvalid, match="alt denne"):
        correct(town, case, "Testelev A")


def report(town: factories.Town, pupil: str | None = "Testelev A") -> model.CaseRef:
    raw = {"elev": str(town.pupil(pupil).id)} if pupil else {"hva": "Eleven står ikke i listen"}
    return cases.open_case(by=town.person("lærer"), routine="brev", raw=raw, token="t1")


def correct(town: factories.Town, case: model.CaseRef, name: str) -> None:
    cases.correct_pupil(case.id, by=town.person("rektor"), pupil_id=town.pupil(name).id, reason="Forvekslet")


def finish(town: factories.Town, case: model.CaseRef) -> model.TaskDone:
    """Complete the step that the letter comes after."""
    return cases.complete_task(task(case).id, by=town.person("rektor"), raw=ANSWERS, seen_version=None)


def variables(case: model.CaseRef) -> dict[str, object]:
    return dict(json.loads(diagrams.variables_of(case.id))["s"][""][1])


def open_tasks(case: model.CaseRef) -> list:  # type: ignore[type-arg]
    t = tables.tasks.c
    return _all(sa.select(tables.tasks).where(t.case_id == case.id, t.status == "open").order_by(t.element_id))


def task(case: model.CaseRef):  # type: ignore[no-untyped-def]
    return open_tasks(case)[0]


def start_answer(case: model.CaseRef) -> dict[str, object]:
    a = tables.answers.c
    return dict(_all(sa.select(a.content).where(a.case_id == case.id, a.task_id.is_(None)))[0].content)


def documents_of(case: model.CaseRef) -> list:  # type: ignore[type-arg]
    d = tables.documents.c
    return _all(sa.select(d.id, d.labels).where(d.case_id == case.id).order_by(d.id))


def events(case: model.CaseRef, kind: model.EventKind) -> list[dict[str, object]]:
    e = tables.events.c
    return [row.facts for row in _all(sa.select(e.facts).where(e.case_id == case.id, e.kind == kind))]


def reached(person: model.Person) -> list[str]:
    """Return the kinds of the waiting messages to `person` that a sender would send now."""
    with db.transaction() as connection:
        m = tables.messages.c
        mine = set(connection.scalars(sa.select(m.id).where(m.person_id == person.id)))
        waiting = [one for one in outbox.due(connection, 50) if one.id in mine]
        return [one.kind for one in waiting if outbox.reaching(connection, one)]


def withdraw() -> None:
    """Do with the messages that nobody may have any more what a sender does."""
    with db.transaction() as connection:
        for one in outbox.due(connection, 50):
            if outbox.reaching(connection, one) is None:
                outbox.withdraw(connection, one)


def _all(query: sa.Select) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.execute(query))


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `brev` is in force: a step with a letter after it, then a step chosen by the pupil."""
    letter = "melding-om-mottatt-bekymring"
    step = "BAE-H-04.b"
    reviewed = f'<zeebe:properties><zeebe:property name="se-over" value="{letter}" /></zeebe:properties>'
    pupil = '<zeebe:ioMapping><zeebe:input source="=elev" target="samtale_med" /></zeebe:ioMapping>'
    headers = f'<zeebe:taskHeaders><zeebe:header key="mal" value="{letter}" /></zeebe:taskHeaders>'
    send = diagrams.extensions('<zeebe:taskDefinition type="brev" />', headers)
    elements = {
        step: diagrams.task(step, diagrams.form_of("skriv"), pupil, reviewed),
        "BREV": f'<bpmn:serviceTask id="BREV" name="Brevet">{send}</bpmn:serviceTask>',
        "VALG": '<bpmn:exclusiveGateway id="VALG" name="Hvem?" default="VALG-slutt" />',
        "ETTER": diagrams.task("ETTER"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    flows = [
        diagrams.flow("inn", step), diagrams.flow(step, "BREV"), diagrams.flow("BREV", "VALG"),
        diagrams.flow("VALG", "ETTER", "= elev != null"), diagrams.flow("VALG", "slutt"),
        diagrams.flow("ETTER", "slutt"),
    ]  # fmt: skip
    lanes = {"Kontaktlærer/Rektor": ["inn", *elements]}
    shown = {
        "type": "select", "key": "samtale_med", "id": "Field_med", "label": "Elev", "valuesKey": "elever",
        "properties": {"register": "elev"}, "readonly": True,
    }  # fmt: skip
    files = {
        "brev.bpmn": diagrams.routine("brev", elements, flows, lanes=lanes),
        "forms/melding.form": diagrams.REPORT,
        "forms/skriv.form": diagrams.form("skriv", shown, *(diagrams.text_field(key) for key in ANSWERS)),
    }
    files |= {f"letters/{path.name}": path.read_bytes() for path in (PROCESSES / "letters").iterdir()}
    routines.publish(files, ["brev"], municipality_id=municipality.id, by=None)
    return municipality

"""Corrections: a new record that names the old one, in its place; a wrong pupil, with trace and tasks that follow."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, errors, model, overview, rows, tables
from engine.cases.letters import letter_data
from tests.engine.cases import looking


def test_correction_keeps_the_old_record_and_names_it(town: factories.Town) -> None:
    case, answer = answered(town, "først")

    new = cases.correct_answers(answer, by=town.person("kontaktlærer"), raw={"notat": "rettet"}, reason="Skrivefeil")

    assert [(row.id, row.content["notat"], row.corrects_id) for row in records(case)] == [
        (answer, "først", None),
        (new, "rettet", answer),
    ]
    assert events(case, model.EventKind.ANSWERS_CORRECTED) == [{"old": answer, "new": new, "reason": "Skrivefeil"}]


def test_only_the_author_and_the_leader_correct(town: factories.Town) -> None:
    case, answer = answered(town, "først")
    nurse = town.person("helsesykepleier")
    cases.add_member(case.id, by=town.person("rektor"), person_id=nurse.id, reason="Følger opp")

    with pytest.raises(errors.NotAllowed):
        cases.correct_answers(answer, by=nurse, raw={"notat": "x"}, reason="y")
    with pytest.raises(errors.CaseNotFound):
        cases.correct_answers(answer, by=town.person("lærer"), raw={"notat": "x"}, reason="y")

    assert cases.correct_answers(answer, by=town.person("rektor"), raw={"notat": "x"}, reason="y")


def test_correction_needs_a_reason_and_answers_that_the_form_takes(town: factories.Town) -> None:
    _, answer = answered(town, "først")
    teacher = town.person("kontaktlærer")

    with pytest.raises(errors.AnswersInvalid, match="hvorfor"):
        cases.correct_answers(answer, by=teacher, raw={"notat": "x"}, reason=" ")
    with pytest.raises(errors.AnswersInvalid):
        cases.correct_answers(answer, by=teacher, raw={"notat": ""}, reason="y")


def test_record_is_corrected_once_and_then_the_newest(town: factories.Town) -> None:
    _, answer = answered(town, "først")
    teacher = town.person("kontaktlærer")
    new = cases.correct_answers(answer, by=teacher, raw={"notat": "to"}, reason="y")

    with pytest.raises(errors.NothingToCorrect, match="allerede rettet"):
        cases.correct_answers(answer, by=teacher, raw={"notat": "tre"}, reason="y")

    assert cases.correct_answers(new, by=teacher, raw={"notat": "tre"}, reason="y")


def test_correction_of_a_late_text_makes_it_no_evidence(town: factories.Town) -> None:
    case, _ = answered(town, "først")
    teacher = town.person("kontaktlærer")
    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(records(case)[0].task_id, by=teacher, raw={"notat": "for sent"}, seen_version=None)

    cases.correct_answers(records(case)[-1].id, by=teacher, raw={"notat": "pyntet på"}, reason="y")

    assert [row.standing for row in records(case)] == ["accepted", "late", "late"]
    assert newest(case) == "først"


def test_correction_of_a_late_text_changes_nothing_of_whom_the_case_is_about(town: factories.Town) -> None:
    accused, other = (str(town.person(role).id) for role in ("lærer", "helsesykepleier"))
    case, _ = answered(town, "først", hvem=accused)
    teacher = town.person("kontaktlærer")
    raw = {"notat": "for sent", "hvem": other}
    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(records(case)[0].task_id, by=teacher, raw=raw, seen_version=None)

    cases.correct_answers(records(case)[-1].id, by=teacher, raw={"notat": "rettet", "hvem": other}, reason="y")

    assert about(case) == [int(accused)]


def test_correction_of_an_earlier_round_does_not_become_the_newest(town: factories.Town) -> None:
    case, first = answered(town, "runde én")
    with db.transaction() as connection:  # the same step once more, in a later round
        row = connection.execute(sa.select(tables.answers).where(tables.answers.c.id == first)).one()
        again = {**row._mapping, "content": {"notat": "runde to"}, "task_id": None}
        del again["id"]
        connection.execute(sa.insert(tables.answers).values(again))

    cases.correct_answers(first, by=town.person("kontaktlærer"), raw={"notat": "runde én, rettet"}, reason="y")

    assert newest(case) == "runde to"


def test_wrong_pupil_is_corrected_and_the_tasks_move_to_the_right_teacher(town: factories.Town) -> None:
    school = town.schools[0]
    right = factories.person(town.id, "Kontaktlærer for 5B")
    factories.hold(right.id, "kontaktlærer", f"c:{school.classes['5B']}")
    case = report(town)

    cases.correct_pupil(case.id, by=town.person("rektor"), pupil_id=town.pupil("Testelev C").id, reason="Forvekslet")

    assert [len(looking.inbox(who)) for who in (town.person("kontaktlærer"), right)] == [0, 1]
    assert overview.case_page(case.number, right).case.pupil_name == "Testelev C"
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, town.person("kontaktlærer"))
    places = {"school": school.id, "former": school.classes["5A"]}
    fact = {"from": town.pupil("Testelev A").id, "to": town.pupil("Testelev C").id, **places, "reason": "Forvekslet"}
    assert events(case, model.EventKind.PUPIL_CORRECTED) == [fact]


def test_teacher_of_the_right_class_is_told_and_the_wrong_one_loses_what_was_taken(town: factories.Town) -> None:
    right = factories.person(town.id, "Kontaktlærer for 5B")
    factories.hold(right.id, "kontaktlærer", f"c:{town.schools[0].classes['5B']}")
    case, wrong = report(town), town.person("kontaktlærer")
    task = looking.inbox(wrong)[0].id
    cases.take_task(task, by=wrong)

    cases.correct_pupil(case.id, by=town.person("rektor"), pupil_id=town.pupil("Testelev C").id, reason="Forvekslet")

    assert told(right) == ["ny-oppgave"]
    assert told(wrong) == ["ny-oppgave"]  # of the case as it was
    assert [len(looking.inbox(who)) for who in (wrong, right)] == [0, 1]
    with pytest.raises(errors.NotAllowed):
        cases.complete_task(task, by=wrong, raw={"notat": "x"}, seen_version=None)


def test_pupil_of_another_school_takes_the_case_there(town: factories.Town) -> None:
    case = report(town)

    cases.correct_pupil(case.id, by=town.person("rektor"), pupil_id=town.pupil("Testelev D").id, reason="Forvekslet")

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, town.person("rektor"))
    assert overview.case_page(case.number, town.person("rektor", school=1)).case.school_name == "Vika skule"


def test_pupil_is_corrected_by_the_leader_with_a_reason_to_a_pupil_of_the_municipality(town: factories.Town) -> None:
    case = report(town)
    rektor, right = town.person("rektor"), town.pupil("Testelev B").id
    stranger = factories.municipality("Nabo kommune").pupil("Testelev A").id

    with pytest.raises(errors.NotAllowed):
        cases.correct_pupil(case.id, by=town.person("kontaktlærer"), pupil_id=right, reason="x")
    with pytest.raises(errors.AnswersInvalid):
        cases.correct_pupil(case.id, by=rektor, pupil_id=right, reason="  ")
    for nobody in (stranger, rektor.id, 10**9):
        with pytest.raises(errors.PersonNotFound):
            cases.correct_pupil(case.id, by=rektor, pupil_id=nobody, reason="x")


def report(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")


def answered(town: factories.Town, text: str, **more: str) -> tuple[model.CaseRef, int]:
    """Open a case and complete its first task; return it with the answer's id."""
    case, teacher = report(town), town.person("kontaktlærer")
    cases.complete_task(looking.inbox(teacher)[0].id, by=teacher, raw={"notat": text, **more}, seen_version=1)
    return case, records(case)[0].id


def records(case: model.CaseRef) -> list:  # type: ignore[type-arg]
    """Return the answer records of task A, oldest first."""
    a = tables.answers.c
    with db.reading() as connection:
        found = sa.select(tables.answers).where(a.case_id == case.id, a.element_id == "A").order_by(a.id)
        return list(connection.execute(found))


def about(case: model.CaseRef) -> list[int]:
    s = tables.case_subjects.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(s.person_id).where(s.case_id == case.id)))


def told(person: model.Person) -> list[str]:
    m = tables.messages.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(m.kind).where(m.person_id == person.id)))


def newest(case: model.CaseRef) -> object:
    with db.reading() as connection:
        return letter_data.newest_answers(connection, rows.case(connection, case.id))["A"]["notat"]


def events(case: model.CaseRef, kind: model.EventKind) -> list[object]:
    e = tables.events.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(e.facts).where(e.case_id == case.id, e.kind == kind)))


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer, a required note), then B (kontaktlærer)."""
    diagram = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("notat")),
        diagrams.task("B"),
        lanes={"Kontaktlærer": ["inn", "A", "B", "slutt"]},
    )
    who = {"type": "select", "id": "w", "key": "hvem", "label": "Hvem gjelder det?", "valuesKey": "ansatte"}
    who |= {"properties": {"register": "ansatt", "saken-gjelder": "ja"}}
    form = diagrams.form("notat", diagrams.text_field("notat", required=True), who)
    diagrams.publish(municipality.id, "prove", diagram, notat=form)
    return municipality

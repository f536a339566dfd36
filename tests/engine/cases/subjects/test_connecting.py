"""A case that began without a pupil is about whom an answer says; one that has a pupil keeps them."""

from __future__ import annotations

import json

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import looking


def test_the_pupil_that_an_answer_names_becomes_the_cases_and_the_class_gets_its_tasks(town: factories.Town) -> None:
    case = report(town, None)
    assert looking.inbox(town.person("kontaktlærer")) == []

    say_whom(town, case, "Testelev A")

    now, pupil = looking.case(case.id), town.pupil("Testelev A")
    assert (now.pupil_id, now.school_id, now.class_id is None) == (pupil.id, town.schools[0].id, False)
    assert sorted(one.name for one in looking.inbox(town.person("kontaktlærer"))) == ["Steg ETTER", "Steg VED_SIDEN"]
    assert diagrams.event_kinds(case.id).count("pupil-connected") == 1


@pytest.mark.parametrize(("first", "then", "whose"), [("Testelev A", "Testelev B", "Testelev A"), (None, None, None)])
def test_a_case_that_has_a_pupil_keeps_them_and_no_answer_connects_nobody(
    town: factories.Town, first: str | None, then: str | None, whose: str | None
) -> None:
    case = report(town, first)

    say_whom(town, case, then)

    assert looking.case(case.id).pupil_id == (town.pupil(whose).id if whose else None)
    assert "pupil-connected" not in diagrams.event_kinds(case.id)


def test_the_cases_own_pupil_is_refused_where_another_is_asked_for_also_in_a_row_and_beside_others(
    town: factories.Town,
) -> None:
    case, own, other = report(town, "Testelev A"), str(town.pupil("Testelev A").id), str(town.pupil("Testelev B").id)

    with pytest.raises(errors.AnswersInvalid) as refused:
        answer(town, case, {"utovere": [{"elev": other}, {"elev": own}], "venner": [other, own]})

    assert refused.value.details["errors"] == {"utovere.1.elev": ["own-pupil"], "venner": ["own-pupil"]}
    answer(town, case, {"utovere": [{"elev": other}], "venner": [other]})
    assert looking.case(case.id).pupil_id == int(own)


def test_a_report_is_not_about_the_other_pupil_that_it_names(town: factories.Town) -> None:
    own, other = str(town.pupil("Testelev A").id), str(town.pupil("Testelev B").id)

    case = report(town, None, venn=other)
    with pytest.raises(errors.AnswersInvalid) as refused:
        report(town, "Testelev A", token="t2", venn=own)

    assert looking.case(case.id).pupil_id is None
    assert refused.value.details["errors"] == {"venn": ["own-pupil"]}


def test_a_case_about_the_rektor_of_the_pupils_school_is_skoleeiers(town: factories.Town) -> None:
    case, rektor, skoleeier = report(town, None), town.person("rektor"), town.person("skoleeier")
    with db.transaction() as connection:  # as one that another case has opened, which belongs to no school
        mine = sa.update(tables.cases).where(tables.cases.c.id == case.id)
        connection.execute(mine.values(school_id=None, class_id=None, shielded_role="rektor"))
        about = {"case_id": case.id, "person_id": rektor.id, "field": ""}
        connection.execute(sa.insert(tables.case_subjects).values(about))
    (task,) = [one for one in looking.open_tasks(case.id) if one.element_id == "HVEM"]
    cases.hand_over_task(task.id, by=skoleeier, to=skoleeier.id)

    raw = {"hvem": str(town.pupil("Testelev A").id)}
    cases.complete_task(task.id, by=skoleeier, raw=raw, seen_version=None)

    assert (looking.case(case.id).school_id, looking.case(case.id).shielded_role) == (town.schools[0].id, "skoleeier")
    assert overview.case_page(case.number, skoleeier)


def report(town: factories.Town, pupil: str | None, *, token: str = "t1", venn: str = "") -> model.CaseRef:
    raw = {"elev": str(town.pupil(pupil).id)} if pupil else {"hva": "Vet ikke hvem"}
    raw |= {"venn": venn} if venn else {}
    return cases.open_case(by=town.person("lærer"), routine="hvem", raw=raw, token=token, school_id=town.schools[0].id)


def say_whom(town: factories.Town, case: model.CaseRef, pupil: str | None) -> None:
    answer(town, case, {"hvem": str(town.pupil(pupil).id)} if pupil else {})


def answer(town: factories.Town, case: model.CaseRef, raw: dict[str, object]) -> None:
    (task,) = [one for one in looking.open_tasks(case.id) if one.element_id == "HVEM"]
    cases.complete_task(task.id, by=town.person("rektor"), raw=raw, seen_version=None)


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `hvem` is in force: rektor says whom it is about, beside and before a step of the class."""
    whom = {
        "type": "select", "key": "hvem", "id": "Field_hvem", "label": "Hvilken elev?", "valuesKey": "elever",
        "properties": {"register": "elev", "saken-gjelder": "ja"},
    }  # fmt: skip
    rows = {"type": "dynamiclist", "path": "utovere", "id": "Field_utovere", "label": "Andre", "isRepeating": True}
    asked = [whom, rows | {"components": [other("elev")]}, other("venner", "taglist")]
    elements = {
        "DEL": '<bpmn:parallelGateway id="DEL" />',
        "HVEM": diagrams.task("HVEM", diagrams.form_of("hvem")),
        "VED_SIDEN": diagrams.task("VED_SIDEN"),
        "ETTER": diagrams.task("ETTER"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    ways = [("inn", "DEL"), ("DEL", "HVEM"), ("DEL", "VED_SIDEN"), ("HVEM", "ETTER"), ("ETTER", "slutt")]
    flows = [diagrams.flow(*way) for way in [*ways, ("VED_SIDEN", "slutt")]]
    lanes = {"Rektor": ["inn", "DEL", "HVEM", "slutt"], "Kontaktlærer": ["VED_SIDEN", "ETTER"]}
    drawn = diagrams.routine("hvem", elements, flows, lanes=lanes)
    told = diagrams.form("melding", other("venn"), *json.loads(diagrams.REPORT)["components"])
    diagrams.publish(municipality.id, "hvem", drawn, melding=told, hvem=diagrams.form("hvem", *asked))
    return municipality


def other(key: str, kind: str = "select") -> dict[str, object]:
    """Return a field that asks for another pupil than the case's."""
    field = {"type": kind, "key": key, "id": f"Field_andre_{key}", "label": "En annen elev", "valuesKey": "elever"}
    return field | {"properties": {"register": "elev", "annen-elev": "ja"}}

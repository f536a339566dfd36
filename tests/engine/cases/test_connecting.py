"""A case that began without a pupil is about whom an answer says; one that has a pupil keeps them."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, clock, model
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


def report(town: factories.Town, pupil: str | None) -> model.CaseRef:
    raw = {"elev": str(town.pupil(pupil).id)} if pupil else {"hva": "Vet ikke hvem"}
    return cases.open_case(by=town.person("lærer"), routine="hvem", raw=raw, token="t1", school_id=town.schools[0].id)


def say_whom(town: factories.Town, case: model.CaseRef, pupil: str | None) -> None:
    raw = {"hvem": str(town.pupil(pupil).id)} if pupil else {}
    (task,) = [one for one in looking.open_tasks(case.id) if one.element_id == "HVEM"]
    cases.complete_task(task.id, by=town.person("rektor"), raw=raw, seen_version=None)


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `hvem` is in force: rektor says whom it is about, beside and before a step of the class."""
    whom = {
        "type": "select", "key": "hvem", "id": "Field_hvem", "label": "Hvilken elev?", "valuesKey": "elever",
        "properties": {"register": "elev", "saken-gjelder": "ja"},
    }  # fmt: skip
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
    diagrams.publish(
        municipality.id, "hvem", drawn, **{"melding.form": diagrams.REPORT, "hvem.form": diagrams.form("hvem", whom)}
    )
    return municipality

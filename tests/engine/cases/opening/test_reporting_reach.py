"""Whom one may report about: pupils of the schools where one has a role; a role in the municipality reaches all."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest

from engine import cases, errors, model, overview


@pytest.mark.parametrize("role", ["ansatt", "kontaktlærer", "rektor", "skoleeier"])
def test_pupil_of_ones_own_school_is_reported(town: factories.Town, role: str) -> None:
    assert report(town, town.person(role), "Testelev C")


def test_pupil_of_another_school_is_refused_in_words(town: factories.Town) -> None:
    with pytest.raises(errors.AnswersInvalid, match="skole der du har en rolle") as refused:
        report(town, town.person("rektor"), "Testelev D")

    assert list(refused.value.details["errors"]) == ["elev"]  # type: ignore[call-overload]


def test_role_in_the_municipality_reaches_all_schools(town: factories.Town) -> None:
    assert offered(town.person("skoleeier")) == ["Testelev A", "Testelev B", "Testelev C", "Testelev D"]
    assert report(town, town.person("skoleeier"), "Testelev D")


def test_who_works_at_two_schools_reports_at_both(town: factories.Town) -> None:
    nurse = town.person("helsesykepleier")
    factories.hold(nurse.id, "helsesykepleier", f"s:{town.schools[1].id}")

    assert offered(nurse) == ["Testelev A", "Testelev B", "Testelev C", "Testelev D"]
    assert report(town, nurse, "Testelev D")


def test_role_of_the_past_or_in_a_council_reaches_nobody(town: factories.Town) -> None:
    parent = town.parents["Forelder A"]
    factories.hold(parent.id, "FAU", f"s:{town.schools[0].id}")
    gone = factories.person(town.id, "Ansatt som sluttet")
    factories.hold(gone.id, "ansatt", f"s:{town.schools[0].id}", last_day=factories.FIRST_DAY)

    for person in (parent, gone):
        assert offered(person) == []
        with pytest.raises(errors.AnswersInvalid):
            report(town, person, "Testelev A")


def test_pupil_of_another_municipality_is_refused(town: factories.Town) -> None:
    stranger = factories.municipality("Nabo kommune").pupil().id

    with pytest.raises(errors.AnswersInvalid):
        cases.open_case(by=town.person("skoleeier"), routine="prove", raw={"elev": str(stranger)}, token="t1")


def offered(person: model.Person) -> list[str]:
    options = overview.start_page("prove", person).options["elever"]
    return sorted(one["label"].split(" (")[0] for one in options)  # type: ignore[attr-defined]


def report(town: factories.Town, by: model.Person, pupil: str) -> model.CaseRef:
    return cases.open_case(by=by, routine="prove", raw={"elev": str(town.pupil(pupil).id)}, token=f"t{by.id}")


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `prove` is in force."""
    diagram = diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A", "slutt"]})
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality

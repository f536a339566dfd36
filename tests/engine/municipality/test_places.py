"""Places: what a municipality decides, which days are without school, and the numbers of its cases."""

from __future__ import annotations

from datetime import date, time, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import alphabet, cases, clock, db, deadlines, errors, tables
from engine.municipality import places, setting_versions


def test_a_municipality_is_found_by_name_letter_case_aside(municipality):
    found = places.by_name(" eksempel KOMMUNE ")

    assert (found.id, found.name) == (municipality.id, "Eksempel kommune")


def test_an_unknown_municipality_is_told_with_those_that_are_known(municipality):
    with pytest.raises(
        errors.MunicipalityNotFound, match=r"«Annen kommune» finnes ikke\. Registrert: Eksempel kommune\."
    ):
        places.by_name("Annen kommune")


def test_settings_have_defaults_until_they_are_changed(municipality):
    with db.reading() as connection:
        assert places.notice_times(connection, municipality.id).straks_reminder == timedelta(hours=4)
        assert places.notice_times(connection, municipality.id).near == timedelta(days=1)

    places.change_settings(municipality.id, straks_timer=2, dagen_slutter="15:30")

    with db.reading() as connection:
        assert places.notice_times(connection, municipality.id).straks_reminder == timedelta(hours=2)
        assert places.day_ends(connection, municipality.id) == time(15, 30)
        assert setting_versions.values(connection, municipality.id)["evaluering_maks"] == "6 uker"


def test_every_wrong_setting_is_told_at_once_and_nothing_is_changed(municipality):
    with pytest.raises(errors.SettingsUnreadable) as caught:
        places.change_settings(municipality.id, straks_timer=-1, evaluering_maks="snart nok", farge="blå")

    assert len(caught.value.details["problems"]) == 3
    assert "Innstillingen «straks_timer» kan ikke være «-1»" in caught.value.message
    with db.reading() as connection:
        assert places.municipality(connection, municipality.id).policy.straks_hours == 4


def test_the_calendar_holds_the_municipalitys_days_and_the_schools_own(municipality):
    with db.transaction() as connection:
        places.replace_calendar(connection, municipality.id, None, _closed("2025-12-22", "2026-01-02", "juleferien"))
        places.replace_calendar(connection, municipality.id, 1, _closed("2025-11-14", "2025-11-14", "planleggingsdag"))

    with db.reading() as connection:
        first = places.calendar(connection, municipality.place())
        second = places.calendar(connection, municipality.place(school=1, class_name=None))

    assert [period.name for period in first.closed] == ["planleggingsdag", "juleferien"]
    assert [period.name for period in second.closed] == ["juleferien"]


def test_a_changed_calendar_counts_from_the_next_question_on(municipality):
    with db.transaction() as connection:
        places.replace_calendar(connection, municipality.id, None, _closed("2026-02-16", "2026-02-20", "vinterferien"))
    with db.transaction() as connection:
        places.replace_calendar(connection, municipality.id, None, _closed("2026-02-23", "2026-02-27", "vinterferien"))

    with db.reading() as connection:
        calendar = places.calendar(connection, municipality.place())

    assert [period.first for period in calendar.closed] == [date(2026, 2, 23)]


def test_letters_and_expressions_know_the_place(municipality):
    opened = factories.moment("2026-01-05 10:00")
    with db.reading() as connection:
        names = places.builtins(connection, municipality.place(1, "7A"), number="2026-0007", opened_at=opened)
        school = places.school_facts(connection, municipality.schools[1].id)
        town = places.municipality_facts(connection, municipality.id, opened_at=opened)

    assert names.pop("innstilling")["plannavn"] == "aktivitetsplan"
    assert names == {
        "sak": {"nummer": "2026-0007", "opprettet": clock.oslo(opened)},
        "skole": {"navn": "Vika skule", "maalform": "nn"},
        "kommune": {"navn": "Eksempel kommune"},
    }
    assert (school["navn"], school["maalform"]) == ("Vika skule", "nn")
    assert town["merking"] == "offl. § 13, jf. fvl. § 13 første ledd nr. 1"
    assert town["lover"]["rett"] == "opplæringslova § 12-2"


def test_a_case_without_a_school_has_empty_facts_and_bokmaal(municipality):
    nowhere = municipality.place(class_name=None).__class__(municipality.id)
    with db.reading() as connection:
        names = places.builtins(connection, nowhere, number="1", opened_at=factories.OPENED)

        assert names["skole"] == {"navn": "", "maalform": "nb"}
        assert places.school_facts(connection, None)["navn"] == ""
        assert places.language(connection, nowhere) == "nb"


def test_schools_and_classes_come_in_norwegian_order(municipality):
    school = municipality.schools[0].id
    for name in ("10A", "2B"):
        factories.insert(tables.classes, school_id=school, name=name)
    for name in ("Ås skole", "Ærfugl skole", "Øra skole"):
        factories.insert(tables.schools, municipality_id=municipality.id, name=name)

    with db.reading() as connection:
        assert [one.name for one in places.classes(connection, school)] == ["2B", "5A", "5B", "10A"]
        names = [one.name for one in places.schools(connection, municipality.id)]

    assert names == ["Fjellet skole", "Vika skule", "Ærfugl skole", "Øra skole", "Ås skole"]


def test_accents_do_not_move_a_name():
    assert sorted(["Eva", "Éva B", "Erik", "Ola", "Åse", "Ærlig"], key=alphabet.order) == [
        "Erik",
        "Eva",
        "Éva B",
        "Ola",
        "Ærlig",
        "Åse",
    ]


def _closed(first, last, name):
    return deadlines.SchoolCalendar((deadlines.Period(date.fromisoformat(first), date.fromisoformat(last), name),))


def test_deadlines_of_tasks_end_when_the_municipality_says(municipality, clock_at):
    clock_at("2026-01-05 10:00")
    places.change_settings(municipality.id, dagen_slutter="15:30")
    diagram = diagrams.chain("prove", diagrams.task("A", diagrams.due("3 skoledager")), lanes={"Rektor": ["inn", "A"]})
    diagrams.publish(municipality.id, "prove", diagram)

    raw = {"elev": str(municipality.pupil().id)}
    cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="t1")

    with db.reading() as connection:
        due = connection.scalar(sa.select(tables.tasks.c.due_at))
    assert due == factories.moment("2026-01-08 15:30")

"""People: roles with place and days, pupils with classes and parents, and the lists that forms offer."""

from __future__ import annotations

from datetime import date

import factories
import pytest
import sqlalchemy as sa

from engine import db, errors, people, tables

TODAY = date(2026, 1, 5)


def test_a_person_is_found_by_id(municipality):
    rektor = municipality.person("rektor")

    assert people.person(rektor.id) == rektor
    with pytest.raises(errors.PersonNotFound):
        people.person(999_999)


@pytest.mark.parametrize("value", ["999999", "Politiet", "", None, 7, "¹", "9" * 30])
def test_a_name_is_given_only_for_an_id_of_the_register(municipality, value):
    with db.reading() as connection:
        assert people.name_of(connection, str(municipality.person("rektor").id)) == "Rektor Eksempel"
        assert people.name_of(connection, value) == str(value)


def test_holders_are_asked_live(municipality, school):
    deputy = factories.person(municipality.id, "Vikar For Rektor")
    holding = people.give_role(deputy.id, role="Rektor", scope=school, first_day=TODAY, last_day=date(2026, 1, 9))

    assert _holders("rektor", school, date(2026, 1, 4)) == ["Rektor Eksempel"]
    assert _holders("rektor", school, date(2026, 1, 9)) == ["Rektor Eksempel", "Vikar For Rektor"]
    assert _holders("rektor", school, date(2026, 1, 10)) == ["Rektor Eksempel"]

    people.end_role(holding, last_day=date(2026, 1, 6))
    assert _holders("rektor", school, date(2026, 1, 7)) == ["Rektor Eksempel"]


def test_a_role_ended_without_a_day_is_over_at_once(municipality, school, clock_at):
    clock_at("2026-01-05 10:00")
    deputy = factories.person(municipality.id)
    holding = people.give_role(deputy.id, role="rektor", scope=school)

    people.end_role(holding)

    assert people.holdings(deputy.id, TODAY) == []


def test_an_end_is_never_moved_later(municipality, school):
    deputy = factories.person(municipality.id)
    holding = people.give_role(deputy.id, role="rektor", scope=school, first_day=TODAY, last_day=TODAY)

    people.end_role(holding, last_day=date(2026, 6, 1))

    assert people.holdings(deputy.id, date(2026, 1, 6)) == []


def test_the_same_role_given_twice_is_one_holding(municipality, school):
    deputy = factories.person(municipality.id)

    first = people.give_role(deputy.id, role="rektor", scope=school, first_day=TODAY)
    second = people.give_role(deputy.id, role="rektor", scope=school, first_day=TODAY, reason="permisjon")

    assert first == second
    assert [holding.reason for holding in people.holdings(deputy.id, TODAY)] == ["permisjon"]


def test_an_unknown_role_is_told_with_the_nearest(municipality, school):
    deputy = factories.person(municipality.id)

    with pytest.raises(errors.RoleUnknown, match="Mente du «rektor»"):
        people.give_role(deputy.id, role="rektorr", scope=school)


@pytest.mark.parametrize("scope", ["m:1", "c:1", "s:999", "s:", "x:1", "skole"])
def test_a_role_counts_only_in_its_own_kind_of_place(municipality, scope):
    deputy = factories.person(municipality.id)

    with pytest.raises(errors.RoleMisplaced):
        people.give_role(deputy.id, role="rektor", scope=scope)


def test_a_role_is_not_given_in_another_municipality(municipality, school):
    stranger = factories.person(factories.municipality("Annen kommune").id)

    with pytest.raises(errors.RoleMisplaced):
        people.give_role(stranger.id, role="rektor", scope=school)


def test_the_home_school_is_where_one_works_today(municipality):
    teacher, owner = municipality.person("kontaktlærer", 1), municipality.person("skoleeier")

    with db.reading() as connection:
        assert people.home_school(connection, teacher.id, TODAY) == municipality.schools[1].id
        assert people.home_school(connection, owner.id, TODAY) is None
        assert people.home_school(connection, teacher.id, date(2020, 1, 1)) is None


def test_a_class_is_enough_to_have_a_home_school(municipality):
    teacher = factories.person(municipality.id)
    factories.hold(teacher.id, "kontaktlærer", f"c:{municipality.schools[1].classes['7A']}")

    with db.reading() as connection:
        assert people.home_school(connection, teacher.id, TODAY) == municipality.schools[1].id


def test_a_pupils_place_follows_the_day(municipality):
    pupil, fifth, sixth = municipality.pupil(), *municipality.schools[0].classes.values()
    _end_enrolments(date(2026, 6, 19))
    factories.insert(tables.enrolments, pupil_id=pupil.id, class_id=sixth, first_day=date(2026, 8, 17))

    with db.reading() as connection:
        places = [people.pupil_place(connection, pupil.id, date(2026, month, 20)) for month in (5, 7, 8)]

    assert [place.class_id for place in places] == [fifth, fifth, sixth]
    assert {place.school_id for place in places} == {municipality.schools[0].id}


def test_a_pupil_who_has_not_begun_belongs_where_it_will(municipality):
    newcomer = factories.person(municipality.id, "Testelev Ny")
    factories.insert(tables.enrolments, pupil_id=newcomer.id, class_id=1, first_day=date(2026, 8, 17))

    with db.reading() as connection:
        assert people.pupil_place(connection, newcomer.id, TODAY).class_id == 1


def test_staff_are_no_pupils(municipality):
    with db.reading() as connection, pytest.raises(errors.PersonNotFound):
        people.pupil_place(connection, municipality.person("rektor").id, TODAY)


def test_parents_have_days(municipality):
    pupil = municipality.pupil()
    with db.transaction() as connection:
        connection.execute(sa.update(tables.guardians).values(last_day=date(2026, 1, 31)))

    with db.reading() as connection:
        assert [parent.name for parent in people.parents(connection, pupil.id, TODAY)] == ["Forelder A"]
        assert people.parents(connection, pupil.id, date(2026, 2, 1)) == []


def test_pupils_are_offered_class_by_class(municipality, clock_at):
    clock_at("2026-01-05 10:00")

    with db.reading() as connection:
        school = people.pupil_options(connection, municipality.id, municipality.schools[0].id)
        everywhere = people.pupil_options(connection, municipality.id, None)

    assert [option["label"] for option in school] == ["Testelev A (5A)", "Testelev B (5A)", "Testelev C (5B)"]
    assert school[0]["value"] == str(municipality.pupil().id)
    assert everywhere[-1]["label"] == "Testelev D (7A, Vika skule)"


def test_two_pupils_of_one_name_are_told_apart_by_birth_day(municipality, clock_at):
    clock_at("2026-01-05 10:00")
    for born in (date(2015, 3, 1), date(2015, 9, 30)):
        twin = factories.person(municipality.id, "Testelev Lik", born=born)
        factories.insert(tables.enrolments, pupil_id=twin.id, class_id=1, first_day=factories.FIRST_DAY)

    with db.reading() as connection:
        labels = [one["label"] for one in people.pupil_options(connection, municipality.id, None)]

    assert "Testelev Lik (5A, Fjellet skole, født 01.03.2015)" in labels
    assert "Testelev Lik (5A, Fjellet skole, født 30.09.2015)" in labels


@pytest.mark.parametrize("born", [None, date(2015, 3, 1)])
def test_two_pupils_whom_not_even_the_birth_day_tells_apart_are_told_apart_by_number(municipality, clock_at, born):
    clock_at("2026-01-05 10:00")
    twins = [factories.person(municipality.id, "Testelev Lik", born=born) for _ in range(2)]
    for twin in twins:
        factories.insert(tables.enrolments, pupil_id=twin.id, class_id=1, first_day=factories.FIRST_DAY)

    with db.reading() as connection:
        offered = people.pupil_options(connection, municipality.id, municipality.schools[0].id)

    said = "(5A, født 01.03.2015)" if born else "(5A)"
    labels = {one["value"]: one["label"] for one in offered}
    assert [labels[str(twin.id)] for twin in twins] == [f"Testelev Lik {said} nr. {twin.id}" for twin in twins]


def test_who_has_left_is_not_offered(municipality, clock_at):
    clock_at("2026-08-01 10:00")
    _end_enrolments(date(2026, 6, 19))
    with db.transaction() as connection:
        connection.execute(sa.update(tables.holdings).values(last_day=date(2026, 6, 19)))

    with db.reading() as connection:
        assert people.pupil_options(connection, municipality.id, None) == []
        assert people.staff_options(connection, municipality.id, None) == []


def test_staff_are_offered_with_their_roles_and_without_councils(municipality, clock_at):
    clock_at("2026-01-05 10:00")
    parent = factories.person(municipality.id, "Forelder Rådgivende")
    factories.hold(parent.id, "FAU", "s:1")

    with db.reading() as connection:
        school = [one["label"] for one in people.staff_options(connection, municipality.id, 1)]
        everywhere = [one["label"] for one in people.staff_options(connection, municipality.id, None)]

    assert "Rektor Eksempel (rektor)" in school
    assert "Kontaktlærer Eksempel (kontaktlærer)" in school
    assert "Ansatt Eksempel" in school
    assert "Forelder Rådgivende" not in " ".join(everywhere)
    assert "Rektor Døme (rektor)" in everywhere
    assert "Rektor Døme (rektor)" not in school
    assert "Skoleeier Eksempel (skoleeier)" in everywhere


@pytest.fixture
def school(municipality):
    return f"s:{municipality.schools[0].id}"


def _holders(role, scope, on):
    with db.reading() as connection:
        return [person.name for person in people.holders(connection, role, scope, on)]


def _end_enrolments(day):
    with db.transaction() as connection:
        connection.execute(sa.update(tables.enrolments).values(last_day=day))

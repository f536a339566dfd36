"""The sample municipality: people in every role, and accounts that open."""

from __future__ import annotations

import pytest
import registering
import sqlalchemy as sa

from engine import db, people, register, roles, sample, tables
from engine.people import accounts


def test_the_demo_has_its_people_and_finds_them_again(database):
    told: list[str] = []

    first = sample.ensure(progress=told.append)
    before = registering.dump()
    second = sample.ensure(progress=told.append)

    assert first == second
    assert registering.dump() == before
    assert told == ["Lager eksempelkommunen …"]
    assert all(people.sign_in(one.username, one.password, "10.0.0.1").name == one.name for one in first)


def test_what_a_person_changed_in_the_demo_stays(database):
    sample.ensure()
    accounts.set_password("rektor", "mitt eget ord her")

    sample.ensure()

    assert people.sign_in("rektor", "mitt eget ord her", "10.0.0.1").name == "Rektor Eksempel"


def test_the_sample_has_somebody_in_every_role_but_those_of_a_case(taken_in):
    with db.reading() as connection:
        held = set(connection.scalars(sa.select(tables.holdings.c.role).distinct()))

    assert held == {name for name, kind in roles.DEFAULTS.items() if kind != "case"}


@pytest.fixture
def taken_in(database):
    return register.take_in(sample.FOLDER, municipality="Eksempel kommune")

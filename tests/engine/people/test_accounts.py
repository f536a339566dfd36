"""Accounts: who gets in, by which password, and what is listed of them."""

from __future__ import annotations

import statistics
import threading
import time
from contextvars import copy_context

import argon2
import pytest
import sqlalchemy as sa
import waiting

from engine import db, errors, people, tables
from engine.people import accounts
from tests.engine.people.trying import HOME, PASSWORD


def test_the_right_password_opens(rektor):
    assert people.sign_in(" Rektor ", PASSWORD, HOME) == rektor


def test_a_password_typed_with_other_bytes_for_the_same_letters_opens(municipality):
    teacher = municipality.person("lærer")
    accounts.create(person_id=teacher.id, username="blåbær", password="tyttebær på tå")

    assert people.sign_in("bla\u030abær", "tyttebær pa\u030a ta\u030a", HOME) == teacher


@pytest.mark.parametrize(("username", "password"), [("rektor", "feil passord her"), ("ingen", PASSWORD), ("", "")])
def test_wrong_name_and_wrong_password_get_the_same_answer(rektor, username, password):
    with pytest.raises(errors.SignInRefused) as caught:
        people.sign_in(username, password, HOME)

    assert caught.value.message == errors.SignInRefused().message


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(rektor):
    taken = {name: [_seconds(name, address) for address in "abcde"] for name in ("rektor", "ingen")}

    ratio = statistics.median(taken["ingen"]) / statistics.median(taken["rektor"])

    assert 0.3 < ratio < 3


def test_a_closed_account_does_not_open_and_its_sessions_end(rektor):
    token = people.open_session(rektor)

    accounts.close("rektor")

    assert people.session(token) is None
    with pytest.raises(errors.SignInRefused):
        people.sign_in("rektor", PASSWORD, HOME)
    accounts.reopen("rektor")
    assert people.sign_in("rektor", PASSWORD, HOME) == rektor
    assert people.session(token) is None


def test_a_new_password_ends_all_sessions(rektor):
    token = people.open_session(rektor)

    accounts.set_password("rektor", "et annet passord")

    assert people.session(token) is None
    assert people.sign_in("rektor", "et annet passord", HOME) == rektor


def test_a_password_is_changed_with_its_sessions_or_not_at_all(rektor):
    token = people.open_session(rektor)

    with db.transaction() as other:
        other.execute(sa.select(tables.sessions).with_for_update())
        with pytest.raises(errors.CaseBusy):
            accounts.set_password("rektor", "et annet passord")

    assert people.session(token) == rektor
    assert people.sign_in("rektor", PASSWORD, HOME) == rektor


def test_an_account_is_closed_with_its_sessions_or_not_at_all(rektor):
    people.open_session(rektor)

    with db.transaction() as other:
        other.execute(sa.select(tables.sessions).with_for_update())
        with pytest.raises(errors.CaseBusy):
            accounts.close("rektor")

    assert people.sign_in("rektor", PASSWORD, HOME) == rektor


def test_a_password_kept_by_an_older_way_is_kept_anew_at_the_sign_in(rektor):
    _keep(old := argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))

    assert people.sign_in("rektor", PASSWORD, HOME) == rektor

    assert _kept() != old
    assert people.sign_in("rektor", PASSWORD, HOME) == rektor


def test_a_sign_in_that_keeps_its_password_anew_undoes_no_new_password(rektor, database_url):
    _keep(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    with db.transaction() as changing:
        new = argon2.PasswordHasher().hash("et annet passord")
        changing.execute(sa.update(tables.accounts).values(password_hash=new))
        signing_in = threading.Thread(target=copy_context().run, args=[people.sign_in, "rektor", PASSWORD, HOME])
        signing_in.start()
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url))
    signing_in.join()

    assert _kept() == new


@pytest.mark.parametrize("password", ["kort", "x" * 257, "rektor rektor rektor"])
def test_a_weak_password_is_refused(rektor, password):
    with pytest.raises(errors.AccountRefused, match="Passordet"):
        accounts.set_password("rektor", password)


@pytest.mark.parametrize("username", ["", "to ord", "REKTOR", "x" * 300])
def test_a_name_must_be_one_free_word(rektor, municipality, username):
    with pytest.raises(errors.AccountRefused, match="Brukernavnet"):
        accounts.create(person_id=municipality.person("lærer").id, username=username, password=PASSWORD)


def test_accounts_are_listed_by_name_with_todays_roles(rektor, municipality):
    accounts.create(person_id=municipality.person("lærer").id, username="anne", password=PASSWORD)

    assert [(one.username, one.name, one.roles, one.is_closed) for one in accounts.listed()] == [
        ("anne", "Lærer Eksempel", ("ansatt", "lærer"), False),
        ("rektor", "Rektor Eksempel", ("ansatt", "rektor"), False),
    ]


def test_an_account_is_found_by_its_name(rektor):
    assert accounts.person_of("REKTOR ") == rektor
    assert accounts.person_of("ingen") is None
    with pytest.raises(errors.AccountNotFound, match="«ingen» finnes ikke"):
        accounts.close("ingen")


def _keep(password_hash):
    with db.transaction() as connection:
        connection.execute(sa.update(tables.accounts).values(password_hash=password_hash))


def _kept():
    with db.reading() as connection:
        return connection.scalar(sa.select(tables.accounts.c.password_hash))


def _seconds(username, address):
    began = time.perf_counter()
    with pytest.raises(errors.SignInRefused):
        people.sign_in(username, "feil passord her", address)
    return time.perf_counter() - began

"""Accounts and sessions: who gets in, how often one may try, and when it is over."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import clock, db, errors, people, tables
from engine.people import accounts, attempts, sessions

PASSWORD = "et langt passord"
HOME = "10.0.0.1"


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


def test_after_some_attempts_the_wait_grows(rektor, stopped):
    _fail("rektor", attempts.PER_NAME.free)

    waits = []
    for _ in range(3):
        with pytest.raises(errors.SignInThrottled) as caught:
            people.sign_in("rektor", PASSWORD, HOME)
        waits.append(caught.value.details["seconds"])
        stopped.set(clock.now() + timedelta(seconds=waits[-1]))
        _fail("rektor", 1)

    assert waits == sorted(set(waits))
    assert waits[1] > 1.5 * waits[0]


def test_the_owner_gets_in_after_the_wait_and_is_forgiven(rektor, stopped):
    _fail("rektor", attempts.PER_NAME.free)
    stopped.set(clock.now() + timedelta(seconds=6))

    assert people.sign_in("rektor", PASSWORD, HOME) == rektor
    _fail("rektor", attempts.PER_NAME.free)


def test_a_name_that_nobody_has_is_throttled_alike(rektor, stopped):
    _fail("ingen", attempts.PER_NAME.free)

    with pytest.raises(errors.SignInThrottled, match=r"Prøv igjen om \d+ sekunder\."):
        people.sign_in("ingen", PASSWORD, HOME)


def test_one_address_trying_many_names_is_throttled(rektor, stopped):
    for number in range(attempts.PER_ADDRESS.free):
        attempts.begin(f"bruker{number}", HOME)

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, HOME)
    assert people.sign_in("rektor", PASSWORD, "10.0.0.2") == rektor


def test_addresses_of_one_network_count_as_one(rektor, stopped):
    for number in range(attempts.PER_ADDRESS.free):
        attempts.begin(f"bruker{number}", f"2001:db8:1:2:{number:x}::7")

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, "2001:db8:1:2:ffff::1")
    assert people.sign_in("rektor", PASSWORD, "2001:db8:1:3::1") == rektor


def test_an_older_address_written_as_a_newer_one_counts_by_itself(rektor, stopped):
    for number in range(attempts.PER_ADDRESS.free):
        attempts.begin(f"bruker{number}", f"::ffff:{HOME}")

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, HOME)
    assert people.sign_in("rektor", PASSWORD, "::ffff:10.0.0.2") == rektor


def test_known_device_is_not_kept_out_by_what_others_do_at_its_address_or_name(rektor, stopped):
    for number in range(attempts.PER_ADDRESS.free):
        attempts.begin(f"bruker{number}", HOME)
    for number in range(attempts.PER_NAME.free):
        attempts.begin("rektor", f"10.0.1.{number}")

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, HOME)
    assert people.sign_in("rektor", PASSWORD, HOME, known_id=rektor.id) == rektor
    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, "10.0.0.9")


def test_known_device_cannot_be_used_to_guess(rektor, stopped):
    for _ in range(attempts.PER_NAME.free):
        with pytest.raises(errors.SignInRefused):
            people.sign_in("rektor", "feil passord her", HOME, known_id=rektor.id)

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, "10.0.0.7", known_id=rektor.id)


def test_device_of_another_account_is_not_known(rektor, municipality, stopped):
    _fail("rektor", attempts.PER_NAME.free)

    with pytest.raises(errors.SignInThrottled):
        people.sign_in("rektor", PASSWORD, HOME, known_id=municipality.person("lærer").id)


def test_address_waits_a_minute_at_most(rektor, stopped):
    for number in range(2 * attempts.PER_ADDRESS.free):
        stopped.set(clock.now() + timedelta(minutes=1))
        attempts.begin(f"bruker{number}", HOME)

    stopped.set(clock.now() + timedelta(minutes=1))
    assert people.sign_in("rektor", PASSWORD, HOME) == rektor


def test_many_attempts_at_once_are_as_many_attempts(rektor, stopped):
    def attempt(_):
        try:
            attempts.begin("rektor", HOME)
        except errors.SignInThrottled:
            return 0
        return 1

    contexts = [copy_context() for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(lambda context: context.run(attempt, None), contexts))

    assert let_through == attempts.PER_NAME.free


def test_the_attempts_table_holds_no_user_names(rektor):
    _fail("Mitt Hemmelige Passord", 1)

    with db.reading() as connection:
        assert "hemmelige" not in str(connection.execute(sa.select(tables.sign_in_attempts)).all()).lower()


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


def test_a_session_is_known_by_its_token_alone(rektor):
    token = people.open_session(rektor)

    assert people.session(token) == rektor
    assert people.session("noe annet") is None
    with db.reading() as connection:
        assert token not in str(connection.execute(sa.select(tables.sessions)).all())


def test_a_closed_session_is_over_at_once(rektor):
    token, other = people.open_session(rektor), people.open_session(rektor)

    people.close_session(token)

    assert people.session(token) is None
    assert people.session(other) == rektor


def test_a_session_ends_when_it_is_not_used(rektor, stopped):
    used, unused = people.open_session(rektor), people.open_session(rektor)

    for _ in range(2):
        stopped.set(clock.now() + timedelta(minutes=90))
        assert people.session(used) == rektor

    assert people.session(unused) is None


def test_a_session_ends_however_much_it_is_used(rektor, stopped):
    token = people.open_session(rektor)

    for _ in range(10):
        assert people.session(token) == rektor
        stopped.set(clock.now() + timedelta(hours=1))

    assert people.session(token) is None


def test_sessions_that_are_over_are_thrown_away(rektor, stopped):
    people.open_session(rektor)
    stopped.set(clock.now() + timedelta(hours=11))

    people.open_session(rektor)

    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.sessions)) == 1


def test_reading_pages_seldom_writes(rektor, stopped):
    token, began = people.open_session(rektor), clock.now()

    stopped.set(began + timedelta(seconds=30))
    people.session(token)

    with db.reading() as connection:
        assert connection.scalar(sa.select(tables.sessions.c.seen_at)) == began
    stopped.set(began + sessions.SEEN_EVERY)
    people.session(token)
    with db.reading() as connection:
        assert connection.scalar(sa.select(tables.sessions.c.seen_at)) == clock.now()


@pytest.fixture
def rektor(municipality):
    person = municipality.person("rektor")
    accounts.create(person_id=person.id, username="rektor", password=PASSWORD)
    return person


@pytest.fixture
def stopped(clock_at):
    return clock_at("2026-01-05 10:00")


def _fail(username, times):
    for _ in range(times):
        with pytest.raises(errors.SignInRefused):
            people.sign_in(username, "feil passord her", HOME)


def _seconds(username, address):
    began = time.perf_counter()
    with pytest.raises(errors.SignInRefused):
        people.sign_in(username, "feil passord her", address)
    return time.perf_counter() - began

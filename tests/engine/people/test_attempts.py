"""How often one may try to sign in, and how long one waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import clock, db, errors, people, tables
from engine.people import attempts
from tests.engine.people.trying import HOME, PASSWORD, fail


def test_after_some_attempts_the_wait_grows(rektor, stopped):
    fail("rektor", attempts.PER_NAME.free)

    waits = []
    for _ in range(3):
        with pytest.raises(errors.SignInThrottled) as caught:
            people.sign_in("rektor", PASSWORD, HOME)
        waits.append(caught.value.details["seconds"])
        stopped.set(clock.now() + timedelta(seconds=waits[-1]))
        fail("rektor", 1)

    assert waits == sorted(set(waits))
    assert waits[1] > 1.5 * waits[0]


def test_the_owner_gets_in_after_the_wait_and_is_forgiven(rektor, stopped):
    fail("rektor", attempts.PER_NAME.free)
    stopped.set(clock.now() + timedelta(seconds=6))

    assert people.sign_in("rektor", PASSWORD, HOME) == rektor
    fail("rektor", attempts.PER_NAME.free)


def test_a_name_that_nobody_has_is_throttled_alike(rektor, stopped):
    fail("ingen", attempts.PER_NAME.free)

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
    fail("rektor", attempts.PER_NAME.free)

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
    fail("Mitt Hemmelige Passord", 1)

    with db.reading() as connection:
        assert "hemmelige" not in str(connection.execute(sa.select(tables.sign_in_attempts)).all()).lower()

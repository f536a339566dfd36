"""Attempts to sign in, counted per user name and per address, with a wait that grows (design 3.12).

Knows rows of `sign_in_attempts`, in which a user name is a hash: people type passwords into the wrong field. An attempt
is written before the password is checked, under a lock per name and address, so that a hundred at once are a hundred
attempts. A school shares one address: it is given more tries than a name, and waits shortly. A device that its owner
has signed in on before is counted by itself: what others try, at that name or from that address, does not keep it out.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine import clock, db, errors, phrases, tables

_s = tables.sign_in_attempts.c
REMEMBERED = timedelta(hours=1)
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || :key, 0))")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts are free, and how long the wait may grow."""

    free: int
    longest: timedelta


FIRST_WAIT = timedelta(seconds=5)
PER_NAME = Limit(free=5, longest=timedelta(minutes=5))
PER_ADDRESS = Limit(free=30, longest=timedelta(minutes=1))
KNOWN = "kjent enhet"  # stands for the address where the device is the account's own


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was let through: its row, and what it was counted under."""

    id: int
    key: str


def begin(name: str, address: str, *, is_known: bool = False) -> Attempt:
    """Write an attempt down and return it; raise `SignInThrottled` (details `seconds`) where it comes too soon.

    `is_known`: the device has shown that the account's owner signed in on it before.
    """
    now, key = clock.now(), _hash(f"{name}\0{KNOWN}" if is_known else name)
    address = KNOWN if is_known else _network(address)
    with db.transaction() as connection:
        # always in the same order: the name's lock, then the address's
        for lock in [f"sign-in-name:{key}"] + ([] if is_known else [f"sign-in-address:{address}"]):
            connection.execute(_LOCK, {"key": lock})
        open_at = _open_at(connection, _s.username == key, PER_NAME, now)
        if not is_known:
            open_at = max(open_at, _open_at(connection, _s.address == address, PER_ADDRESS, now))
        if open_at > now:
            seconds = int((open_at - now).total_seconds()) + 1
            said = phrases.say("For mange forsøk. Prøv igjen om %(wait)s.", wait=_spoken(seconds))
            raise errors.SignInThrottled(said, seconds=seconds)
        connection.execute(sa.delete(tables.sign_in_attempts).where(_s.at < now - REMEMBERED))
        values = {"username": key, "address": address, "at": now}
        insert = sa.insert(tables.sign_in_attempts).values(values).returning(_s.id)
        return Attempt(int(connection.execute(insert).scalar_one()), key)


def forgive(attempt: Attempt) -> None:
    """Forget the name's attempts: it was its owner. What others did from the same address stays counted.

    On a device of its own only the device's are forgotten: they were not the others' who tried the name.
    """
    with db.transaction() as connection:
        mine = sa.or_(_s.id == attempt.id, _s.username == attempt.key)
        connection.execute(sa.delete(tables.sign_in_attempts).where(mine))


def _open_at(connection: sa.Connection, which: sa.ColumnElement[bool], limit: Limit, now: datetime) -> datetime:
    """Return when the next attempt may come: each one past the free ones doubles the wait from the last."""
    recent = sa.select(sa.func.count(), sa.func.max(_s.at)).where(which, _s.at > now - REMEMBERED, _s.at <= now)
    count, last = connection.execute(recent).one()
    if count < limit.free:
        return now
    doublings = min(count - limit.free, 20)
    wait: timedelta = min(FIRST_WAIT * 2**doublings, limit.longest)
    began: datetime = last
    return began + wait


def _network(address: str) -> str:
    """Return what an address is counted as: of IPv6 its /64, which one subscriber has all of; IPv4 in IPv6 as IPv4."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    return str(read.ipv4_mapped or ipaddress.ip_network((int(read), 64), strict=False))


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return phrases.say("%(count)s sekunder", count=seconds)
    minutes = -(-seconds // 60)
    return phrases.say("1 minutt") if minutes == 1 else phrases.say("%(count)s minutter", count=minutes)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()

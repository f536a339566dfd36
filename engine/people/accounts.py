"""Local accounts: a user name and a password for somebody in the register (design 3.12).

Knows rows of `accounts` and how passwords are kept (argon2id). Must not know sessions' cookies or pages. An attempt is
counted before the password is looked at (`attempts`), so that many at once gain nothing; a name that nobody has costs
the same time and gives the same answer as a wrong password.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

import argon2
import sqlalchemy as sa
from sqlalchemy import exc

from engine import alphabet, clock, db, errors, model, tables
from engine.people import attempts, held_roles, persons, sessions

_a, _p, _h = tables.accounts.c, tables.people.c, tables.holdings.c
# OWASP's second choice for argon2id: 19 MiB a sign-in, so that a class of teachers at eight does not fill the memory
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
SHORTEST, LONGEST = 12, 256


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the command line lists it."""

    username: str
    person_id: int
    name: str
    is_closed: bool
    roles: tuple[str, ...] = ()


def sign_in(username: str, password: str, address: str, *, known_id: int | None = None) -> model.Person:
    """Return whose account it is; raise `SignInRefused`, or `SignInThrottled` (details `seconds`) after many attempts.

    `address` is where the attempt came from, as the web server saw it; `known_id` is the person who, as the device
    can prove, signed in on it before.
    """
    name = plain(username)
    with db.reading() as connection:
        query = sa.select(_a.person_id, _a.password_hash, _a.is_closed).where(_a.username == name)
        account = connection.execute(query).first()
    is_known = account is not None and known_id == account.person_id
    attempt = attempts.begin(name, address, is_known=is_known)
    is_right = _matches(account.password_hash if account else _nobodys_hash(), password)
    if account is None or account.is_closed or not is_right:
        raise errors.SignInRefused()
    attempts.forgive(attempt)
    if _HASHER.check_needs_rehash(account.password_hash):
        _keep_anew(name, password, before=account.password_hash)
    return persons.person(account.person_id)


def person_of(username: str) -> model.Person | None:
    """Return whose account it is, None where there is no such account."""
    query = sa.select(*persons.COLUMNS).join(tables.accounts, _a.person_id == _p.id)
    with db.reading() as connection:
        row = connection.execute(query.where(_a.username == plain(username))).first()
    return model.Person(*row) if row else None


def listed() -> list[Account]:
    """Return all accounts by user name, each with the roles its person has today."""
    held = sa.func.array_remove(sa.func.array_agg(sa.distinct(_h.role)), None)
    query = (
        sa.select(_a.username, _a.person_id, _p.name, _a.is_closed, held)
        .join(tables.people, _p.id == _a.person_id)
        .outerjoin(tables.holdings, sa.and_(_h.person_id == _p.id, held_roles.valid_on(clock.today())))
        .group_by(_a.username, _a.person_id, _p.name, _a.is_closed)
    )
    with db.reading() as connection:
        found = [(*row[:4], tuple(sorted(row[4], key=alphabet.order))) for row in connection.execute(query)]
    return sorted((Account(*row) for row in found), key=lambda one: alphabet.order(one.username))


# -- changes


def create(*, person_id: int, username: str, password: str) -> None:
    """Give the person an account; raise `AccountRefused` where the name is taken, or name or password will not do."""
    name = plain(username)
    _require_username(name)
    _require_password(name, password)
    values = {"person_id": person_id, "username": name, "password_hash": _HASHER.hash(_normal(password))}
    try:
        with db.transaction() as connection:
            persons.get(connection, person_id)
            connection.execute(sa.insert(tables.accounts).values(values))
    except exc.IntegrityError as taken:
        raise errors.AccountRefused(f"Brukernavnet «{name}» er opptatt, eller personen har en bruker.") from taken


def set_password(username: str, password: str) -> None:
    """Change the password and end all sessions; raise `AccountNotFound`, `AccountRefused`."""
    name = plain(username)
    _require_password(name, password)
    person = _owner(name)
    _change(person, password_hash=_HASHER.hash(_normal(password)))


def close(username: str) -> None:
    """Close the account and end all its sessions at once; the person and what was done stay."""
    _change(_owner(username), is_closed=True)


def reopen(username: str) -> None:
    """Open a closed account again."""
    _change(_owner(username), is_closed=False)


def plain(username: str) -> str:
    """Return the user name as it is kept: letter case and how the letters were typed do not matter."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def _change(person: model.Person, **values: object) -> None:
    """Change the person's account, and end all their sessions with it."""
    with db.transaction() as connection:
        connection.execute(sa.update(tables.accounts).where(_a.person_id == person.id).values(values))
        sessions.close_all(connection, person.id)


def _owner(username: str) -> model.Person:
    person = person_of(username)
    if person is None:
        raise errors.AccountNotFound(f"Brukeren «{username}» finnes ikke. Se `skolemiljo user list`.")
    return person


def _keep_anew(name: str, password: str, *, before: str) -> None:
    """Keep the password by our present way; one that was changed since `before` was read stays changed."""
    change = sa.update(tables.accounts).where(_a.username == name, _a.password_hash == before)
    with db.transaction() as connection:
        connection.execute(change.values(password_hash=_HASHER.hash(_normal(password))))


def _require_username(name: str) -> None:
    if not name or len(name) > LONGEST or any(letter.isspace() for letter in name):
        raise errors.AccountRefused("Brukernavnet må være ett ord, for eksempel kari eller kari@kommune.no.")


def _require_password(name: str, password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise errors.AccountRefused(f"Passordet må ha fra {SHORTEST} til {LONGEST} tegn.")
    if name and name in password.casefold():
        raise errors.AccountRefused("Passordet kan ikke inneholde brukernavnet.")


def _matches(password_hash: str, password: str) -> bool:
    try:
        return len(password) <= LONGEST and _HASHER.verify(password_hash, _normal(password))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _normal(password: str) -> str:
    """Make ø typed on one machine the ø typed on another."""
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this one")

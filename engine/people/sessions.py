"""Sessions: rows, so that one can be ended at once from anywhere (design 3.12).

Knows rows of `sessions`: the SHA-256 of a token that only the browser has, when it began, was last seen and must
end. Must not know cookies. A session ends by sign-out, changed password, closed account, after
`session_hours`, or when it has not been used for `session_idle_minutes`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa

from engine import clock, db, model, settings, tables
from engine.people import persons

_s, _a, _p = tables.sessions.c, tables.accounts.c, tables.people.c
# the time last seen is written at most this often, so that reading pages is not writing rows
SEEN_EVERY = timedelta(minutes=1)


def open_session(person: model.Person) -> str:
    """Open a session and return its token; sessions that are over are thrown away on the way."""
    token = secrets.token_urlsafe(32)
    with db.transaction() as connection:
        now = clock.now()  # inside: a demo's clock is read from the database
        over = sa.or_(_s.ends_at <= now, _s.seen_at <= now - _idle())
        connection.execute(sa.delete(tables.sessions).where(over))
        ends_at = now + timedelta(hours=settings.load().session_hours)
        values = {"person_id": person.id, "started_at": now, "seen_at": now, "ends_at": ends_at}
        connection.execute(sa.insert(tables.sessions).values(token_hash=_hash(token), **values))
    return token


def session(token: str) -> model.Person | None:
    """Return whose session it is and note that it was used; None when it has ended."""
    query = (
        sa.select(_s.seen_at, *persons.COLUMNS)
        .join(tables.people, _p.id == _s.person_id)
        .outerjoin(tables.accounts, _a.person_id == _s.person_id)
        .where(_s.token_hash == _hash(token), _a.is_closed.is_not(sa.true()))
    )
    with db.reading() as connection:
        now = clock.now()
        row = connection.execute(query.where(_s.ends_at > now, _s.seen_at > now - _idle())).first()
    if row is None:
        return None
    if now - row.seen_at >= SEEN_EVERY:
        _note_seen(token)
    return model.Person(*row[1:])


def close_session(token: str) -> None:
    """End the session; nothing there is fine."""
    with db.transaction() as connection:
        connection.execute(sa.delete(tables.sessions).where(_s.token_hash == _hash(token)))


def close_all(connection: sa.Connection, person_id: int) -> None:
    """End every session of the person inside the caller's transaction: with what ends them, or not at all."""
    connection.execute(sa.delete(tables.sessions).where(_s.person_id == person_id))


def _note_seen(token: str) -> None:
    with db.transaction() as connection:
        seen = sa.update(tables.sessions).where(_s.token_hash == _hash(token))
        connection.execute(seen.values(seen_at=clock.now()))


def _idle() -> timedelta:
    return timedelta(minutes=settings.load().session_idle_minutes)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

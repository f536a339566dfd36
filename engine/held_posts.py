"""A POST that met an ended session, kept until its person has signed in again (design 5, last paragraph).

The page that answered a POST is kept alike, so that a browser can go back to it without sending anything again.
Knows rows of `held_posts` and nothing of what is in them. The text is encrypted under a key derived from a token that
only the browser has: a copy of the table opens nothing. It is its own person's: nobody else gets it, whoever signs in
with that browser. Each person has room for so much: what is newest stays, for that is what was just written; texts
and pages are counted apart, so that no page takes the place of a text that nobody has elsewhere. Rows older than a day
are forgotten at the next keeping.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from cryptography.fernet import Fernet

from engine import clock, db, tables

KEPT = timedelta(days=1)
MOST = 20  # texts of one person, and so many pages
MOST_BYTES = 8 * 1024 * 1024  # of one person's texts, as they are stored, and of the pages
PAGE = "svar:"  # begins the path of a page that answered a POST; a text's begins with a slash

_h = tables.held_posts.c


def keep(path: str, content: bytes, *, person_id: int) -> str | None:
    """Keep `content` that `person_id` sent to `path`; return the token that opens it again.

    The person's oldest of the same kind give way where there is no room. None where this alone is too much, or there
    is no such person.
    """
    token = secrets.token_urlsafe(32)
    sealed = _cipher(token).encrypt(content)
    if len(sealed) > MOST_BYTES:
        return None
    with db.transaction() as connection:
        # one at a time for each person: many at once would all find room
        theirs = sa.select(tables.people.c.id).where(tables.people.c.id == person_id)
        if connection.scalar(theirs.with_for_update(key_share=True)) is None:
            return None
        connection.execute(sa.delete(tables.held_posts).where(_h.at < clock.now() - KEPT))
        _make_room(connection, sa.and_(_h.person_id == person_id, _is_page() == path.startswith(PAGE)), len(sealed))
        row = {"token_hash": _hash(token), "person_id": person_id, "path": path, "content": sealed, "at": clock.now()}
        connection.execute(sa.insert(tables.held_posts), row)
    return token


def _is_page() -> sa.ColumnElement[bool]:
    return _h.path.startswith(PAGE)


def _make_room(connection: sa.Connection, those: sa.ColumnElement[bool], size: int) -> None:
    """Throw away the oldest of `those` until there is room for one more of `size` bytes."""
    newest = sa.select(_h.token_hash, sa.func.octet_length(_h.content)).where(those)
    count, used = 1, size
    for token_hash, length in connection.execute(newest.order_by(_h.at.desc())).all():
        count, used = count + 1, used + length
        if count > MOST or used > MOST_BYTES:
            connection.execute(sa.delete(tables.held_posts).where(_h.token_hash == token_hash))


def kept(token: str, *, person_id: int) -> tuple[str, bytes] | None:
    """Return (path, content) that was kept under `token`; None when it is nothing, another's, or a day old."""
    mine = sa.and_(_h.token_hash == _hash(token), _h.person_id == person_id, _h.at >= clock.now() - KEPT)
    with db.reading() as connection:
        row = connection.execute(sa.select(_h.path, _h.content).where(mine)).first()
    return None if row is None else (row.path, _cipher(token).decrypt(row.content))


def forget(token: str) -> None:
    """Throw away what was kept under `token`; nothing there is fine."""
    with db.transaction() as connection:
        connection.execute(sa.delete(tables.held_posts).where(tables.held_posts.c.token_hash == _hash(token)))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _cipher(token: str) -> Fernet:
    """Derive the key from the token by another hash than the one that names the row."""
    return Fernet(
        base64.urlsafe_b64encode(hashlib.blake2b(token.encode(), digest_size=32, person=b"held_posts").digest())
    )

"""A POST that met an ended session, kept until its person has signed in again (design 5, last paragraph).

Knows rows of `held_posts` and nothing of what is in them. The text is encrypted under a key derived from a token that
only the browser has: a copy of the table opens nothing. Rows older than a day are forgotten at the next keeping.
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


def keep(path: str, content: bytes) -> str:
    """Keep `content` that was sent to `path`; return the token that opens it again."""
    token = secrets.token_urlsafe(32)
    held = tables.held_posts
    with db.transaction() as connection:
        connection.execute(sa.delete(held).where(held.c.at < clock.now() - KEPT))
        connection.execute(
            sa.insert(held),
            {
                "token_hash": _hash(token),
                "path": path,
                "content": _cipher(token).encrypt(content),
                "at": clock.now(),
            },
        )
    return token


def kept(token: str) -> tuple[str, bytes] | None:
    """Return (path, content) that was kept under `token`, None when there is nothing or it is a day old."""
    held = tables.held_posts
    with db.reading() as connection:
        row = connection.execute(
            sa.select(held.c.path, held.c.content).where(
                held.c.token_hash == _hash(token), held.c.at >= clock.now() - KEPT
            )
        ).first()
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

"""Uploads: what they are is read from their content, and their name says it."""

from __future__ import annotations

import factories
import pytest
import sqlalchemy as sa

from engine import db, documents, tables


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("notat.txt", "notat.txt"),
        ("notat.hta", "notat.hta.txt"),
        ("notat", "notat.txt"),
        ("C:\\skjult\\liste.CSV", "liste.CSV"),
        ("ton\u202etxt.exe", "tontxt.exe.txt"),
    ],
)
def test_name_ends_as_the_content_is(municipality: factories.Town, name: str, kept: str) -> None:
    number = documents.keep_upload(by=municipality.person("lærer"), task_id=None, name=name, content=b"et notat")

    with db.reading() as connection:
        found = connection.scalar(sa.select(tables.documents.c.name).where(tables.documents.c.id == number))
    assert found == kept


def test_every_kind_that_is_taken_has_its_endings() -> None:
    assert set(documents.ENDINGS) == set(documents.ALLOWED)

"""Uploads: what they are is read from their content, and their name says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, documents, errors, settings, tables


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("notat.txt", "notat.txt"),
        ("notat.hta", "notat.hta.txt"),
        ("notat", "notat.txt"),
        ("C:\\skjult\\liste.CSV", "liste.CSV"),
        ("ton\u202etxt.exe", "tontxt.exe.txt"),
        ("\u200b\u200b", "fil.txt"),
        ("\ufeffno\u2028tat\x85.txt", "notat.txt"),
        ("ma\u030aling.txt", "måling.txt"),
    ],
)
def test_name_ends_as_the_content_is(municipality: factories.Town, name: str, kept: str) -> None:
    number = documents.keep_upload(by=municipality.person("lærer"), task_id=None, name=name, content=b"et notat")

    with db.reading() as connection:
        found = connection.scalar(sa.select(tables.documents.c.name).where(tables.documents.c.id == number))
    assert found == kept


def test_upload_to_a_task_is_an_event_of_its_case(municipality: factories.Town) -> None:
    case, teacher = factories.case(municipality), municipality.person("lærer")
    task = factories.task(case.id, opens_to=[("lærer", f"s:{municipality.schools[0].id}")])

    number = documents.keep_upload(by=teacher, task_id=task, name="notat.txt", content=b"et notat")

    e = tables.events.c
    with db.reading() as connection:
        logged = connection.execute(sa.select(e.kind, e.person_id, e.facts).where(e.case_id == case.id)).all()
    assert [tuple(one) for one in logged] == [("document-added", teacher.id, {"document": number})]


def test_nobody_uploads_without_end(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(upload_day_mb=1))
    own, teacher = clock_at("2026-01-05 10:00"), municipality.person("lærer")
    big = b"x" * 600_000

    documents.keep_upload(by=teacher, task_id=None, name="en.txt", content=big)
    with pytest.raises(errors.UploadRefused, match=r"det siste døgnet.*høyst 1 MB"):
        documents.keep_upload(by=teacher, task_id=None, name="to.txt", content=big)

    documents.keep_upload(by=municipality.person("rektor"), task_id=None, name="andres.txt", content=big)
    own.set(own.now() + timedelta(days=1))
    documents.keep_upload(by=teacher, task_id=None, name="to.txt", content=big)


def test_nobody_uploads_small_files_without_end(municipality: factories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(upload_day_files=2))
    teacher = municipality.person("lærer")
    for number in range(2):
        documents.keep_upload(by=teacher, task_id=None, name=f"{number}.txt", content=b"x")

    with pytest.raises(errors.UploadRefused, match="2 filer"):
        documents.keep_upload(by=teacher, task_id=None, name="tre.txt", content=b"x")

    documents.keep_upload(by=municipality.person("rektor"), task_id=None, name="andres.txt", content=b"x")


def test_nobody_fills_a_case_together(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(upload_case_day_mb=1))
    own, big = clock_at("2026-01-05 10:00"), b"x" * 600_000
    case, other = factories.case(municipality), factories.case(municipality)
    roles = [(role, f"s:{municipality.schools[0].id}") for role in ("lærer", "rektor")]
    task, elsewhere = factories.task(case.id, opens_to=roles), factories.task(other.id, opens_to=roles)

    documents.keep_upload(by=municipality.person("lærer"), task_id=task, name="en.txt", content=big)
    with pytest.raises(errors.UploadRefused, match=r"i denne saken det siste døgnet.*høyst 1 MB"):
        documents.keep_upload(by=municipality.person("rektor"), task_id=task, name="to.txt", content=big)

    documents.keep_upload(by=municipality.person("rektor"), task_id=elsewhere, name="to.txt", content=big)
    own.set(own.now() + timedelta(days=1))
    documents.keep_upload(by=municipality.person("rektor"), task_id=task, name="to.txt", content=big)


def test_every_kind_that_is_taken_has_its_endings() -> None:
    assert set(documents.ENDINGS) == set(documents.ALLOWED)

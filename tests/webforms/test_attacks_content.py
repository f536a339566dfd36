"""Texts and files that are more than they seem: without end, markup, no form, a file that lies."""

from __future__ import annotations

from io import BytesIO

import factories
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from engine import db, model, tables
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\x00" * 40


def test_text_without_end_is_answered_by_a_page(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(rektor.task_page(), {"referat": "x" * 5_000_000})

    assert answer.status_code == 413
    assert "for stort" in words(answer)


def test_body_that_is_no_form_is_answered_by_a_page(app: Flask, municipality: factories.Town) -> None:
    guest = browsers.browser(app)

    answer = guest.client.post("/logg-inn", data=b"x" * 5_000_000, content_type="multipart/form-data; boundary=a")

    assert answer.status_code == 413


def test_text_is_never_markup(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    evil = "<img src=x onerror=alert(1)>{{7*7}}"

    rektor.fill(rektor.task_page(), {"referat": evil})

    page = rektor.get(f"/sak/{case.number}/svar")
    assert find(page, "//img[@src='x']") == []
    assert evil in words(page)


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (PNG, "regnskap.exe", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bilde.png", "text/plain"),
        (b"<html><script>alert(1)</script>", "side.pdf", "text/plain"),
        (b"%PDF-1.7\n" + b"x" * 400, "../../etc/passwd", "application/pdf"),
        (PNG, 'a"; filename="b.exe\r\nX-Ond: ja.png', "image/png"),
    ],
)
def test_file_is_what_its_content_says(case: model.CaseRef, as_role: As, content: bytes, name: str, media: str) -> None:
    rektor = as_role("rektor")
    page = rektor.fill(rektor.task_page(), {"vedlegg": FileStorage(BytesIO(content), filename=name)})

    answer = rektor.get(find(page, "//ul[@class='files']//a/@href")[0])

    assert answer.mimetype == media
    assert "X-Ond" not in answer.headers
    assert "/" not in answer.headers["Content-Disposition"].partition("''")[2]
    if media == "text/plain":
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["", "/utkast"])
def test_text_without_end_fills_no_database_and_stays_on_the_page(case: model.CaseRef, as_role: As, path: str) -> None:
    rektor = as_role("rektor")
    href = rektor.task()

    answer = rektor.post(f"{href}{path}", {"referat": "Mine ord " * 150_000, "_gjor": "lagre"})

    assert answer.status_code == 413
    assert "Teksten er for lang" in words(answer)
    assert answer.text.count("Mine ord") >= 150_000
    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.drafts)) == 0

"""Uploads through a form, and documents on their way out."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from engine import model
from tests.webforms.browser import As, Browser, find, words

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\x00" * 40


def test_upload_is_kept_before_the_form_is_complete(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    page = attach(rektor, rektor.task_page(), PNG, "tegning.png")

    assert page.status_code == 422
    assert find(page, "//ul[@class='files']//a/text()") == ["tegning.png"]

    answer = rektor.fill(page, {"referat": "Med tegning"})
    assert answer.status_code == 302
    assert "tegning.png" in words(rektor.get(f"/sak/{case.number}/dokumenter"))
    assert "tegning.png" in words(rektor.get(f"/sak/{case.number}/svar"))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ" + b"\x00" * 200, "bilde.png", "er av en type som ikke kan tas imot"),
        (b"", "tom.pdf", "er tom"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * (21 * 1024 * 1024), "stor.jpg", "er for stor: høyst 20 MB"),
    ],
)
def test_refused_file_is_told_and_the_text_kept(
    case: model.CaseRef, as_role: As, content: bytes, name: str, said: str
) -> None:
    rektor = as_role("rektor")

    page = attach(rektor, rektor.task_page(), content, name, referat="Mine ord")

    assert page.status_code == 422
    assert said in words(page)
    assert find(page, "//input[@name='referat']/@value") == ["Mine ord"]


def test_files_beyond_the_forms_limit_are_dropped_and_the_text_kept(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()
    values, action = rektor.form_of(page)
    values.setlist("referat", ["Mine ord"])
    values.setlist("vedlegg", [file(b"%PDF" + b"x" * 14_000_000, f"{n}.pdf") for n in range(2)])

    answer = rektor.send(action, values)

    assert answer.status_code == 422
    said = "«1.pdf» kom ikke med: filer som sendes samtidig, kan til sammen være høyst 25 MB. Legg ved noen av dem"
    assert said in words(answer)
    assert "er for stor" not in words(answer)
    assert find(answer, "//input[@name='referat']/@value") == ["Mine ord"]


def test_document_is_shown_safely_and_only_to_those_in_the_case(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = attach(rektor, rektor.task_page(), PNG, "tegning av Ø.png")
    link = find(page, "//ul[@class='files']//a/@href")[0]

    answer = rektor.get(link)

    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''tegning%20av%20%C3%98.png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert as_role("helsesykepleier").get(link).status_code == 404


def test_text_file_is_never_shown_inline(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = attach(rektor, rektor.task_page(), b"<script>alert(1)</script>", "notat.html")

    answer = rektor.get(find(page, "//ul[@class='files']//a/@href")[0])

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "text/plain"


def test_sending_is_recorded(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = attach(rektor, rektor.task_page(), PNG, "tegning.png")
    number = find(page, "//ul[@class='files']//a/@href")[0].rsplit("/", 1)[1]
    ask = f"/sak/{case.number}/dokument/{number}/sendt"
    page = rektor.get(ask)

    assert rektor.fill(page, {"mottaker": ""}, button="kanal=E-post").status_code == 422
    assert rektor.fill(page, {"mottaker": "Foresatte", "dag": "2999-01-01"}, button="kanal=E-post").status_code == 422
    assert "Året 1 kan ikke" in words(
        rektor.fill(page, {"mottaker": "Foresatte", "dag": "0001-01-01", "kl": "00:00"}, button="kanal=E-post")
    )

    assert rektor.fill(page, {"mottaker": "Foresatte"}, button="kanal=E-post").status_code == 302
    assert "Sendt til Foresatte" in words(rektor.get(f"/sak/{case.number}/dokumenter"))


def file(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def attach(browser: Browser, page: TestResponse, content: bytes, name: str, **fields: str) -> TestResponse:
    return browser.fill(page, {**fields, "vedlegg": file(content, name)})

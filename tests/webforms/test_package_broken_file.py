"""A file that cannot be read goes along to Statsforvalteren as it is: it closes no page, and stops no package."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from engine import model
from tests.webforms.browser import As, words

HEAD = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
TAIL = b"trailer<</Root 1 0 R>>"
BROKEN = {
    "a page that is not there": HEAD + b"2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n" + TAIL,
    "fewer pages than it says": HEAD + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 5>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n" + TAIL,
    "cut off": b"%PDF-1.4\n1 0 obj",
}  # fmt: skip
ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Se vedlegget", "trygg": "ja"}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_package_with_a_pdf_that_is_broken_can_be_made(case: model.CaseRef, as_role: As, content: bytes) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.task_page(), {**ANSWERS, "vedlegg": FileStorage(BytesIO(content), filename="skann.pdf")})

    page = rektor.get(f"/sak/{case.number}/pakke")
    made = rektor.fill(page, {"avsender": "Rektor Eksempel"}, button="")

    assert (page.status_code, "skann.pdf" in words(page)) == (200, True)
    assert made.status_code == 302
    assert "Pakken er laget" in words(rektor.get(made.location))

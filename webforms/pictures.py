"""A letter as pictures, one a page: what *Se over* shows where no browser can be trusted to show a PDF (ux.md).

Knows PDFium, which one thread may use at a time. The picture is for eyes; the PDF beside it is the accessible letter.
"""

from __future__ import annotations

import threading
from io import BytesIO

import pypdfium2

DOTS = 110 / 72  # pixels per point: sharp on a phone, light on the wire
_turn = threading.Lock()


def count(pdf: bytes) -> int:
    """Return the number of pages."""
    with _turn, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page(pdf: bytes, number: int) -> bytes | None:
    """Return page `number` (from 1) as PNG, None where there is no such page."""
    with _turn, pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            return None
        picture = document[number - 1].render(scale=DOTS).to_pil().convert("RGB").quantize(128)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()

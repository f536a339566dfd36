"""What people paste into a form, as the letter's fonts can draw it."""

from __future__ import annotations

from pathlib import Path

import pdf_reading as reading
import pypdfium2
import pytest

from engine import letters
from engine.letters import glyphs, press

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"
KNOWN = glyphs.covered(press.FONTS)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("æøå ÆØÅ é ü ß čđŋšŧž Łódź Đặng", "æøå ÆØÅ é ü ß čđŋšŧž Łódź Đặng"),
        ("e\u0301n", "én"),
        ("«sitat» – — … € § ½", "«sitat» – — … € § ½"),
        ("Привет Ελλάδα", "Привет Ελλάδα"),
        ("du er en 🤡💀", "du er en 🤡💀"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("❤\ufe0f", "❤"),
        ("𝓗𝓮𝓲", "Hei"),
        ("en\r\nto\rtre\tfire", "en\nto\ntre fire"),
        ("før\u2028etter", "før\netter"),
        ("a\x00b\x07c\ufeff", "abc"),
        ("\u202emotsatt\u202c", "motsatt"),
        ("smal\u202fluft", "smal luft"),
    ],
)
def test_text_becomes_what_the_fonts_can_draw(typed, shown):
    drawn, missing = glyphs.drawable(typed, KNOWN)

    assert drawn.replace("\u202f", " ") == shown
    assert missing == frozenset()


@pytest.mark.parametrize(
    ("sign", "number"), [("ع", "[U+0639]"), ("中", "[U+4E2D]"), ("\ue000", "[U+E000]"), ("\ud800", "[U+D800]")]
)
def test_a_sign_without_a_glyph_is_written_as_its_number_and_reported(sign, number):
    drawn, missing = glyphs.drawable(f"før {sign} etter", KNOWN)

    assert drawn == f"før {number} etter"
    assert missing == {sign}


def test_a_letter_says_which_signs_it_could_not_draw():
    data = letters.sample("aktivitetsplan", bundle=FOLDER)
    data["svar"]["BAE-H-08"]["bakgrunn"] = "Skrev «مرحبا 🤡»."

    made = letters.render("aktivitetsplan", bundle=FOLDER, data=data, locale="nb")

    assert made.replaced == tuple(sorted("مرحبا"))
    assert reading.says(made.pdf, "Skrev «[U+0645][U+0631][U+062D][U+0628][U+0627] 🤡».")


def test_everything_that_counts_as_drawable_is_drawn():
    data = letters.sample("aktivitetsplan", bundle=FOLDER)
    every = " ".join(glyphs.drawable(chr(point), KNOWN)[0] for point in sorted(KNOWN))
    data["svar"]["BAE-H-08"]["bakgrunn"] = every

    made = letters.render("aktivitetsplan", bundle=FOLDER, data=data, locale="nb")

    assert len(KNOWN) > 3000
    assert made.pdf.startswith(b"%PDF")


def test_fonts_that_are_not_there_cover_nothing(tmp_path):
    assert glyphs.covered(tmp_path) == frozenset()


def test_no_line_ends_inside_a_section_and_its_number():
    data = letters.sample("aktivitetsplan", bundle=FOLDER)
    said = [f"{'x' * long} etter §§ 13-4 og 13-5, § 12-5 og § 12-saker." for long in range(1, 30)]
    data["svar"]["BAE-H-08"]["bakgrunn"] = " ".join(said)

    pdf = letters.render("aktivitetsplan", bundle=FOLDER, data=data, locale="nb").pdf

    with pypdfium2.PdfDocument(pdf) as drawn:
        lines = [line for page in drawn for line in page.get_textpage().get_text_bounded().splitlines()]
    assert sum("13-5" in line for line in lines) > 10
    assert not [line for line in lines if line.strip().endswith(("§", "13-", "12-"))]

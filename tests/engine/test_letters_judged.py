"""Somebody else's eye on the letters: `pdfua` judges PDF/UA-1, pikepdf PDF/A, by the file alone (design 3, row 6).

`pdfua` decides 16 of its standard's 106 rules (tags, languages, tables, headings, alternative texts, claims). pikepdf
approves what it knows to be allowed and nothing else. Silence is no proof, so both are shown faulty files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pdf_reading
import pdfua
import pikepdf
import pytest

from engine import letters, settings

FOLDER = settings.ROOT / "processes" / "letters"
CANNOT = {"UA-14-001"}  # pdfua 0.1.3 fails on pikepdf's arrays there; test_letters asks for headings itself
OVERLAY = "pakke-sidetall"  # page numbers laid on the package's pages, without a heading: the package is judged whole
LETTERS = sorted(set(letters.templates(FOLDER)) - {OVERLAY})
BOTH = [(letter, locale) for letter in LETTERS for locale in ("nb", "nn")]


@pytest.mark.parametrize(("letter", "locale"), BOTH)
def test_a_letter_passes_every_rule(letter: str, locale: str, tmp_path: Path) -> None:
    content = made(letter, locale)

    assert judged(content, tmp_path) == set()
    assert pdf_reading.archive_faults(content) == []


def _language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _mark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _claim(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


@pytest.mark.parametrize("locale", ["nb", "nn"])
@pytest.mark.parametrize("grade", [4, 7, 13])
@pytest.mark.parametrize("letter", [letter for letter in LETTERS if letter.endswith(("-elev", "-eleven"))])
def test_a_letter_to_the_pupil_passes_every_rule_in_each_level(
    letter: str, grade: int, locale: str, tmp_path: Path
) -> None:
    data = letters.sample(letter, bundle=FOLDER)
    data["sak"]["elev"] |= {"trinn": grade, "klasse": "A"}

    made = letters.render(letter, bundle=FOLDER, data=data, locale=locale)

    assert judged(made.pdf, tmp_path) == set()


FAULTS = {"UA-06-001": _language, "UA-01-002": _mark, "UA-28-004": _claim}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_letter_that_is_made_faulty_is_found(rule: str, tmp_path: Path) -> None:
    spoil: Callable[[pikepdf.Pdf], None] = FAULTS[rule]
    path = tmp_path / "brev.pdf"
    path.write_bytes(made(*BOTH[0]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save()

    assert rule in judged(path.read_bytes(), tmp_path)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor.FontFile2


@pytest.mark.parametrize("spoil", [_script, _colours, _font])
def test_a_letter_that_could_not_be_kept_is_found(spoil: Callable[[pikepdf.Pdf], None], tmp_path: Path) -> None:
    path = tmp_path / "brev.pdf"
    path.write_bytes(made(*BOTH[0]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save()

    assert pdf_reading.archive_faults(path.read_bytes())


def made(letter: str, locale: str) -> bytes:
    return letters.render(letter, bundle=FOLDER, data=letters.sample(letter, bundle=FOLDER), locale=locale, at=None).pdf


def judged(content: bytes, folder: Path) -> set[str]:
    """Return the rules that did not hold; one that could not be decided is a fault of its own."""
    path = folder / "judged.pdf"
    path.write_bytes(content)
    report = pdfua.validate(str(path))
    assert {one.rule_id for one in report.skipped} == CANNOT
    return {one.rule_id for one in report.findings}

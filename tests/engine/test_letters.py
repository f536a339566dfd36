"""Letters as an archive and a screen reader meet them: claims, tags, fonts, the same bytes again."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime

import pdf_reading as reading
import pytest

from engine import clock, errors, letters
from tests.engine.letter_making import FOLDER, NOTICE, PLAN, rendered

BOTH = [(letter, locale) for letter in (NOTICE, PLAN) for locale in ("nb", "nn")]


@pytest.mark.parametrize(("letter", "locale"), BOTH)
def test_a_letter_claims_archive_and_accessibility_at_once(letter, locale):
    made = rendered(letter, locale)

    with reading.opened(made.pdf).open_metadata() as claims:
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
        assert claims["pdfuaid:part"] == "1"


@pytest.mark.parametrize(("letter", "locale"), BOTH)
def test_a_letter_names_its_language_and_title(letter, locale):
    made = rendered(letter, locale)

    pdf = reading.opened(made.pdf)
    assert str(pdf.Root.Lang) == f"{locale}-NO"
    assert str(pdf.docinfo.Title) == made.title == titled(letter, locale)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert made.language == locale


@pytest.mark.parametrize(("letter", "locale"), BOTH)
def test_all_text_of_a_letter_is_tagged_under_headings_without_a_gap(letter, locale):
    made = rendered(letter, locale)

    levels = [int(tag[1]) for tag in reading.tags(made.pdf) if tag in {"H1", "H2", "H3", "H4"}]
    assert bool(reading.opened(made.pdf).Root.MarkInfo.Marked)
    assert reading.untagged_text(made.pdf) == 0
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


@pytest.mark.parametrize(("letter", "locale"), BOTH)
def test_only_our_own_fonts_are_used_and_all_are_embedded(letter, locale):
    fonts = reading.fonts(rendered(letter, locale).pdf)

    assert all(fonts.values())
    assert {name.split("-")[0] for name in fonts} <= {"Inter", "NotoEmoji"}


def test_the_overview_of_measures_is_a_table_with_header_cells():
    tags = reading.tags(rendered(PLAN, "nb").pdf)

    assert tags.count("TH") == 4
    assert tags.count("TD") == 8


def test_the_same_facts_at_the_same_moment_give_the_same_bytes():
    moment = datetime(2026, 1, 5, 11, tzinfo=UTC)
    first = rendered(PLAN, "nb", at=moment)
    letters.close()

    again = rendered(PLAN, "nb", at=moment)

    assert first.pdf == again.pdf
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_the_letter_is_dated_by_the_clock_of_its_context():
    with clock.at(datetime(2025, 3, 1, 12, tzinfo=UTC)):
        made = rendered(NOTICE, "nb")

    assert str(reading.opened(made.pdf).docinfo.CreationDate).startswith("D:20250301")


def test_the_diagram_may_name_another_source_of_the_answers():
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["svar"] = {"ANNET": data["svar"]["BAE-H-04.b"] | {"saksansvarlig": "En annen Eksempel"}}
    data["hode"] = {"kilde": "ANNET"}

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, "Gi tilbakemelding til En annen Eksempel på")


def test_what_a_letter_requires_and_does_not_get_is_named():
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["svar"]["BAE-H-04.b"] |= {"saksansvarlig": " ", "avsender": None}

    with pytest.raises(errors.LetterFailed, match=r"«kilde\.saksansvarlig», «kilde\.avsender»") as caught:
        rendered(NOTICE, "nb", data=data)

    assert caught.value.details["template"] == NOTICE
    assert "steget «BAE-H-04.b»" in str(caught.value.details["remedy"])


@pytest.mark.parametrize("name", ["finnes-ikke", "../aktivitetsplan", "felles"])
def test_a_letter_that_the_routine_does_not_have_is_refused(name):
    with pytest.raises(errors.LetterFailed, match="finnes ikke i rutinen"):
        letters.render(name, bundle=FOLDER, data={}, locale="nb")


def test_a_third_language_is_refused():
    with pytest.raises(errors.LetterFailed, match="«nb» eller «nn»"):
        rendered(NOTICE, "en")


def titled(letter: str, locale: str) -> str:
    given = letters.sample(letter, bundle=FOLDER)
    return letters.title(letters.spec(letter, bundle=FOLDER), given, locale)

"""Answers in letters: text whatever signs they hold, dates in words, what is empty said to be empty."""

from __future__ import annotations

import pdf_reading as reading
import pytest

from engine import letters
from tests.engine.letter_making import FOLDER, NOTICE, PLAN, rendered

MARKUP = '#read("/etc/passwd") #import "x" ] $x$ *a* _b_ `c` @d <e> // f /* g */ \\ ~ = h #panic() #{ 1 }'


@pytest.mark.parametrize(("locale", "words"), [("nb", "Ikke fylt ut"), ("nn", "Ikkje fylt ut")])
def test_what_is_empty_is_said_to_be_empty(locale, words):
    data = letters.sample(PLAN, bundle=FOLDER)
    data["svar"] = {}

    shown = reading.text(rendered(PLAN, locale, data=data).pdf)

    assert shown.count(reading.squeezed(words)) == 13


@pytest.mark.parametrize(("locale", "words"), [("nb", "Senest seks uker"), ("nn", "Seinast seks veker")])
def test_plan_without_an_agreed_date_says_the_latest_time_of_evaluation(locale, words):
    data = letters.sample(PLAN, bundle=FOLDER)
    data["svar"] = {}

    assert reading.says(rendered(PLAN, locale, data=data).pdf, words)


def test_a_long_plan_keeps_every_measure_and_numbers_its_pages():
    data = letters.sample(PLAN, bundle=FOLDER)
    answers = data["svar"]["BAE-H-08"]
    row = answers["tiltak_individ"][0]
    answers["tiltak_individ"] = [row | {"navn": f"Tiltak nummer {number}"} for number in range(20)]
    answers["bakgrunn"] = "\n\n".join(["Et avsnitt om det som har skjedd. " * 12] * 24)
    answers["undersokelser"] = "https://skole.example/" + "a" * 400

    pdf = rendered(PLAN, "nb", data=data).pdf

    pages = len(reading.opened(pdf).pages)
    assert pages > 10
    assert reading.says(pdf, f"Side {pages} av {pages}")
    assert reading.says(pdf, "TILTAK 20 Konkrete individuelle tiltak")
    assert reading.says(pdf, "TILTAK 21 Konkrete klasse/systemtiltak")


def test_answers_are_text_whatever_signs_they_hold():
    data = letters.sample(PLAN, bundle=FOLDER)
    data["svar"]["BAE-H-08"] |= {"bakgrunn": MARKUP, "koordinator": "#sys.inputs", "problem": "}]}\"'"}
    data["sak"]["elev"]["navn"] = "= Testelev *A*"

    pdf = rendered(PLAN, "nb", data=data).pdf

    assert reading.says(pdf, MARKUP)
    assert reading.says(pdf, "Navn på ansatt: #sys.inputs")
    assert reading.says(pdf, "= Testelev *A*")


def test_paragraphs_and_lines_stay_as_they_were_typed():
    data = letters.sample(PLAN, bundle=FOLDER)
    before = reading.tags(rendered(PLAN, "nb", data=data).pdf).count("P")
    data["svar"]["BAE-H-08"]["barnets_beste"] = "Første avsnitt.\r\nEn linje til.\n\n\nAndre avsnitt."

    tags = reading.tags(rendered(PLAN, "nb", data=data).pdf)

    assert tags.count("P") == before + 1


def test_a_meeting_is_told_in_norwegian_time_with_its_weekday():
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["svar"]["BAE-H-04.b"]["oppstartsmote"] = "2026-06-06T12:30:00Z"

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, "lørdag 6. juni 2026 klokken 14:30")
    assert reading.says(rendered(NOTICE, "nn", data=data).pdf, "laurdag 6. juni 2026 klokka 14:30")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (["rektor"], " med rektor"),
        (["foresatte", "rektor", "SFO baseleder"], " med foresatte, rektor og SFO baseleder"),
        ("foresatte og rektor", " med foresatte og rektor"),
        ([1, None, ""], " med 1"),
        (7, " med 7"),
        ([], ""),
    ],
)
def test_those_who_are_invited_are_told_in_words(given, shown):
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["svar"]["BAE-H-04.b"]["deltakere"] = given

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, f"klokken 14:30{shown}. OPPSTARTSMØTET")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-01-05", "5. januar 2026"),
        ("2024-02-29", "29. februar 2024"),
        ("2026-01-05T10:00", "5. januar 2026"),
        ("2026-01-05, telefon", "5. januar 2026, telefon"),
        ("telefon 2026-01-05 og 2026-02-31", "telefon 5. januar 2026 og 2026-02-31"),
        ("2026-02-31", "2026-02-31"),
        ("i januar", "i januar"),
        ("", "Ikke fylt ut"),
    ],
)
def test_a_date_is_written_out_and_anything_else_stays(typed, shown):
    data = letters.sample(PLAN, bundle=FOLDER)
    data["svar"]["BAE-H-08"]["evalueringsdato"] = typed

    pdf = rendered(PLAN, "nb", data=data).pdf

    assert reading.says(pdf, f"Når tiltakene skal evalueres: {shown} TILTAK 1")

"""Letters as an archive, a screen reader and a family meet them."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pdf_reading as reading
import pytest

from engine import clock, errors, letters
from tests.engine import letter_words

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"
NOTICE, PLAN = "melding-om-mottatt-bekymring", "aktivitetsplan"
BOTH = [(letter, locale) for letter in (NOTICE, PLAN) for locale in ("nb", "nn")]
MARKUP = '#read("/etc/passwd") #import "x" ] $x$ *a* _b_ `c` @d <e> // f /* g */ \\ ~ = h #panic() #{ 1 }'


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


def test_the_notice_keeps_the_wording_of_the_source_with_the_right_section():
    pdf = rendered(NOTICE, "nb").pdf

    assert all(reading.says(pdf, sentence) for sentence in letter_words.NOTICE_WORDING)
    assert not reading.says(pdf, "§ 12-1")


def test_the_notice_in_nynorsk_says_the_same_in_nynorsk():
    pdf = rendered(NOTICE, "nn").pdf

    assert all(reading.says(pdf, sentence) for sentence in letter_words.NOTICE_NYNORSK)
    assert not any(reading.says(pdf, word) for word in ("Kontaktlærer", "skolemiljøet fra", "elevene", "ikke"))


@pytest.mark.parametrize(
    ("way", "bokmål", "nynorsk"),
    [
        ("telefon", "fra foresatte på telefon 5. januar 2026.", "frå føresette på telefon 5. januar 2026."),
        ("oppmøte", "fra foresatte ved oppmøte 5. januar 2026.", "frå føresette ved frammøte 5. januar 2026."),
        ("mobbeknappen", "via mobbeknappen 5. januar 2026.", "via mobbeknappen 5. januar 2026."),
    ],
)
def test_only_what_is_written_is_dated_in_the_notice(way, bokmål, nynorsk):
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["svar"]["BAE-H-04.b"]["mottatt_via"] = way

    for locale, said in (("nb", bokmål), ("nn", nynorsk)):
        pdf = rendered(NOTICE, locale, data=data).pdf
        assert reading.says(pdf, said)
        assert not reading.says(pdf, "datert")


def test_the_notice_is_to_the_parents_of_the_pupil_and_signed_by_the_role_with_a_capital():
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["mottaker"] = {"navn": "foresatte", "rolle": "foresatte"}
    data["svar"]["BAE-H-04.b"]["avsender_navn"] = ""

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, "Til foresatte til Testelev A Melding om")
    assert reading.says(rendered(NOTICE, "nn", data=data).pdf, "Til føresette til Testelev A Melding om")
    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, "Hilsen Rektor Eksempel skole")


@pytest.mark.parametrize("locale", ["nb", "nn"])
def test_every_letter_to_parents_tells_of_the_right_to_complain(locale):
    for letter in (NOTICE, PLAN):
        pdf = rendered(letter, locale).pdf

        assert reading.says(pdf, "Klagerett")
        assert reading.says(pdf, "§ 12-6")


def test_the_plan_has_the_labels_of_the_source_in_its_order():
    shown = reading.text(rendered(PLAN, "nb").pdf)

    places = [shown.find(reading.squeezed(label)) for label in letter_words.PLAN_LABELS]
    assert -1 not in places
    assert places == sorted(places)


def test_the_plan_in_nynorsk_has_every_label_in_nynorsk():
    shown = reading.text(rendered(PLAN, "nn").pdf)

    places = [shown.find(reading.squeezed(label)) for label in letter_words.PLAN_NYNORSK]
    assert -1 not in places
    assert places == sorted(places)


def test_the_plan_is_marked_by_the_law_in_force():
    assert reading.says(rendered(PLAN, "nb").pdf, "Unntatt offentlighet, offl. § 13, jf. fvl. § 13 første ledd nr. 1")
    assert reading.says(rendered(PLAN, "nn").pdf, "Unnateke offentlegheit, offl. § 13, jf. fvl. § 13 første ledd nr. 1")


def test_a_municipality_can_set_its_own_references_to_the_law():
    data = letters.sample(NOTICE, bundle=FOLDER)
    data["kommune"] |= {"lover": {"rett": "privatskolelova § 2-4"}, "merking": "offl. § 99"}

    pdf = rendered(NOTICE, "nb", data=data).pdf

    assert reading.says(pdf, "Etter privatskolelova § 2-4 har elever rett")
    assert reading.says(pdf, "Unntatt offentlighet, offl. § 99")
    assert reading.says(pdf, "jf. opplæringsloven § 12-6")


def test_the_plan_shows_the_five_things_the_law_asks_for():
    pdf = rendered(PLAN, "nb").pdf

    assert reading.says(pdf, "Hvilke problemer saken skal løse: Eleven blir stengt ute")
    assert reading.says(pdf, "1 Fast voksen i friminuttene 13. januar 2026 Kontaktlærer Eksempel")
    assert reading.says(pdf, "2 Faste lekegrupper i 6B 14. januar 2026 Avdelingsleder Eksempel")
    assert reading.says(pdf, "Når tiltakene skal evalueres: 16. februar 2026")


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

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, "lørdag 6. juni 2026 klokken 14.30")
    assert reading.says(rendered(NOTICE, "nn", data=data).pdf, "laurdag 6. juni 2026 klokka 14.30")


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

    assert reading.says(rendered(NOTICE, "nb", data=data).pdf, f"klokken 14.30{shown}. OPPSTARTSMØTET")


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


def rendered(letter: str, locale: str, *, data: dict[str, Any] | None = None, at: datetime | None = None):
    data = letters.sample(letter, bundle=FOLDER) if data is None else data
    return letters.render(letter, bundle=FOLDER, data=data, locale=locale, at=at)

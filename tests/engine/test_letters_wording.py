"""What a family reads in Bærum's two letters: the source's words, both languages, the law in force."""

from __future__ import annotations

import pdf_reading as reading
import pytest

from engine import letters
from tests.engine import letter_words
from tests.engine.letter_making import FOLDER, NOTICE, PLAN, rendered


def test_the_notice_keeps_the_wording_of_the_source_with_the_right_section():
    pdf = rendered(NOTICE, "nb").pdf

    assert all(reading.says(pdf, sentence) for sentence in letter_words.NOTICE_WORDING)
    assert not reading.says(pdf, "§ 12-1")


def test_the_notice_in_nynorsk_says_the_same_in_nynorsk():
    pdf = rendered(NOTICE, "nn").pdf

    assert all(reading.says(pdf, sentence) for sentence in letter_words.NOTICE_NYNORSK)
    assert not any(reading.says(pdf, word) for word in ("Kontaktlærer", "skolemiljøet fra", "elevene", "ikke"))


@pytest.mark.parametrize(
    ("locale", "why", "told"),
    [
        ("nb", "ble ikke varslet på forhånd (forvaltningsloven § 16): Samme dag.", "ble varslet om vedtaket 7. januar"),
        (
            "nn",
            "blei ikkje varsla på førehand (forvaltningslova § 16): Samme dag.",
            "blei varsla om vedtaket 7. januar",
        ),
    ],
)
def test_a_decision_says_when_the_family_was_told_beforehand_or_why_it_was_not(locale, why, told):
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    answers = data["svar"]["BAE-T-14.c"]
    answers["unntak_grunn"] = "Samme dag."

    assert reading.says(rendered("enkeltvedtak", locale, data=data).pdf, told)
    answers["forhandsvarslet"] = None
    assert reading.says(rendered("enkeltvedtak", locale, data=data).pdf, why)


@pytest.mark.parametrize(
    ("kind", "sender", "section"), [("bortvisning", "Skolen", "§ 13-1"), ("skolebytte", "Kommunen", "§ 13-2")]
)
def test_the_warning_before_a_decision_comes_from_who_may_decide_and_names_the_law(kind, sender, section):
    data = letters.sample("forhandsvarsel", bundle=FOLDER)
    data["svar"]["BAE-T-14"]["inngrep"] = kind
    data["kommune"]["lover"] = {"forhåndsvarsel": "forvaltningsloven §§ 40–41"}

    pdf = rendered("forhandsvarsel", "nb", data=data).pdf

    assert reading.says(pdf, f"{sender} vurderer å fatte et enkeltvedtak")
    assert reading.says(pdf, "uttale seg først (forvaltningsloven §§ 40–41)")
    assert reading.says(pdf, section)
    assert reading.says(pdf, "innen 19. januar 2026")


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

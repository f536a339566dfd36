"""What was mended when every letter was opened as a picture and read: who sends it, when, and in whose words."""

from __future__ import annotations

from pathlib import Path

import pdf_reading as reading
import pytest

from engine import letters

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"


@pytest.mark.parametrize("letter", ["kvittering-for-varsel", "oyer-kvittering-for-varsel"])
def test_the_owners_receipt_comes_from_the_municipality_and_not_from_the_school(letter):
    pdf = made(letter)

    assert reading.text(pdf).startswith("Eksempelkommune")
    assert not reading.says(pdf, "Skoleveien 1")
    assert reading.says(pdf, "Saksnummer")
    assert reading.says(pdf, "Til Rektor")


@pytest.mark.parametrize(("intervention", "sender"), [("bortvisning", "Rektor"), ("skolebytte", "Skoleeier")])
def test_a_decision_is_signed_by_the_one_who_may_make_it(intervention, sender):
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    data["svar"]["BAE-T-14"]["inngrep"] = intervention

    pdf = made("enkeltvedtak", data)

    assert reading.says(pdf, f"Hilsen {sender} Eksempel")
    assert reading.says(pdf, "Skoleveien 1") is (intervention == "bortvisning")


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-01-13", "2026-02-27", "13. januar–27. februar 2026"),
        ("2026-12-13", "2027-01-27", "13. desember 2026–27. januar 2027"),
        ("2026-01-13", None, "13. januar 2026"),
        (None, None, "Ikke fylt ut"),
    ],
)
def test_a_period_says_its_year_once(start, end, shown):
    data = letters.sample("ellingsrudasen-aktivitetsplan-foresatte", bundle=FOLDER)
    data["svar"]["ELL-5-04"]["tiltak"][0].update(fra=start, til=end)

    assert reading.says(made("ellingsrudasen-aktivitetsplan-foresatte", data), shown)


@pytest.mark.parametrize(
    ("grade", "shown"),
    [
        (2, "Planen til Testelev | Kontaktlærer Eksempel passer på at det skjer. | Ja, det gjør vi. | Nei, ikke nå."),
        (6, "Planen din, Testelev | Kontaktlærer Eksempel har ansvaret. | Ja, det gjør vi. | Nei, ikke nå."),
        (9, "Planen din, Testelev | Ansvarlig: Kontaktlærer Eksempel. | Forslagene dine"),
    ],
)
def test_the_pupils_own_plan_is_in_the_words_of_the_grade(grade, shown):
    data = letters.sample("ellingsrudasen-aktivitetsplan-elev", bundle=FOLDER)
    data["sak"]["elev"]["trinn"] = grade

    pdf = made("ellingsrudasen-aktivitetsplan-elev", data)

    assert [sentence for sentence in shown.split(" | ") if not reading.says(pdf, sentence)] == []


def test_the_message_to_the_pupil_says_you_about_the_pupil():
    data = letters.sample("melding-til-eleven", bundle=FOLDER)

    assert reading.says(made("melding-til-eleven", data), "Du, foresatte, rektor og kontaktlærer")


def made(letter, data=None):
    """Return the letter's PDF on its own example, or on `data`."""
    return letters.render(letter, bundle=FOLDER, data=data or letters.sample(letter, bundle=FOLDER), locale="nb").pdf

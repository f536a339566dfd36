"""What was mended when every letter was opened as a picture and read: who sends it, when, and in whose words."""

from __future__ import annotations

from pathlib import Path

import pdf_reading as reading
import pypdfium2
import pytest

from engine import letters
from engine.packages import gathering

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"


@pytest.mark.parametrize("letter", ["kvittering-for-varsel", "oyer-kvittering-for-varsel"])
def test_the_owners_receipt_comes_from_the_municipality_and_not_from_the_school(letter):
    pdf = made(letter)

    assert reading.text(pdf).startswith("Eksempelkommune")
    assert not reading.says(pdf, "Skoleveien 1")
    assert reading.says(pdf, "Saksnummer")
    assert reading.says(pdf, "Til Rektor")


@pytest.mark.parametrize(("intervention", "place"), [("bortvisning", "skole"), ("skolebytte", "kommune")])
def test_a_decision_is_signed_by_the_person_who_made_it_with_role_and_place(intervention, place):
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    data["svar"]["BAE-T-14"]["inngrep"] = intervention
    data["underskrift"] = {"navn": "Nora Eksempel", "rolle": "kommunalsjef"}

    pdf = made("enkeltvedtak", data)

    assert reading.says(pdf, f"Hilsen Nora Eksempel Kommunalsjef Eksempel {place}")
    assert reading.says(pdf, "Skoleveien 1") is (intervention == "bortvisning")
    assert reading.says(pdf, "Rådhusveien 1") is (intervention == "skolebytte")


@pytest.mark.parametrize(("intervention", "sender"), [("bortvisning", "Rektor"), ("skolebytte", "Skoleeier")])
def test_without_a_role_of_their_own_the_decision_says_who_may_make_it(intervention, sender):
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    data["svar"]["BAE-T-14"]["inngrep"] = intervention

    named, nobody = (made("enkeltvedtak", {**data, "underskrift": one}) for one in ({"navn": "Nora Eksempel"}, {}))

    assert reading.says(named, f"Hilsen Nora Eksempel {sender} Eksempel")
    assert reading.says(nobody, f"Hilsen {sender} Eksempel")


def test_the_municipalitys_address_leaves_no_trace_where_it_is_not_set():
    data = letters.sample("kvittering-for-varsel", bundle=FOLDER)
    data["innstilling"] = {"kommune_telefon": "00 00 00 09", "kommune_adresse": "", "kommune_epost": None}

    one = made("kvittering-for-varsel", data)
    none = made("kvittering-for-varsel", {**data, "innstilling": {}})

    assert reading.text(one).startswith("EksempelkommuneDato") or reading.says(one, "00 00 00 09 Unnateke")
    assert not reading.says(one, "·")
    assert not reading.says(none, "Ikke fylt ut")


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


@pytest.mark.parametrize("letter", ["enkeltvedtak", "plan-for-den-som-mobber"])
def test_pupil_and_parents_are_both_named_in_the_language_of_the_letter(letter):
    data = letters.sample(letter, bundle=FOLDER) | {"mottaker": {"navn": "elev og foresatte"}}

    assert reading.says(made(letter, data), "Til Elev og foresatte")
    assert reading.says(made(letter, data, "nn"), "Til Elev og føresette")


def test_a_decision_says_from_when_the_deadline_runs_and_ends_its_sentence_once():
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    data["svar"]["BAE-T-14"]["hjemmel"] = "Skolereglene punkt 5. "

    pdf = made("enkeltvedtak", data)

    assert reading.says(pdf, "etter opplæringsloven § 13-1, jf. Skolereglene punkt 5. Hva saken gjelder")
    assert reading.says(pdf, "Fristen er tre uker fra dette brevet kom fram til deg (forvaltningsloven § 29)")
    assert reading.says(made("enkeltvedtak", data, "nn"), "tre veker frå dette brevet kom fram til deg")


def test_where_no_decision_is_made_the_preview_claims_none():
    data = letters.sample("enkeltvedtak", bundle=FOLDER)
    data["svar"]["BAE-T-14.c"] |= {"fattes": "nei", "vedtak": None, "vedtaksdato": None}

    pdf = made("enkeltvedtak", data)

    assert reading.says(pdf, "Det er ikke fattet vedtak. Dette brevet blir ikke laget.")
    assert not reading.says(pdf, "Vedtaket er fattet")


@pytest.mark.parametrize(
    ("outcome", "why", "shown", "hidden"),
    [
        ("Du får innsyn", None, "Ta vare på det du får", "Det som er unntatt"),
        (
            "Du får innsyn i deler",
            "Navn på andre.",
            "Det som er unntatt Navn på andre. Opplysninger om",
            "Ikke fylt ut",
        ),
        ("Du får innsyn i deler", None, "Det som er unntatt Opplysninger om andres", "Ikke fylt ut"),
        ("Du får ikke innsyn", None, "Se også forvaltningsloven § 19", "Ta vare på det du får"),
    ],
)
def test_an_answer_on_access_names_the_law_for_what_is_kept_back(outcome, why, shown, hidden):
    data = letters.sample("svar-pa-innsyn", bundle=FOLDER)
    data["utfylt"] |= {"utfall": outcome, "unntak": why}

    pdf = made("svar-pa-innsyn", data)

    assert reading.says(pdf, shown)
    assert not reading.says(pdf, hidden)
    assert reading.says(pdf, "rett til å se dokumentene (forvaltningsloven § 18)")


def test_a_message_without_birth_date_or_time_of_meeting_leaves_no_hole():
    data = letters.sample("melding-om-mottatt-bekymring", bundle=FOLDER)
    data["sak"]["elev"]["fodselsdato"] = ""
    data["svar"]["BAE-H-04.b"] |= {"oppstartsmote": None, "deltakere": []}

    pdf = made("melding-om-mottatt-bekymring", data)

    assert reading.says(pdf, "skolemiljøet for Testelev A. Skolens ledelse")
    assert reading.says(pdf, "Vi inviterer til et oppstartsmøte. Skolen tar kontakt for å avtale tid.")
    assert reading.says(pdf, "på e-post eller telefon dersom dere har spørsmål.")
    assert not reading.says(pdf, "Ikke fylt ut")


def test_the_package_says_its_days_and_hours_in_words():
    front = letters.sample("pakke-til-statsforvalteren", bundle=FOLDER)
    front["pakke"]["utelatt"] = "Samtale med medelev (2026-01-09)"
    answers = letters.sample("pakke-svar", bundle=FOLDER)
    answers["pakke"]["svar"][0]["felt"][0]["verdi"] = "Start 2026-01-09T08:05; Slutt 2026-01-10"

    assert reading.says(made("pakke-til-statsforvalteren", front), "Samtale med medelev (9. januar 2026)")
    assert reading.says(made("pakke-svar", answers), "Start 9. januar 2026 klokken 08:05; Slutt 10. januar 2026")


def test_the_package_parts_what_was_asked_from_what_was_answered_in_rows():
    labels = {"navn": "Navn på tiltaket", "start": "Settes i gang:", "virker": "Virker det?"}
    rows = {"type": "dynamiclist", "path": "tiltak", "label": "Tiltak", "components": []}
    rows["components"] = [{"type": "textfield", "key": key, "label": label} for key, label in labels.items()]
    answered = {"navn": "Fast voksen", "start": "2026-01-09", "virker": "Ja"}

    boxes = [{"type": "checkbox", "key": key, "label": key.upper()} for key in ("a", "b")]

    said = dict(gathering.fields({"components": [rows, *boxes]}, {"tiltak": [answered], "a": True, "b": False}))

    assert said == {"Tiltak": "Navn på tiltaket: Fast voksen; Settes i gang: 2026-01-09; Virker det? Ja", "A": "Ja"}


@pytest.mark.parametrize("rows", [2, 20, 34])
def test_a_rota_stands_on_one_sheet_also_with_long_names(rows):
    data = letters.sample("tilsynsplan", bundle=FOLDER)
    days = dict.fromkeys(("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "vikar"), "Čálliid Eksempel-Høgåsen")
    row = {"tid": "08.20–08.30", "sted": "Baksiden av gymsalen og veien ned til ballbingen"} | days
    data["svar"]["BAE-V-2_2"]["tilsyn"] = [row] * rows

    shown = pages_of(made("tilsynsplan", data))

    assert len(shown) == 1
    assert shown[0].count("08.20–08.30") == rows


@pytest.mark.parametrize(
    ("letter", "source", "listed", "margin"),
    [("aktivitetsplan-foresatte", "BAE-H-10.a", "tiltak_individ", 24), ("tilsynsplan", "BAE-V-2_2", "tilsyn", 14)],
)
@pytest.mark.parametrize("locale", ["nb", "nn"])
def test_a_long_word_does_not_run_out_of_its_table(letter, source, listed, margin, locale):
    data = letters.sample(letter, bundle=FOLDER)
    for row in data["svar"][source][listed]:
        row |= {"ansvarlig": "Spesialpedagogikkveilederansvarlig", "vikar": "Spesialpedagogikkveilederansvarlig"}

    with pypdfium2.PdfDocument(made(letter, data, locale)) as opened:
        page, shown = opened[0], opened[0].get_textpage()
        right = max(shown.get_charbox(place)[2] for place in range(shown.count_chars()))
        assert right <= page.get_width() - margin * 72 / 25.4 + 2


@pytest.mark.parametrize(
    ("letter", "source", "listed"),
    [
        ("aktivitetsplan-foresatte", "BAE-H-10.a", "tiltak_individ"),
        ("oyer-aktivitetsplan-foresatte", "OYR-5-03", "tiltak"),
        ("oyer-aktivitetsplan", "OYR-5-03", "tiltak"),
    ],
)
def test_a_measure_is_not_parted_from_its_name_by_the_end_of_a_page(letter, source, listed):
    data = letters.sample(letter, bundle=FOLDER)
    first = data["svar"][source][listed][0]
    words = "En voksen møter eleven ved porten hver morgen. " * 6
    rows = [first | {"navn": f"Tiltak{n:02}her", "beskrivelse": f"{words} Slutt{n:02}her"} for n in range(12)]
    data["svar"][source][listed] = rows

    shown = pages_of(made(letter, data))

    assert len(shown) > 2
    assert [n for n in range(12) if not any(f"Tiltak{n:02}her" in p and f"Slutt{n:02}her" in p for p in shown)] == []


def test_long_measures_fill_their_pages():
    data = letters.sample("aktivitetsplan", bundle=FOLDER)
    words = "Det er avtalt med eleven og de foresatte at en voksen følger med. " * 12
    first = data["svar"]["BAE-H-08"]["tiltak_individ"][0] | {"begrunnelse": words}
    data["svar"]["BAE-H-08"]["tiltak_individ"] = [first] * 10

    assert len(pages_of(made("aktivitetsplan", data))) < 10


@pytest.mark.parametrize("letter", ["aktivitetsplan-elev", "aktivitetsplan-foresatte"])
def test_a_text_longer_than_a_page_goes_on_on_the_next(letter):
    data = letters.sample(letter, bundle=FOLDER)
    data["svar"]["BAE-H-10.a"]["tiltak_individ"][0]["beskrivelse"] = "\n".join(map(str, range(100))) + "\nHelt sist"

    shown = pages_of(made(letter, data))

    assert any("Helt sist" in page for page in shown[1:])


def test_a_plan_without_measures_says_which_of_the_points_are_empty():
    data = letters.sample("oyer-aktivitetsplan", bundle=FOLDER)
    data["svar"]["OYR-5-03"]["tiltak"] = []

    assert reading.says(made("oyer-aktivitetsplan", data), "b) hvilke tiltak skolen har planlagt Ikke fylt ut")
    assert reading.says(made("oyer-aktivitetsplan", data, "nn"), "b) kva tiltak skolen har planlagt Ikkje fylt ut")


@pytest.mark.parametrize(
    ("grade", "said"), [(2, "Vi har ikke bestemt det ennå."), (6, "ikke bestemt det ennå"), (9, "ennå")]
)
def test_a_child_is_not_told_that_a_field_is_empty(grade, said):
    data = letters.sample("aktivitetsplan-elev", bundle=FOLDER)
    data["sak"]["elev"]["trinn"] = grade
    data["svar"]["BAE-H-10.a"] |= {"tiltak_individ": [], "tiltak_system": []}

    pdf = made("aktivitetsplan-elev", data)

    assert reading.says(pdf, said)
    assert not reading.says(pdf, "Ikke fylt ut")


def test_the_plans_own_name_is_the_municipalitys_also_in_the_headings():
    data = letters.sample("aktivitetsplan", bundle=FOLDER) | {"innstilling": {"Plannavn": "Tiltaksplan"}}

    pdf = made("aktivitetsplan", data)
    assert reading.says(pdf, "KOORDINATOR FOR TILTAKSPLANEN:")
    assert not reading.says(pdf, "aktivitetsplan")


def made(letter, data=None, locale="nb"):
    """Return the letter's PDF on its own example, or on `data`."""
    sample = data or letters.sample(letter, bundle=FOLDER)
    return letters.render(letter, bundle=FOLDER, data=sample, locale=locale).pdf


def pages_of(pdf):
    """Return what each page shows."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_bounded() for page in opened]

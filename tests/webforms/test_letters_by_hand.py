"""Lag brev, and the package to Statsforvalteren: through the pages, on the real database."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import diagrams
import factories
import pdf_reading
import pdfua
import pikepdf
import pypdfium2
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from engine import cases, clock, model, routines, settings
from tests.webforms import browser as browsers
from tests.webforms import case_states
from tests.webforms.browser import As, Browser, find, words

ASKED = {"slag_mote": "evalueringsmøte", "til": "foresatte", "tid": "2026-02-16T14:30", "sted": "Møterom 2"}


def test_a_letter_is_made_of_what_is_answered_and_asked(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    offered = rektor.get(f"/sak/{case.number}/lag-brev")

    answer = fill(rektor, rektor.get(find(offered, "//h2/a/@href")[0]), **ASKED)

    assert answer.status_code == 302
    page = rektor.get(f"/sak/{case.number}/dokumenter")
    assert "«Innkalling» er laget. Det er ikke sendt." in words(page)
    pdf = rektor.get(find(page, "//h2/a/@href")[0]).data
    assert pdf_reading.says(pdf, "Innkalling til evalueringsmøte")
    assert pdf_reading.says(pdf, "mandag 16. februar 2026")


def test_what_the_letter_needs_is_asked_for_and_nothing_typed_is_lost(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}/lag-brev?mal=innkalling&steg=SAMTALE")

    answer = fill(rektor, page, **{**ASKED, "sted": " "})

    assert answer.status_code == 422
    assert "Fyll ut det som er merket" in words(answer)
    assert find(answer, "//input[@name='til']/@value") == ["foresatte"]


def test_the_letter_starts_from_the_moment_that_is_answered_as_a_browser_takes_it(
    municipality: factories.Town, as_role: As, clock_at: Callable[[str], clock.Clock]
) -> None:
    clock_at(case_states.START)
    case = talked(municipality, when="2026-01-05T09:30+01:00")

    page = as_role("rektor").get(f"/sak/{case.number}/lag-brev?mal=referat-elev&steg=SAMTALE")

    assert find(page, "//input[@type='datetime-local']/@value") == ["2026-01-05T09:30"]


def test_a_text_too_long_for_a_letter_is_refused_and_kept(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}/lag-brev?mal=innkalling&steg=SAMTALE")

    answer = fill(rektor, page, **{**ASKED, "sted": "x" * 20_001})

    assert answer.status_code == 422
    assert "er på 20001 tegn. Kort den ned til høyst 20000." in words(answer)
    assert find(answer, "//input[@name='sted']/@value") == ["x" * 20_001]


def test_nobody_is_called_in_to_a_meeting_that_has_been(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}/lag-brev?mal=innkalling&steg=SAMTALE")

    answer = fill(rektor, page, **{**ASKED, "tid": "2025-12-20T14:30"})

    assert answer.status_code == 422
    assert "«Når er møtet?»: 20.12.2025 kl. 14:30 har vært. Skriv en tid som kommer." in words(answer)
    assert find(answer, "//input[@name='sted']/@value") == ["Møterom 2"]


def test_who_corrects_an_answer_is_told_that_letters_made_of_it_stand(
    municipality: factories.Town, as_role: As, clock_at: Callable[[str], clock.Clock]
) -> None:
    clock_at(case_states.START)
    case = talked(municipality, when="2026-01-05T09:30+01:00")
    rektor = as_role("rektor")
    told = "Brev som er laget før rettelsen, er som de var."

    before = corrected(rektor, case)
    made = fill(rektor, rektor.get(f"/sak/{case.number}/lag-brev?mal=referat-elev&steg=SAMTALE"), voksen="Rektor")

    assert made.status_code == 302
    assert told not in before
    assert told in corrected(rektor, case)


@pytest.mark.parametrize(
    "address", ["mal=innkalling&steg=SLUTT", "mal=referat&steg=SAMTALE", "mal=../felles&steg=SAMTALE"]
)
def test_only_what_the_routine_offers_can_be_made(case: model.CaseRef, as_role: As, address: str) -> None:
    assert as_role("rektor").get(f"/sak/{case.number}/lag-brev?{address}").status_code == 404


def test_a_package_holds_timeline_answers_and_letters_with_bookmarks_pages_and_tags(
    case: model.CaseRef, as_role: As, tmp_path: Path
) -> None:
    rektor = as_role("rektor")
    fill(rektor, rektor.get(f"/sak/{case.number}/lag-brev?mal=innkalling&steg=SAMTALE"), **ASKED)

    answer = fill(rektor, rektor.get(f"/sak/{case.number}/pakke"), referanse="2026/77")

    assert answer.status_code == 302
    page = rektor.get(f"/sak/{case.number}/dokumenter")
    zipped = zipfile.ZipFile(io.BytesIO(rektor.get(find(page, "//a[contains(@href, 'pakke.zip')]/@href")[0]).data))
    assert [name for name in zipped.namelist() if name.endswith("tegning.png")]
    pdf = zipped.read("pakke-til-statsforvalteren.pdf")
    whole = tmp_path / "pakke.pdf"
    whole.write_bytes(pdf)
    assert pdfua.validate(str(whole)).findings == ()
    assert pdf_reading.archive_faults(pdf) == []
    for text in ("2026/77", "Tidslinje", "Fortalt i samtale", "Innkalling til evalueringsmøte"):
        assert pdf_reading.says(pdf, text), text
    with pypdfium2.PdfDocument(pdf) as drawn:
        assert f"Pakken, side 2 av {len(drawn)}" in drawn[1].get_textpage().get_text_bounded()
    with pikepdf.open(whole) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert opened.open_metadata().pdfa_status == "2A"
    assert titles[:2] == ["Dokumentasjon til Statsforvalteren", "Tidslinje"]
    assert titles[-1] == "Innkalling"
    log = words(rektor.get(f"/sak/{case.number}/hendelser"))
    assert ("Pakke til Statsforvalteren laget" in log, "Brev laget: Innkalling" in log) == (True, True)
    assert pdf_reading.says(pdf, "Brev laget: Innkalling")


def test_other_pupils_names_are_shown_and_must_be_looked_over(
    case: model.CaseRef, municipality: factories.Town, as_role: As
) -> None:
    answered = case_states.look("", case).answer
    raw = {"referat": "Det var Testelev B som sto bak", "vei": "vent"}
    cases.correct_answers(answered or 0, by=municipality.person("rektor"), raw=raw, reason="Utdypet")
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}/pakke")

    refused = fill(rektor, page)

    assert "Navn på andre elever: Testelev B" in words(page)
    assert refused.status_code == 422
    assert "Det er navn på andre elever i det du har valgt." in words(refused)
    assert fill(rektor, page, **{"sett-over": "ja"}).status_code == 302


def test_what_is_left_out_is_not_in_the_package_and_is_said_on_its_front(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}/pakke")
    values, action = rektor.form_of(page)
    answers = [key for key in values.poplist("med") if key.startswith("svar")]
    values.setlist("med", answers[:-1])

    assert rektor.post_form(action, values).status_code == 302

    shown = rektor.get(f"/sak/{case.number}/dokumenter")
    pdf = rektor.get(find(shown, "//h2/a/@href")[0]).data
    assert not pdf_reading.says(pdf, "Fortalt i samtale")
    assert pdf_reading.says(pdf, "Ikke tatt med")


def test_only_who_leads_the_case_makes_a_package(case: model.CaseRef, as_role: As) -> None:
    assert as_role("kontaktlærer").get(f"/sak/{case.number}/pakke").status_code == 403
    assert "Pakke til Statsforvalteren" not in words(as_role("kontaktlærer").get(f"/sak/{case.number}/dokumenter"))


def test_a_case_that_is_about_no_pupil_has_no_package(municipality: factories.Town, as_role: As) -> None:
    drawing = diagrams.chain("tilsyn", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]}, start="fravaer")
    form = diagrams.form("fravaer", diagrams.text_field("hvem"))
    diagrams.publish(municipality.id, "tilsyn", drawing, fravaer=form)
    by = municipality.person("rektor")
    number = cases.open_case(by=by, routine="tilsyn", raw={"hvem": "Vikar"}, token="en-gang").number
    rektor = as_role("rektor")

    page = rektor.get(f"/sak/{number}/dokumenter")

    assert page.status_code == 200
    assert "Pakke til Statsforvalteren" not in words(page)
    assert rektor.get(f"/sak/{number}/pakke").status_code == 403


def corrected(rektor: Browser, case: model.CaseRef) -> str:
    """Correct the newest answer, and return what the page says then."""
    link = find(rektor.get(f"/sak/{case.number}/svar"), "//a[contains(@href,'/rett')]/@href")[0]
    answer = rektor.fill(rektor.get(link), {"gjennomfort": "2026-01-05T09:15", "grunn": "Feil tid"})
    assert answer.status_code == 302, words(answer)
    return words(rektor.get(answer.location))


def talked(town: factories.Town, *, when: str) -> model.CaseRef:
    """Return a case in which a talk was held then, of which the pupil's letter can be made."""
    held = {"type": "datetime", "key": "gjennomfort", "subtype": "datetime", "dateLabel": "Når ble samtalen holdt?"}
    by_hand = '<zeebe:properties><zeebe:property name="lag-brev" value="referat-elev" /></zeebe:properties>'
    steps = [diagrams.task("SAMTALE", diagrams.form_of("samtale"), by_hand), diagrams.task("SENERE")]
    files = {
        "samtale.bpmn": diagrams.chain("samtale", *steps, lanes={"Rektor": ["inn", "SAMTALE", "SENERE"]}),
        "forms/melding.form": diagrams.REPORT,
        "forms/samtale.form": diagrams.form("samtale", {**held, "timeSerializingFormat": "utc_offset"}),
    }
    letters = settings.ROOT / "processes" / "letters"
    files |= {f"letters/{path.name}": path.read_bytes() for path in letters.iterdir()}
    routines.publish(files, ["samtale"], municipality_id=town.id, by=None)
    by = town.person("rektor")
    raw = {"hva": "Ser det", "elev": str(town.pupil("Testelev A").id)}
    made = cases.open_case(by=by, routine="samtale", raw=raw, token="en-gang")
    task = case_states.look("", made).task
    assert task
    cases.complete_task(task, by=by, raw={"gjennomfort": when}, seen_version=None)
    return made


def fill(browser: Browser, page: TestResponse, **fields: str) -> TestResponse:
    values, action = browser.form_of(page)
    for name, value in fields.items():
        values.setlist(name, [value])
    return browser.send(action, MultiDict(values))


@pytest.fixture
def case(municipality: factories.Town, clock_at: Callable[[str], clock.Clock]) -> model.CaseRef:
    """Return a case whose first step is answered, with a picture; it waits six weeks."""
    clock_at(case_states.START)
    case_states.publish(municipality)
    made = case_states.report(municipality, "venter", "Testelev A")
    case_states.MAKERS["venter"](municipality, made)
    return made


@pytest.fixture
def as_role(app: Flask, municipality: factories.Town) -> As:
    return lambda role: browsers.browser(app, municipality.person(role))

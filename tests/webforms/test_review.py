"""Se over: the answers and the letter as it will be, before anything takes effect."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import diagrams
import factories
import pytest
from PIL import Image

from engine import cases, clock, model, routines
from tests.webforms.browser import As, Browser, find, words
from tests.webforms.test_correcting_later import PPT, decide

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
STEP = "BAE-H-04.b"  # the letter takes its text from this step
ANSWERS = {
    "mottatt_fra": "foresatte", "mottatt_via": "telefon", "mottatt_dato": "5. januar",
    "henvendelse_til": "kontaktlærer", "saksansvarlig": "Rektor Eksempel", "avsender": "rektor",
    "avsender_navn": "Rektor Eksempel",
}  # fmt: skip


def test_wrong_answers_never_come_as_far(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.fill(task_page(rektor), {**ANSWERS, "avsender": ""}).status_code == 422


def test_the_letter_does_not_go_out_without_a_name_over_the_role(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.fill(task_page(rektor), {**ANSWERS, "avsender_navn": ""}).status_code == 422


def test_answers_and_letter_are_shown_and_nothing_has_happened(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    page = rektor.get(rektor.fill(task_page(rektor), ANSWERS).location)

    assert "Er dette riktig?" in words(page)
    assert "Rektor Eksempel" in words(page)
    assert find(page, "//dd[@class='change']/a/@href")[0].endswith("#felt-mottatt_fra")
    assert "Ingen dokumenter ennå" in words(rektor.get(f"/sak/{letter_case.number}/dokumenter"))
    picture = rektor.get(find(page, "//img[@class='letter']/@src")[0])
    assert Image.open(BytesIO(picture.data)).size == (910, 1287)
    pdf = rektor.get(find(page, "//section//a[contains(@href,'.pdf')]/@href")[0])
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("inline")


def test_another_pupils_name_in_the_letter_is_told_before_it_goes_out(
    municipality: factories.Town, letter_case: model.CaseRef, as_role: As
) -> None:
    other = municipality.pupil("Testelev B").name
    rektor = as_role("rektor")

    clean = rektor.get(rektor.fill(task_page(rektor), ANSWERS).location)
    named = rektor.get(rektor.fill(task_page(rektor), {**ANSWERS, "saksansvarlig": f"Mor til {other}"}).location)

    assert "Navn på andre elever" not in words(clean)
    assert f"Navn på andre elever står i brevet {other}. Ta dem ut" in words(named)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-05-14", "Torsdag 14. mai (Kristi himmelfartsdag). Skoledagen før er onsdag 13. mai."),
        ("2026-05-17", "Søndag 17. mai. Skoledagen før er fredag 15. mai."),
        ("2026-02-14", "Lørdag 14. februar. Skoledagen før er fredag 13. februar."),
        ("2026-02-13", ""),
    ],
)
def test_a_day_without_school_for_the_evaluation_is_told_with_the_school_day_before(
    letter_case: model.CaseRef, as_role: As, own: clock.Clock, day: str, said: str
) -> None:
    rektor = as_role("rektor")

    page = rektor.get(rektor.fill(task_page(rektor), {**ANSWERS, "evalueres:dato": day}).location)

    assert ("Det er ikke skole den dagen tiltakene skal evalueres" in words(page)) == bool(said)
    assert said in words(page)


def test_a_day_that_is_none_in_a_field_that_is_hidden_stops_nobody(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    page = rektor.get(rektor.fill(task_page(rektor), {**ANSWERS, "skjult:dato": "2026-02-31"}).location)

    assert page.status_code == 200
    assert "Er dette riktig?" in words(page)
    assert "Det er ikke skole den dagen" not in words(page)


def test_what_is_written_where_a_setting_hides_the_field_is_said_once_and_the_rest_looked_over(
    municipality: factories.Town, letter_case: model.CaseRef, as_role: As
) -> None:
    decide(municipality, ppt_medlem="ja")
    rektor = as_role("rektor")
    rektor.fill(task_page(rektor), {**ANSWERS, "ppt": "Utredes"}, "_gjor=lagre")
    decide(municipality, ppt_medlem="nei")
    told = task_page(rektor)

    page = rektor.get(rektor.fill(told, {"saksansvarlig": "Rektor Eksempel, PPT utreder"}).location)

    assert find(told, "//section[@role='alert']//blockquote")[0].text_content().strip() == "Utredes"
    assert "Er dette riktig?" in words(page)
    assert rektor.fill(page, {}, button="").location == "/oppgaver"


def test_one_button_makes_it_count(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(rektor.fill(task_page(rektor), ANSWERS).location)

    answer, again = (rektor.fill(page, {}, button="") for _press in range(2))

    assert [answer.location, again.location] == ["/oppgaver", "/oppgaver"]
    assert "er alt mottatt" in words(rektor.get("/oppgaver"))
    assert "Saken er avsluttet" in words(rektor.get(f"/sak/{letter_case.number}"))


def test_without_a_draft_there_is_nothing_to_look_over(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = rektor.task()

    assert rektor.client.get(f"{href}/se-over").location == href
    assert rektor.get(f"{href}/se-over/brev.pdf").status_code == 404
    rektor.fill(task_page(rektor), ANSWERS)
    assert rektor.get(f"{href}/se-over/side-9.png").status_code == 404


def test_the_letter_is_closed_to_who_has_no_part(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(task_page(rektor), ANSWERS)

    assert as_role("helsesykepleier").get(f"{rektor.task()}/se-over/brev.pdf").status_code == 404


def test_who_leads_the_case_is_sent_to_connect_it_before_a_letter_about_nobody(
    municipality: factories.Town, unknown_pupil: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    page = rektor.get(rektor.fill(task_page(rektor), ANSWERS).location)

    assert "Koble saken til eleven før brevet kan lages." in words(page)
    assert "Bekreft og fullfør" not in words(page)
    forced = rektor.post(page.request.path)
    assert (forced.status_code, "Koble saken til eleven" in words(forced)) == (409, True)

    ask = rektor.get(find(page, "//a[text()='Koble saken til eleven']/@href")[0])
    rektor.fill(ask, {"elev": str(municipality.pupil().id), "grunn": "Funnet i registeret"}, button="")
    again = rektor.get(page.request.path)
    assert find(again, "//img[@class='letter']")
    assert rektor.fill(again, {}, button="").location == "/oppgaver"
    assert "Saken er avsluttet" in words(rektor.get(f"/sak/{unknown_pupil.number}"))


def test_who_may_not_connect_is_told_who_can(unknown_pupil: model.CaseRef, as_role: As) -> None:
    teacher = as_role("sosiallærer")

    page = teacher.get(teacher.fill(task_page(teacher), ANSWERS).location)

    assert "Bare den som leder saken, kan gjøre dette: Rektor Eksempel." in words(page)
    assert not find(page, "//a[text()='Koble saken til eleven']")


def test_letter_about_nobody_has_no_preview_either(unknown_pupil: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(task_page(rektor), ANSWERS)

    page = rektor.get(f"{rektor.task()}/se-over/brev.pdf")

    assert page.status_code == 409
    assert "ikke er koblet til en elev" in words(page)


def test_case_page_tells_its_leader_that_the_pupil_is_not_connected(unknown_pupil: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").get(f"/sak/{unknown_pupil.number}")

    assert "Saken er ikke koblet til en elev" in words(page)
    assert find(page, "//section//a[text()='Koble saken til eleven']/@href") == [f"/sak/{unknown_pupil.number}/elev"]
    assert "Saken er ikke koblet" not in words(as_role("sosiallærer").get(f"/sak/{unknown_pupil.number}"))


def test_case_page_of_a_connected_case_says_nothing_of_it(letter_case: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").get(f"/sak/{letter_case.number}")

    assert "ikke koblet" not in words(page)


@pytest.fixture
def unknown_pupil(municipality: factories.Town) -> model.CaseRef:
    """The same routine, opened about somebody that the reporter did not find in the list."""
    publish(municipality)
    raw = {"hva": "En elev i 5A"}
    return cases.open_case(by=municipality.person("ansatt"), routine="brev", raw=raw, token="engang-1")


@pytest.fixture
def letter_case(municipality: factories.Town) -> model.CaseRef:
    publish(municipality)
    raw = {"elev": str(municipality.pupil().id), "hva": "x"}
    return cases.open_case(by=municipality.person("ansatt"), routine="brev", raw=raw, token="engang-1")


def publish(municipality: factories.Town) -> None:
    letter = "melding-om-mottatt-bekymring"
    reviewed = f'<zeebe:properties><zeebe:property name="se-over" value="{letter}" /></zeebe:properties>'
    diagram = diagrams.chain(
        "brev",
        diagrams.task(STEP, diagrams.form_of("skriv"), reviewed),
        lanes={"Rektor/Sosiallærer": ["inn", STEP]},
    )
    fields: list[dict[str, Any]] = [diagrams.text_field(key, required=True) for key in ANSWERS]
    asked = {"type": "datetime", "subtype": "date", "key": "evalueres", "id": "Field_e", "dateLabel": "Evalueres"}
    fields.append({**asked, "properties": {"plan": "evalueres"}})
    hidden = {"key": "skjult", "id": "Field_s", "conditional": {"hide": "=true"}}
    fields.append({**asked, **hidden, "properties": {"plan": "evalueres"}})
    fields.append(PPT)
    files = {
        "brev.bpmn": diagram,
        "forms/melding.form": diagrams.REPORT,
        "forms/skriv.form": diagrams.form("skriv", *fields),
    }
    files |= {f"letters/{path.name}": path.read_bytes() for path in (PROCESSES / "letters").iterdir()}
    routines.publish(files, ["brev"], municipality_id=municipality.id, by=None)


def task_page(browser: Browser) -> Any:
    return browser.get(browser.task())

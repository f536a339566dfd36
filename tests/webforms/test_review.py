"""Se over: the answers and the letter as it will be, before anything takes effect."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import diagrams
import factories
import pytest
from PIL import Image

from engine import cases, model, routines
from tests.webforms.browser import Browser, find, words

As = Callable[[str], Browser]
PROCESSES = Path(__file__).resolve().parents[2] / "processes"
STEP = "BAE-H-04.b"  # the letter takes its text from this step
ANSWERS = {
    "mottatt_fra": "foresatte", "mottatt_via": "telefon", "mottatt_dato": "5. januar",
    "henvendelse_til": "kontaktlærer", "saksansvarlig": "Rektor Eksempel", "avsender": "rektor",
}  # fmt: skip


def test_wrong_answers_never_come_as_far(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.fill(task_page(rektor), {**ANSWERS, "avsender": ""}).status_code == 422


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


def test_one_button_makes_it_count(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(rektor.fill(task_page(rektor), ANSWERS).location)

    answer = rektor.fill(page, {}, button="")

    assert answer.location == "/oppgaver"
    assert "Saken er avsluttet" in words(rektor.get(f"/sak/{letter_case.number}"))


def test_without_a_draft_there_is_nothing_to_look_over(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = task_href(rektor)

    assert rektor.client.get(f"{href}/se-over").location == href
    rektor.fill(task_page(rektor), ANSWERS)
    assert rektor.get(f"{href}/se-over/side-9.png").status_code == 404


def test_the_letter_is_closed_to_who_has_no_part(letter_case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(task_page(rektor), ANSWERS)

    assert as_role("helsesykepleier").get(f"{task_href(rektor)}/se-over/brev.pdf").status_code == 404


@pytest.fixture
def letter_case(municipality: factories.Town) -> model.CaseRef:
    letter = "melding-om-mottatt-bekymring"
    reviewed = f'<zeebe:properties><zeebe:property name="se-over" value="{letter}" /></zeebe:properties>'
    diagram = diagrams.chain(
        "brev",
        diagrams.task(STEP, diagrams.form_of("skriv"), reviewed),
        lanes={"Rektor": ["inn", STEP]},
    )
    fields: list[dict[str, Any]] = [diagrams.text_field(key, required=True) for key in ANSWERS]
    files = {
        "brev.bpmn": diagram,
        "forms/melding.form": diagrams.REPORT,
        "forms/skriv.form": diagrams.form("skriv", *fields),
    }
    files |= {f"letters/{path.name}": path.read_bytes() for path in (PROCESSES / "letters").iterdir()}
    routines.publish(files, ["brev"], municipality_id=municipality.id, by=None)
    raw = {"elev": str(municipality.pupil().id), "hva": "x"}
    return cases.open_case(by=municipality.person("ansatt"), routine="brev", raw=raw, token="engang-1")


def task_href(browser: Browser) -> str:
    return str(find(browser.get("/oppgaver"), "//a[@class='name']/@href")[0])


def task_page(browser: Browser) -> Any:
    return browser.get(task_href(browser))

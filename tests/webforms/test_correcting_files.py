"""A file that belongs to an answer is added, and taken away, where the answer is corrected."""

from __future__ import annotations

from io import BytesIO

import factories
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from engine import cases, model, overview
from tests.webforms.browser import As, Browser, find, words

ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja"}


@pytest.fixture
def correction(case: model.CaseRef, as_role: As, municipality: factories.Town) -> tuple[Browser, TestResponse]:
    """Return rektor's browser and the page that corrects rektor's answer."""
    by = municipality.person("rektor")
    [task] = [one for group in overview.my_tasks(by).groups.values() for one in group]
    cases.complete_task(task.id, by=by, raw={**ANSWERS, "tiltak": []}, seen_version=task.version)
    answer = overview.case_page(case.number, by).answers[-1].id
    rektor = as_role("rektor")
    return rektor, rektor.get(f"/sak/{case.number}/svar/{answer}/rett")


def note(name: str = "notat.txt") -> FileStorage:
    return FileStorage(BytesIO(b"Notat fra samtalen"), filename=name)


def test_a_file_added_to_a_corrected_answer_is_in_the_case(
    case: model.CaseRef, correction: tuple[Browser, TestResponse]
) -> None:
    rektor, page = correction

    answer = rektor.fill(page, {"vedlegg": note(), "grunn": "Vedlegget var glemt"})

    assert answer.status_code == 302
    shown = rektor.get(answer.location)
    [link] = find(shown, "//dd//a[contains(., 'notat.txt')]/@href")
    assert rektor.get(link).text == "Notat fra samtalen"
    assert "notat.txt" in words(rektor.get(f"/sak/{case.number}/dokumenter"))
    assert "Dokument lagt til" in words(rektor.get(f"/sak/{case.number}/hendelser"))


def test_a_browser_sends_the_file_with_the_correction(correction: tuple[Browser, TestResponse]) -> None:
    assert find(correction[1], "//form[.//input[@type='file']]/@enctype") == ["multipart/form-data"]


def test_a_file_is_kept_while_the_correction_is_refused(correction: tuple[Browser, TestResponse]) -> None:
    rektor, page = correction

    refused = rektor.fill(page, {"vedlegg": note(), "grunn": ""})
    answer = rektor.fill(refused, {"grunn": "Vedlegget var glemt"})

    assert refused.status_code == 422
    assert "notat.txt" in words(refused)
    assert "notat.txt" in words(rektor.get(answer.location))


def test_a_file_that_cannot_be_taken_in_stops_the_correction_and_says_why(
    case: model.CaseRef, correction: tuple[Browser, TestResponse]
) -> None:
    rektor, page = correction
    empty = FileStorage(BytesIO(b""), filename="tom.txt")

    refused = rektor.fill(page, {"vedlegg": empty, "grunn": "Vedlegget var glemt"})

    assert refused.status_code == 422
    assert "Filen «tom.txt» er tom" in words(refused)
    assert "Rettet" not in words(rektor.get(f"/sak/{case.number}/svar"))

"""A file that came with a request which could not take it in is asked for again by name, and by nobody forgotten."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import losing
from werkzeug.datastructures import FileStorage

from engine import model
from tests.webforms import browser as browsers
from tests.webforms.browser import As, Outrun, find, words

ASKED = "Filen «notat.txt» fulgte ikke med. Legg den ved på nytt."
ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Se vedlegget", "trygg": "ja"}


def note() -> FileStorage:
    return FileStorage(BytesIO(b"Notat fra samtalen"), filename="notat.txt")


def test_page_that_stood_open_too_long_asks_for_the_file_again(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    values, action = rektor.form_of(rektor.task_page())
    values.setlist("csrf_token", ["gammel"])
    for name, value in {**ANSWERS, "vedlegg": note(), "_gjor": "fullfor"}.items():
        values.setlist(name, [value])

    again = rektor.client.post(action, data=values, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True)

    assert ASKED in words(again)
    assert "Ingenting er gått tapt" not in words(again)


def test_page_that_could_not_be_stored_asks_for_the_file_and_sends_the_text_to_the_form(
    case: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()

    with losing.at("INSERT ON documents"):
        down = rektor.fill(page, {**ANSWERS, "vedlegg": note()})
    form = press_again(rektor, down)

    assert (down.status_code, ASKED in words(down)) == (503, True)
    assert form.status_code == 200
    assert find(form, "//input[@name='referat']/@value") == ["Se vedlegget"]
    assert rektor.fill(form, {"vedlegg": note()}).status_code == 302
    assert "notat.txt" in words(rektor.get(f"/sak/{case.number}/svar"))


def test_late_text_that_there_is_no_room_for_says_that_its_file_was_not_kept(
    case: model.CaseRef, outrun: Outrun
) -> None:
    _rektor, teacher, slow = outrun
    for number in range(5):
        teacher.fill(slow, {"referat": f"Tekst {number}"})

    refused = teacher.fill(slow, {"referat": "Den sjette", "vedlegg": note()})

    assert "Svaret ditt er ikke tatt vare på" in words(refused)
    assert "Filen «notat.txt» fulgte ikke med." in words(refused)


def test_late_text_that_is_kept_asks_for_no_file(case: model.CaseRef, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun

    kept = teacher.fill(slow, {"referat": "For sent", "vedlegg": note()})

    assert "notat.txt" not in words(kept)


def test_late_text_whose_file_cannot_be_taken_in_says_so(case: model.CaseRef, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun
    empty = FileStorage(BytesIO(b""), filename="tom.txt")

    kept = teacher.fill(slow, {"referat": "For sent", "vedlegg": [empty, note()]})

    assert "Svaret ditt er tatt vare på" in words(kept)
    assert "Filen «tom.txt» er tom." in words(kept)
    assert "notat.txt" not in words(kept)


def test_second_press_with_a_file_that_cannot_be_taken_in_says_so_without_its_name(
    case: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()
    rektor.fill(page, {**ANSWERS})

    again = rektor.fill(page, {**ANSWERS, "vedlegg": FileStorage(BytesIO(b""), filename="Kari.txt")})

    assert again.status_code == 302
    with rektor.client.session_transaction() as cookie:
        assert "Kari" not in str(cookie)
    assert "En fil som du la ved, kunne ikke tas imot." in words(rektor.get("/oppgaver"))


def press_again(browser: browsers.Browser, page: Any) -> Any:
    """Press «Send på nytt» on an error page."""
    values, action = browser.form_of(page)
    return browser.client.post(action, data=values, follow_redirects=True)

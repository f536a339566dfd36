"""The page that answered a POST is given again to who may still open what it tells of, and at an address of ours."""

from __future__ import annotations

import factories
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine import db, held_posts, model, tables
from tests.webforms import browser as browsers
from tests.webforms.browser import As


def test_page_of_a_case_is_given_no_more_once_the_case_is_closed_to_its_reader(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor = as_role("rektor")
    answer = post(rektor, f"/sak/{case.number}/grip-inn", {"grunn": "Fordi det haster"})
    assert rektor.client.get(answer.location).status_code == 422

    shield(case, municipality.person("rektor"))
    shown = rektor.client.get(answer.location)

    assert shown.status_code == 404
    assert case.number not in shown.text
    assert "Fordi det haster" not in shown.text


def test_page_of_a_task_is_given_no_more_once_the_task_is_anothers(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    teacher = as_role("kontaktlærer")
    answer = post(teacher, teacher.task(), {"referat": "Hemmelig", "sett": "0"})
    assert "Hemmelig" in teacher.client.get(answer.location).text
    shield(case, municipality.person("kontaktlærer"))
    shown = teacher.client.get(answer.location)

    assert (shown.status_code, "Hemmelig" in shown.text) == (404, False)


def test_reading_the_page_again_is_recorded(case: model.CaseRef, as_role: As, municipality: factories.Town) -> None:
    rektor = as_role("rektor")
    answer = post(rektor, f"/sak/{case.number}/grip-inn", {"grunn": "Fordi det haster"})
    before = readings(case, "grip-inn")

    rektor.client.get(answer.location)

    assert readings(case, "grip-inn") == before + 1


@pytest.mark.parametrize(("path", "page"), [("grip-inn", "grip-inn"), ("elev", "rett-elev")])
def test_who_is_refused_a_page_has_not_read_it(case: model.CaseRef, as_role: As, path: str, page: str) -> None:
    assert as_role("kontaktlærer").get(f"/sak/{case.number}/{path}").status_code == 403
    assert readings(case, page) == 0


def test_page_of_a_task_that_another_has_done_since_says_so_instead(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    answer = post(teacher, teacher.task(), {"referat": "Halvveis", "sett": "0"})
    rektor.fill(rektor.get(rektor.task()), {"referat": "Først", "trygg": "ja"})

    shown = teacher.client.get(answer.location)

    assert shown.status_code == 409
    assert "Oppgaven ble fullført av Rektor Eksempel" in browsers.words(shown)
    assert "Halvveis" in browsers.words(shown)


@pytest.mark.parametrize(("path", "leads_to"), [("/a\r\nb", "/a%0D%0Ab?"), ("//ond.invalid/a", "/ond.invalid/a?")])
def test_any_path_is_answered_with_an_address_of_ours(as_role: As, path: str, leads_to: str) -> None:
    teacher = as_role("kontaktlærer")

    token, raw = teacher.token(), {"PATH_INFO": path}
    answer = teacher.client.post("/", data={"csrf_token": token}, environ_overrides=raw)

    assert (answer.status_code, answer.location[: len(leads_to)]) == (303, leads_to)
    assert teacher.client.get(answer.location).status_code == 404


def test_pages_take_no_place_of_a_text_that_waits(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    mine = municipality.person("rektor")
    token = held_posts.keep("/oppgave/x", b"Skrevet i en time", person_id=mine.id) or ""
    rektor = as_role("rektor")

    for _ in range(held_posts.MOST + 1):
        rektor.client.post("/finnes-ikke", data={"csrf_token": rektor.token()})

    assert held_posts.kept(token, person_id=mine.id) == ("/oppgave/x", b"Skrevet i en time")


def post(browser: browsers.Browser, path: str, fields: dict[str, str]) -> TestResponse:
    """Fill in the page's form and press its first button; return the answer itself."""
    values, action = browser.form_of(browser.get(path))
    for name, value in {"_gjor": "fullfor", **fields}.items():
        values.setlist(name, [value])
    return browser.post_form(action, values)


def shield(case: model.CaseRef, about: model.Person) -> None:
    """Shield the case for skoleeier, and let it be about `about`."""
    c = tables.cases.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.number == case.number).values(shielded_role="skoleeier"))
        its = connection.scalar(sa.select(c.id).where(c.number == case.number))
        connection.execute(sa.insert(tables.case_subjects).values(case_id=its, person_id=about.id, field="hvem"))


def readings(case: model.CaseRef, page: str) -> int:
    r, c = tables.reads.c, tables.cases.c
    its = sa.select(c.id).where(c.number == case.number).scalar_subquery()
    with db.reading() as connection:
        count = sa.select(sa.func.count()).select_from(tables.reads).where(r.case_id == its, r.page == page)
        return int(connection.scalar(count) or 0)

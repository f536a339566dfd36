"""What an attacker with an account tries: others' addresses, others' tasks, forged posts, an ended session."""

from __future__ import annotations

from uuid import UUID

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import cases, db, model, overview, people, tables
from tests.webforms import attacking
from tests.webforms import browser as browsers
from tests.webforms.browser import As, words
from webforms import auth

OUTSIDERS = ["helsesykepleier", "ansatt", "skoleeier"]  # `ansatt` is the reporter
READS = [
    "/sak/{number}", "/sak/{number}/diagram.json", "/sak/{number}/plan", "/sak/{number}/svar",
    "/sak/{number}/dokumenter", "/sak/{number}/hendelser", "/sak/{number}/deltakere", "/sak/{number}/elev",
    "/sak/{number}/svar/{answer}/rett", "/sak/{number}/dokument/{document}/sendt", "/dokument/{document}",
    "/oppgave/{task}", "/oppgave/{task}/overlat", "/sak/{number}/skole",
]  # fmt: skip
WRITES = [
    "/oppgave/{task}", "/oppgave/{task}/utkast", "/oppgave/{task}/vis", "/oppgave/{task}/overlat",
    "/oppgave/{task}/se-over", "/sak/{number}/deltakere", "/sak/{number}/deltakere/{member}/avslutt",
    "/sak/{number}/elev", "/sak/{number}/svar/{answer}/rett", "/sak/{number}/driftsstans",
    "/sak/{number}/dokument/{document}/sendt", "/sak/{number}/skole",
]  # fmt: skip
BODY = {
    "_gjor": "fullfor", "referat": "smuglet inn", "grunn": "nysgjerrig", "person": "1", "elev": "1", "til": "1",
    "kanal": "E-post", "mottaker": "meg", "dag": "2026-01-05", "kl": "10:00",
}  # fmt: skip


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("path", READS)
def test_guessed_address_shows_nothing(place: dict[str, object], as_role: As, role: str, path: str) -> None:
    answer = as_role(role).get(path.format(**place))

    assert answer.status_code == 404
    assert "Testelev" not in answer.text
    assert attacking.reads() == []


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("path", WRITES)
def test_post_to_what_is_not_mine_changes_nothing(place: dict[str, object], as_role: As, role: str, path: str) -> None:
    before = attacking.state()

    answer = as_role(role).post(path.format(**place), BODY)

    assert answer.status_code in (403, 404)
    assert "Testelev" not in answer.text
    assert attacking.state() == before


@pytest.mark.parametrize("path", WRITES)
def test_post_without_a_token_changes_nothing(place: dict[str, object], as_role: As, path: str) -> None:
    before = attacking.state()

    as_role("rektor").client.post(path.format(**place), data=BODY)

    assert attacking.state() == before


@pytest.mark.parametrize("path", ["/meld/prove", "/meld/prove/utkast", "/logg-inn"])
def test_forged_post_from_another_site_opens_nothing(routine: str, as_role: As, path: str) -> None:
    before = attacking.state()

    as_role("ansatt").client.post(path, data={"hva": "x", **BODY}, headers={"Origin": "https://ond.invalid"})

    assert attacking.state() == before


@pytest.mark.parametrize("path", READS)
def test_every_reading_of_a_case_is_noted(place: dict[str, object], as_role: As, path: str) -> None:
    rektor = as_role("rektor")

    assert rektor.get(path.format(**place)).status_code == 200

    assert attacking.reads() == [rektor.person.id if rektor.person else None]


def test_rektor_of_another_school_is_an_outsider(
    app: Flask, place: dict[str, object], municipality: factories.Town
) -> None:
    other = browsers.browser(app, municipality.person("rektor", school=1))

    assert {other.get(path.format(**place)).status_code for path in READS} == {404}
    assert {other.post(path.format(**place), BODY).status_code for path in WRITES} <= {403, 404}
    assert "Ingen saker står" in words(other.get("/saker-som-staar"))


def test_receipt_is_the_reporters_alone(case: model.CaseRef, as_role: As) -> None:
    path = f"/kvittering/{case.number}"

    assert as_role("ansatt").get(path).status_code == 200
    assert {as_role(role).get(path).status_code for role in ("rektor", "kontaktlærer", "skoleeier")} == {404}


def test_token_of_another_case_opens_no_case_of_mine(routine: str, as_role: As, case: model.CaseRef) -> None:
    """`engang-1` has opened the reporter's case; somebody else sends it with a form of their own."""
    lurker = as_role("lærer")

    answer = lurker.fill(lurker.get("/meld/prove"), {"engang": "engang-1", "hva": "x"})

    assert case.number not in (answer.location or "")
    assert case.number not in answer.text


def test_answer_does_not_make_anothers_document_mine(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    """The number of a document of another case, written into a file field."""
    other = case_of(municipality, school=1)
    theirs = attacking.document(other.id)
    rektor = as_role("rektor")

    rektor.fill(rektor.task_page(), {"referat": "x", "vedlegg": str(theirs)})

    assert rektor.get(f"/dokument/{theirs}").status_code == 404
    assert "hemmelig.pdf" not in rektor.get(f"/sak/{case.number}/svar").text


def test_number_of_an_answer_in_another_case_says_what_a_number_of_none_says(
    place: dict[str, object], municipality: factories.Town, app: Flask
) -> None:
    own, other = case_of(municipality, school=1), browsers.browser(app, municipality.person("rektor", school=1))

    pages = [other.get(f"/sak/{own.number}/svar/{number}/rett") for number in (place["answer"], 424242)]

    assert [(one.status_code, "Det er ikke noe her å rette" in words(one)) for one in pages] == [(409, True)] * 2


def test_ended_session_reads_nothing(app: Flask, case: model.CaseRef, municipality: factories.Town) -> None:
    rektor = browsers.browser(app, municipality.person("rektor"))
    cookie = rektor.client.get_cookie(auth.SESSION)
    assert cookie is not None
    people.close_session(cookie.value)

    answer = rektor.client.get(f"/sak/{case.number}")

    assert (answer.status_code, "Testelev" in answer.text) == (302, False)


def case_of(town: factories.Town, school: int) -> model.CaseRef:
    return factories.case(town, school=school, pupil=None)


@pytest.fixture
def place(case: model.CaseRef, municipality: factories.Town) -> dict[str, object]:
    """The numbers of a case that an attacker has guessed: its task, an answer, a document, a member."""
    rektor = municipality.person("rektor")
    task: UUID = next(task for group in overview.my_tasks(rektor).groups.values() for task in group).id
    avd = municipality.person("avdelingsleder")
    member = cases.add_member(case.id, by=rektor, person_id=avd.id, reason="Følger opp")
    with db.reading() as connection:
        answer = connection.scalar(sa.select(tables.answers.c.id).where(tables.answers.c.case_id == case.id))
    return {
        "number": case.number,
        "task": task,
        "answer": answer,
        "document": attacking.document(case.id),
        "member": member,
    }

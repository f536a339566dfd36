"""What an attacker with an account tries: others' addresses, others' tasks, forged posts, lying files, odd numbers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import factories
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from engine import cases, db, model, overview, people, tables
from tests.webforms import browser as browsers
from tests.webforms.browser import Browser, find, words
from webforms import auth

As = Callable[[str], Browser]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\x00" * 40
OUTSIDERS = ["helsesykepleier", "ansatt", "skoleeier"]  # `ansatt` is the reporter
READS = [
    "/sak/{number}", "/sak/{number}/diagram.json", "/sak/{number}/plan", "/sak/{number}/svar",
    "/sak/{number}/dokumenter", "/sak/{number}/hendelser", "/sak/{number}/deltakere", "/sak/{number}/elev",
    "/sak/{number}/svar/{answer}/rett", "/sak/{number}/dokument/{document}/sendt", "/dokument/{document}",
    "/oppgave/{task}", "/oppgave/{task}/overlat",
]  # fmt: skip
WRITES = [
    "/oppgave/{task}", "/oppgave/{task}/utkast", "/oppgave/{task}/vis", "/oppgave/{task}/overlat",
    "/oppgave/{task}/se-over", "/sak/{number}/deltakere", "/sak/{number}/deltakere/{member}/avslutt",
    "/sak/{number}/elev", "/sak/{number}/svar/{answer}/rett", "/sak/{number}/driftsstans",
    "/sak/{number}/dokument/{document}/sendt",
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
    assert reads() == []


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("path", WRITES)
def test_post_to_what_is_not_mine_changes_nothing(place: dict[str, object], as_role: As, role: str, path: str) -> None:
    before = state()

    answer = as_role(role).post(path.format(**place), BODY)

    assert answer.status_code in (403, 404)
    assert "Testelev" not in answer.text
    assert state() == before


@pytest.mark.parametrize("path", WRITES)
def test_post_without_a_token_changes_nothing(place: dict[str, object], as_role: As, path: str) -> None:
    before = state()

    as_role("rektor").client.post(path.format(**place), data=BODY)

    assert state() == before


@pytest.mark.parametrize("path", ["/meld/prove", "/meld/prove/utkast", "/logg-inn"])
def test_forged_post_from_another_site_opens_nothing(routine: str, as_role: As, path: str) -> None:
    before = state()

    as_role("ansatt").client.post(path, data={"hva": "x", **BODY}, headers={"Origin": "https://ond.invalid"})

    assert state() == before


@pytest.mark.parametrize("path", READS)
def test_every_reading_of_a_case_is_noted(place: dict[str, object], as_role: As, path: str) -> None:
    rektor = as_role("rektor")

    assert rektor.get(path.format(**place)).status_code == 200

    assert reads() == [rektor.person.id if rektor.person else None]


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


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/dokument/{}", "/sak/{case}/svar/{}/rett", "/sak/{case}/dokument/{}/sendt"])
def test_absurd_number_is_a_page_that_is_not_there(case: model.CaseRef, as_role: As, path: str, number: int) -> None:
    answer = as_role("rektor").get(path.format(number, case=case.number))

    assert answer.status_code in (404, 409)


@pytest.mark.parametrize("field", ["sett", "utkast"])
@pytest.mark.parametrize("value", ["9" * 30, "9" * 5000, "-1", "x", "٣"])
def test_absurd_version_loses_no_word(case: model.CaseRef, as_role: As, field: str, value: str) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(task_page(rektor), {"referat": "Mine ord", field: value})

    assert answer.status_code in (302, 409)
    if answer.status_code == 409:
        assert "Mine ord" in answer.text


def test_absurd_row_or_file_number_is_passed_over(case: model.CaseRef, as_role: As) -> None:
    rektor, huge = as_role("rektor"), "9" * 5000
    sent = {"referat": "Mine ord", "tiltak:antall": huge, "vedlegg": "9" * 30}

    again = rektor.fill(task_page(rektor), sent, button=f"_rad=fjern tiltak.{huge}")
    assert (again.status_code, find(again, "//input[@name='referat']/@value")) == (200, ["Mine ord"])

    assert rektor.fill(task_page(rektor), sent).status_code == 302


def test_number_of_a_document_that_is_not_mine_does_not_close_my_page(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    rektor.fill(task_page(rektor), {"referat": "x", "vedlegg": "424242"}, button="_gjor=lagre")

    assert task_page(rektor).status_code == 200


def test_absurd_member_is_not_there(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.post(f"/sak/{case.number}/deltakere/{2**63}/avslutt").status_code == 404
    for path, name in (("deltakere", "person"), ("elev", "elev")):
        answer = rektor.post(f"/sak/{case.number}/{path}", {name: "9" * 30, "grunn": "x"})
        assert answer.status_code in (404, 422)
    task = find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0]
    assert rektor.post(f"{task}/overlat", {"til": "9" * 30}).status_code == 422


def test_text_that_no_person_types_is_kept_as_far_as_can_be(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(task_page(rektor), {"referat": "før\x00etter"})

    assert answer.status_code == 302
    assert "før" in words(rektor.get(f"/sak/{case.number}/svar"))


@pytest.mark.parametrize("path", ["/sak/%00", "/kvittering/%00", "/meld/%00", "/sak/2026-0001%00/svar"])
def test_address_that_no_person_types_is_not_there(municipality: factories.Town, as_role: As, path: str) -> None:
    assert as_role("rektor").get(path).status_code == 404


def test_plain_field_that_no_person_types_is_stored_as_far_as_can_be(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    assert rektor.person is not None

    answer = rektor.post(f"/sak/{case.number}/deltakere", {"person": str(rektor.person.id), "grunn": "før\x00etter"})

    assert answer.status_code == 302
    assert browsers.browser(rektor.client.application).post("/logg-inn", {"bruker": "a\x00"}).status_code == 401


def test_end_of_access_that_cannot_be_read_gives_none_without_end(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    assert rektor.person is not None
    before = state()

    answer = rektor.post(
        f"/sak/{case.number}/deltakere", {"person": str(rektor.person.id), "grunn": "vikar", "til": "31.12.2026"}
    )

    assert (answer.status_code, state()) == (422, before)


def test_text_without_end_is_answered_by_a_page(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(task_page(rektor), {"referat": "x" * 5_000_000})

    assert answer.status_code == 413
    assert "for stort" in words(answer)


def test_body_that_is_no_form_is_answered_by_a_page(app: Flask, municipality: factories.Town) -> None:
    guest = browsers.browser(app)

    answer = guest.client.post("/logg-inn", data=b"x" * 5_000_000, content_type="multipart/form-data; boundary=a")

    assert answer.status_code == 413


def test_text_is_never_markup(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    evil = "<img src=x onerror=alert(1)>{{7*7}}"

    rektor.fill(task_page(rektor), {"referat": evil})

    page = rektor.get(f"/sak/{case.number}/svar")
    assert find(page, "//img[@src='x']") == []
    assert evil in words(page)


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (PNG, "regnskap.exe", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bilde.png", "text/plain"),
        (b"<html><script>alert(1)</script>", "side.pdf", "text/plain"),
        (b"%PDF-1.7\n" + b"x" * 400, "../../etc/passwd", "application/pdf"),
        (PNG, 'a"; filename="b.exe\r\nX-Ond: ja.png', "image/png"),
    ],
)
def test_file_is_what_its_content_says(case: model.CaseRef, as_role: As, content: bytes, name: str, media: str) -> None:
    rektor = as_role("rektor")
    page = rektor.fill(task_page(rektor), {"vedlegg": FileStorage(BytesIO(content), filename=name)})

    answer = rektor.get(find(page, "//ul[@class='files']//a/@href")[0])

    assert answer.mimetype == media
    assert "X-Ond" not in answer.headers
    assert "/" not in answer.headers["Content-Disposition"].partition("''")[2]
    if media == "text/plain":
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_answer_does_not_make_anothers_document_mine(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    """The number of a document of another case, written into a file field."""
    other = case_of(municipality, school=1)
    theirs = document(other.id)
    rektor = as_role("rektor")

    rektor.fill(task_page(rektor), {"referat": "x", "vedlegg": str(theirs)})

    assert rektor.get(f"/dokument/{theirs}").status_code == 404
    assert "hemmelig.pdf" not in rektor.get(f"/sak/{case.number}/svar").text


def test_ended_session_reads_nothing(app: Flask, case: model.CaseRef, municipality: factories.Town) -> None:
    rektor = browsers.browser(app, municipality.person("rektor"))
    cookie = rektor.client.get_cookie(auth.SESSION)
    assert cookie is not None
    people.close_session(cookie.value)

    answer = rektor.client.get(f"/sak/{case.number}")

    assert (answer.status_code, "Testelev" in answer.text) == (302, False)


def task_page(browser: Browser) -> TestResponse:
    return browser.get(find(browser.get("/oppgaver"), "//a[@class='name']/@href")[0])


def case_of(town: factories.Town, school: int) -> model.CaseRef:
    return factories.case(town, school=school, pupil=None)


def document(case_id: int) -> int:
    """Put a letter into a case."""
    return factories.insert(
        tables.documents, case_id=case_id, kind="letter", name="hemmelig.pdf", title="hemmelig.pdf",
        media_type="application/pdf", content=b"%PDF-", sha256="0" * 64, at=factories.OPENED,
    )  # fmt: skip


def reads() -> list[int]:
    with db.reading() as connection:
        return list(connection.scalars(sa.select(tables.reads.c.person_id)))


def state() -> list[int]:
    """Return how many rows there are of all that a case is made of, and what moves without a new row."""
    changing = (
        tables.cases, tables.answers, tables.events, tables.drafts, tables.documents, tables.deliveries,
        tables.case_members, tables.messages,
    )  # fmt: skip
    with db.reading() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in changing]
        return [*counts, connection.scalar(sa.select(sa.func.sum(tables.tasks.c.version)))]


@pytest.fixture
def place(case: model.CaseRef, municipality: factories.Town) -> dict[str, object]:
    """The numbers of a case that an attacker has guessed: its task, an answer, a document, a member."""
    rektor = municipality.person("rektor")
    task: UUID = next(task for group in overview.my_tasks(rektor).groups.values() for task in group).id
    avd = municipality.person("avdelingsleder")
    member = cases.add_member(case.id, by=rektor, person_id=avd.id, reason="Følger opp")
    with db.reading() as connection:
        answer = connection.scalar(sa.select(tables.answers.c.id).where(tables.answers.c.case_id == case.id))
    return {"number": case.number, "task": task, "answer": answer, "document": document(case.id), "member": member}


@pytest.mark.parametrize("path", ["", "/utkast"])
def test_text_without_end_fills_no_database_and_stays_on_the_page(
    case: model.CaseRef, as_role: Callable[[str], Browser], path: str
) -> None:
    rektor = as_role("rektor")
    href = find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0]

    answer = rektor.post(f"{href}{path}", {"referat": "Mine ord " * 150_000, "_gjor": "lagre"})

    assert answer.status_code == 413
    assert "Teksten er for lang" in words(answer)
    assert answer.text.count("Mine ord") >= 150_000
    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.drafts)) == 0

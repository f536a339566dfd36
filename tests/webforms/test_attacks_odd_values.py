"""Numbers, signs and dates that no person types, sent by hand: a page answers, and no word is lost."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, model
from tests.webforms import attacking
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/dokument/{}", "/sak/{case}/svar/{}/rett", "/sak/{case}/dokument/{}/sendt"])
def test_absurd_number_is_a_page_that_is_not_there(case: model.CaseRef, as_role: As, path: str, number: int) -> None:
    answer = as_role("rektor").get(path.format(number, case=case.number))

    assert answer.status_code in (404, 409)


@pytest.mark.parametrize("field", ["sett", "utkast"])
@pytest.mark.parametrize("value", ["9" * 30, "9" * 5000, "-1", "x", "٣"])
def test_absurd_version_loses_no_word(case: model.CaseRef, as_role: As, field: str, value: str) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(rektor.task_page(), {"referat": "Mine ord", field: value})

    assert answer.status_code in (302, 409)
    if answer.status_code == 409:
        assert "Mine ord" in answer.text


def test_absurd_row_or_file_number_is_passed_over(case: model.CaseRef, as_role: As) -> None:
    rektor, huge = as_role("rektor"), "9" * 5000
    sent = {"referat": "Mine ord", "tiltak:antall": huge, "vedlegg": "9" * 30}

    again = rektor.fill(rektor.task_page(), sent, button=f"_rad=fjern tiltak.{huge}")
    assert (again.status_code, find(again, "//input[@name='referat']/@value")) == (200, ["Mine ord"])

    assert rektor.fill(rektor.task_page(), sent).status_code == 302


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_ends_of_the_calendar_closes_no_page(case: model.CaseRef, as_role: As, day: str) -> None:
    rektor = as_role("rektor")

    sent = {"referat": "Mine ord", "gjennomfort:dato": day, "gjennomfort:kl": "23:59" if day > "2" else "00:00"}
    assert rektor.fill(rektor.task_page(), sent).status_code == 302

    assert rektor.task_page().status_code == 200
    for page in ("", "/svar", "/hendelser"):
        assert rektor.get(f"/sak/{case.number}{page}").status_code == 200


def test_a_value_that_nothing_can_count_with_is_refused_and_one_that_can_says_what_it_is_read_as(
    municipality: factories.Town, as_role: As
) -> None:
    reads = '<zeebe:ioMapping><zeebe:input source="=hva" target="ord"/></zeebe:ioMapping>'
    drawn = diagrams.chain("leser", diagrams.task("A", reads), lanes={"Rektor": ["inn", "A"]})
    diagrams.publish(municipality.id, "leser", drawn)
    raw = {"elev": str(municipality.pupil().id), "hva": "x"}
    case = cases.open_case(by=municipality.person("ansatt"), routine="leser", raw=raw, token="to")
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"

    for value in ("[" * 1900, "NaN", "9" * 5000):
        assert rektor.post(path, {"hva": "set", "navn": "hva", "verdi": value}).status_code == 422

    assert "Ny verdi: 2026-W01-1 · leses som en tekst" in words(
        rektor.post(path, {"hva": "set", "navn": "hva", "verdi": "2026-W01-1"})
    )


def test_number_of_a_document_that_is_not_mine_does_not_close_my_page(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    rektor.fill(rektor.task_page(), {"referat": "x", "vedlegg": "424242"}, button="_gjor=lagre")

    assert rektor.task_page().status_code == 200


def test_absurd_member_is_not_there(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.post(f"/sak/{case.number}/deltakere/{2**63}/avslutt").status_code == 404
    for path, name in (("deltakere", "person"), ("elev", "elev")):
        answer = rektor.post(f"/sak/{case.number}/{path}", {name: "9" * 30, "grunn": "x"})
        assert answer.status_code in (404, 422)
    task = rektor.task()
    assert rektor.post(f"{task}/overlat", {"til": "9" * 30}).status_code == 422


def test_text_that_no_person_types_is_kept_as_far_as_can_be(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(rektor.task_page(), {"referat": "før\x00etter"})

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
    before = attacking.state()

    answer = rektor.post(
        f"/sak/{case.number}/deltakere", {"person": str(rektor.person.id), "grunn": "vikar", "til": "31.12.2026"}
    )

    assert (answer.status_code, attacking.state()) == (422, before)

"""Back in the browser after a page that answered a POST: nothing is asked for again, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import factories
import losing
import pytest

from engine import cases, clock, model, overview
from tests.webforms import browser as browsers
from tests.webforms.browser import As


def test_submit_that_came_too_late_leads_to_an_address_that_shows_the_text(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    teacher, rektor = as_role("kontaktlærer"), municipality.person("rektor")
    page = teacher.get(f"/oppgave/{task_of(rektor)}")
    finish(rektor)

    answer = post(teacher, page, {"referat": "Det jeg skrev"})
    shown = teacher.get(answer.location)

    assert (answer.status_code, answer.data) == (303, b"")
    assert (shown.status_code, "Det jeg skrev" in browsers.words(shown)) == (409, True)
    assert teacher.get(answer.location).text == shown.text  # as often as one goes back to it


@pytest.mark.parametrize(("where", "wrong"), [("grip-inn", {}), ("svar/{answer}/rett", {"referat": ""})])
def test_page_of_a_case_that_answers_is_an_address_of_its_own(
    case: model.CaseRef, as_role: As, municipality: factories.Town, where: str, wrong: dict[str, str]
) -> None:
    finish(municipality.person("rektor"))
    rektor = as_role("rektor")
    answer_id = overview.case_page(case.number, municipality.person("rektor")).answers[-1].id
    page = rektor.get(f"/sak/{case.number}/{where.format(answer=answer_id)}")

    answer = post(rektor, page, {"grunn": "Fordi det haster", **wrong})
    shown = rektor.get(answer.location)

    assert answer.status_code == 303
    assert "Fordi det haster" in shown.text


def test_moving_cases_answers_with_an_address(routine: str, as_role: As) -> None:
    owner = as_role("prosesseier")
    address = f"/rutiner/{routine}/utgave/1/flytt"

    answer = owner.client.post(address, data={"csrf_token": owner.token(), "grunn": "Ny utgave", "_gjor": "flytt"})

    assert answer.status_code == 303
    assert owner.get(answer.location).status_code in (200, 422)


def test_page_is_its_own_persons_and_for_an_hour(
    case: model.CaseRef, as_role: As, municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    own = clock_at("2026-01-07 10:00")
    teacher = as_role("kontaktlærer")
    answer = teacher.client.post("/finnes-ikke", data={"csrf_token": teacher.token()})
    assert answer.status_code == 303
    assert teacher.client.get(answer.location).status_code == 404
    assert as_role("rektor").client.get(answer.location).status_code == 302
    own.set(own.now() + timedelta(minutes=61))
    assert teacher.client.get(answer.location).status_code == 302


def test_submit_that_is_stored_but_could_not_move_the_case_is_received_and_sending_again_is_no_fault(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/oppgave/{task_of(municipality.person('rektor'))}")
    answers = {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja"}

    with losing.at("UPDATE ON cases"):
        received = rektor.client.get(post(rektor, page, answers).location)
    again, once_more = (rektor.client.get(post(rektor, page, answers).location) for _press in range(2))

    assert (received.status_code, "Svarene dine er mottatt" in browsers.words(received)) == (202, True)
    assert f"er lagret i sak {case.number}" in browsers.words(received)
    assert "send på nytt" not in browsers.words(received)
    assert [one.status_code for one in (again, once_more)] == [200, 200]
    assert "er fullført" in browsers.words(again)
    assert "er alt mottatt" in browsers.words(once_more)


def test_submit_whose_connection_is_lost_before_it_is_stored_keeps_the_text_to_send_again(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor = as_role("rektor")
    page = rektor.get(f"/oppgave/{task_of(municipality.person('rektor'))}")

    with losing.at("INSERT ON answers"):
        answer = post(rektor, page, {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja"})
    shown = rektor.client.get(answer.location)

    assert (shown.status_code, "Snakket" in browsers.words(shown)) == (503, True)
    assert "Send på nytt" in browsers.words(shown)


def task_of(person: model.Person) -> object:
    return next(task for group in overview.my_tasks(person).groups.values() for task in group).id


def finish(person: model.Person) -> None:
    task = next(task for group in overview.my_tasks(person).groups.values() for task in group)
    raw = {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja", "tiltak": []}
    cases.complete_task(task.id, by=person, raw=raw, seen_version=task.version)


def post(browser: browsers.Browser, page: object, fields: dict[str, str], button: str = "_gjor=fullfor") -> object:
    values, action = browser.form_of(page)  # type: ignore[arg-type]
    for name, value in fields.items():
        values.setlist(name, [value])
    name, _, value = button.partition("=")
    values.setlist(name, [value])
    return browser.post_form(action, values)

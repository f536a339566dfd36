"""Sak, Saker som står, Rutiner: who may see what, what they say, what can be changed, and that reading is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import factories
import pytest

from engine import audit, cases, clock, db, model, rows
from engine.cases import telling
from tests.webforms import case_states
from tests.webforms.browser import As, Browser, find, words
from webforms import language

TABS = ("", "/plan", "/svar", "/dokumenter", "/hendelser", "/deltakere")


@pytest.mark.parametrize("tab", TABS)
def test_tab_is_open_to_rektor_and_closed_to_others(case: model.CaseRef, as_role: As, tab: str) -> None:
    path = f"/sak/{case.number}{tab}"

    assert as_role("rektor").get(path).status_code == 200
    closed = as_role("helsesykepleier").get(path)
    assert closed.status_code == 404
    assert "Testelev" not in closed.text


def test_overview_says_who_has_it_and_when(case: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").get(f"/sak/{case.number}")

    assert "Nå: «Steg SAMTALE» hos Kontaktlærer Eksempel eller Rektor Eksempel." in words(page)
    assert "Det haster: steget skal gjøres straks." in words(page)
    assert [one.get("data-state") for one in find(page, "//ol[@class='outline']/li")][:3] == ["done", "now", "ahead"]


def test_step_that_is_done_says_who_did_it_and_in_which_role(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.get(f"/oppgave/{task_of(rektor)}"), {"referat": "Vil helst være inne", "trygg": "ja"})

    page = rektor.get(f"/sak/{case.number}")
    done = [" ".join(one.text_content().split()) for one in find(page, "//ol[@class='outline']/li[@data-state='done']")]

    assert "Ansatt Eksempel" in done[0]
    assert done[1] == "Steg SAMTALEGjort · Rektor Eksempel (rektor)"


def test_open_step_says_how_its_deadline_was_counted(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.get(f"/oppgave/{task_of(rektor)}"), {"referat": "Vil helst være inne", "trygg": "ja"})

    told = find(rektor.get(f"/sak/{case.number}"), "//p[contains(@class, 'how')]/text()")

    assert [one.startswith("3 skoledager") for one in told] == [True]


def test_what_cannot_be_begun_in_the_case_is_said_there_and_only_to_who_may_open_it(
    case: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/begynn"

    late = rektor.post(path, {"hva": "SAMTALE", "sett": "999"})

    assert late.status_code == 303
    assert "Saken er endret etter at siden ble åpnet." in words(rektor.get(late.location))
    assert as_role("helsesykepleier").post(path, {"hva": "SAMTALE", "sett": "1"}).status_code == 404


def test_diagram_comes_with_the_state_of_its_elements(case: model.CaseRef, as_role: As) -> None:
    found = as_role("rektor").get(f"/sak/{case.number}/diagram.json").json

    assert found["drawings"][0]["states"]["SAMTALE"] == "now"
    assert found["opens"]["element"] == "SAMTALE"
    assert "<bpmn:process" in found["drawings"][0]["xml"]


def test_a_sent_message_says_its_kind_and_to_whom(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    path, task = f"/sak/{case.number}/hendelser", task_of(as_role("kontaktlærer"))
    helper = municipality.person("helsesykepleier")
    with db.transaction() as connection:
        now = rows.case(connection, case.id)
        news = telling.News("frist-passert", "SAMTALE", "Steg SAMTALE", f"prøve:{task}")
        audit.record(connection, case.id, telling.tell(connection, now, [model.Recipient(helper.id, "")], news))

    page = as_role("rektor").get(path)
    said = [" ".join(one.text_content().split()) for one in find(page, "//ol/li/p")]

    assert said[0] == f"Fristen er ute – til {helper.name}"
    assert {"Ny oppgave – til kontaktlærer", "Ny oppgave – til rektor"} <= set(said)


def test_every_reading_is_noted_and_shown(case: model.CaseRef, as_role: As) -> None:
    as_role("kontaktlærer").get(f"/sak/{case.number}/svar")

    page = as_role("rektor").get(f"/sak/{case.number}/deltakere")

    assert "Kontaktlærer Eksempel" in words(page)
    assert "Samtaler og svar" in find(page, "//table//td/text()")


def test_member_is_added_with_a_reason_and_removed(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/deltakere"
    helper = municipality.person("helsesykepleier")

    missing = rektor.post(path, {"person": str(helper.id), "grunn": ""})
    assert missing.status_code == 422
    assert find(missing, "//option[@selected]/@value") == [str(helper.id)]

    rektor.post(path, {"person": str(helper.id), "grunn": "Følger opp eleven"})
    assert as_role("helsesykepleier").get(f"/sak/{case.number}").status_code == 200

    end = find(rektor.get(path), "//form[contains(@action,'avslutt')]/@action")[0]
    rektor.post(end)
    assert as_role("helsesykepleier").get(f"/sak/{case.number}").status_code == 404


@pytest.mark.parametrize(
    ("state", "role", "said"),
    [
        ("åpen", "rektor", "I tillegg ser rektor saken, og de som har eller har hatt en oppgave i den."),
        ("avsluttet", "rektor", "Saken er avsluttet. I tillegg ser bare rektor den."),
        ("skjermet", "skoleeier", "Saken er skjermet. I tillegg ser bare skoleeier den."),
    ],
)
def test_who_sees_the_case_beside_its_members_is_said_as_it_is(
    municipality: factories.Town, as_role: As, clock_at: Callable[[str], clock.Clock], state: str, role: str, said: str
) -> None:
    clock_at(case_states.START)
    case_states.publish(municipality)
    case = case_states.report(municipality, state, "Testelev A")
    case_states.MAKERS[state](municipality, case)

    page = as_role(role).get(f"/sak/{case.number}/deltakere")

    assert said in words(page)
    assert words(page).count("I tillegg ser") == 1


def test_only_who_leads_the_case_changes_it(case: model.CaseRef, as_role: As, municipality: factories.Town) -> None:
    teacher = as_role("kontaktlærer")
    helper = municipality.person("helsesykepleier")

    answer = teacher.post(f"/sak/{case.number}/deltakere", {"person": str(helper.id), "grunn": "x"})

    assert answer.status_code == 403
    assert teacher.get(f"/sak/{case.number}/elev").status_code == 403


def test_wrong_pupil_is_corrected_with_trace(case: model.CaseRef, as_role: As, municipality: factories.Town) -> None:
    rektor, right = as_role("rektor"), municipality.pupil("Testelev B")
    page = rektor.get(f"/sak/{case.number}/elev")

    assert rektor.fill(page, {"elev": "", "grunn": "Feil"}, button="").status_code == 422

    rektor.fill(page, {"elev": str(right.id), "grunn": "To elever ble forvekslet"}, button="")

    assert "Testelev B" in words(rektor.get(f"/sak/{case.number}"))
    assert "To elever ble forvekslet" in words(rektor.get(f"/sak/{case.number}/hendelser"))


def test_answer_is_corrected_and_the_old_one_kept(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    link = find(rektor.get(f"/sak/{case.number}/svar"), "//a[contains(@href,'/rett')]/@href")[0]
    page = rektor.get(link)

    missing = rektor.fill(page, {"hva": "Står alene i storefri"})
    assert missing.status_code == 422
    assert find(missing, "//input[@name='hva']/@value") == ["Står alene i storefri"]

    rektor.fill(page, {"hva": "Står alene i storefri", "grunn": "Presisering"})

    page = rektor.get(f"/sak/{case.number}/svar")
    assert "Står alene i storefri" in words(page)
    assert "Rettet senere" in words(page)


def test_standing_cases_are_the_leaders(own: clock.Clock, case: model.CaseRef, as_role: As) -> None:
    own.set(factories.moment("2026-06-01 10:00"))

    page = as_role("rektor").get("/saker-som-staar")

    assert case.number in words(page)
    assert "Straks – har stått for lenge" in words(page)
    assert "Saker som står" in find(page, "//nav//a/text()")
    assert "Saker som står" not in find(as_role("ansatt").get("/oppgaver"), "//nav//a/text()")
    assert "Ingen saker står" in words(as_role("ansatt").get("/saker-som-staar"))


@pytest.mark.parametrize(("role", "is_open"), [("rektor", True), ("skoleeier", False)])
@pytest.mark.parametrize("path", ["/saker-som-staar", "/tidsfrister"])
def test_lists_of_who_leads_link_to_the_cases_they_may_open(
    own: clock.Clock, case: model.CaseRef, as_role: As, role: str, is_open: bool, path: str
) -> None:
    own.set(factories.moment("2026-06-01 10:00"))

    page = as_role(role).get(path)

    assert case.number in words(page)
    assert (f"/sak/{case.number}" in find(page, "//ul[@class='tasks']//a/@href")) is is_open


def test_routines_in_force_are_listed(routine: str, as_role: As) -> None:
    assert "Prove" in words(as_role("ansatt").get("/rutiner"))


def test_nynorsk_follows_the_person(case: model.CaseRef, municipality: factories.Town, as_role: As) -> None:
    import sqlalchemy as sa

    from engine import tables

    with db.transaction() as connection:
        rektor = tables.people.c.id == municipality.person("rektor").id
        connection.execute(sa.update(tables.people).where(rektor).values(language="nn"))

    assert "Oppgåvene mine" in words(as_role("rektor").get("/oppgaver"))
    assert language.current() == "nb"  # what comes next in this thread is not that person's


def test_ended_case_says_how_and_counts_no_days(
    own: clock.Clock, case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor = municipality.person("rektor")
    done = cases.complete_task(task_of(as_role("rektor")), by=rektor, raw={"referat": "Ferdig"}, seen_version=None)
    cases.complete_task(done.opened[0], by=rektor, raw={}, seen_version=None)

    page = words(as_role("rektor").get(f"/sak/{case.number}"))
    assert "Saken er avsluttet" in page
    assert "dag 1" not in page


def task_of(browser: Browser) -> object:
    from uuid import UUID

    return UUID(browser.task().rsplit("/", 1)[1])


def test_standing_cases_come_a_page_at_a_time_by_reason_and_school(municipality: factories.Town, as_role: As) -> None:
    here = municipality.schools[0]
    for number in range(51):
        one = factories.case(municipality, pupil=None, number=f"m-{number:02}")
        factories.task(one.id, opens_to=[("rektor", f"s:{here.id}")], due_at=factories.OPENED)
    owner = as_role("skoleeier")

    first = owner.get("/saker-som-staar?grunn=overdue")
    second = owner.get(find(first, "//a[text()='Vis flere']/@href")[0])
    other = owner.get(f"/saker-som-staar?skole={municipality.schools[1].id}")

    assert [len(find(page, "//ul[@class='tasks']/li")) for page in (first, second, other)] == [50, 1, 0]
    assert "Side 2 av 2" in words(second)
    assert not find(second, "//a[text()='Vis flere']")
    assert here.name in find(first, "//select[@name='skole']/option/text()")
    assert owner.get("/saker-som-staar?skole=x&side=-1&grunn=x").status_code == 200


def test_inbox_and_log_come_a_page_at_a_time(case: model.CaseRef, municipality: factories.Town, as_role: As) -> None:
    rektor, here = as_role("rektor"), municipality.schools[0]
    for number in range(50):
        one = factories.case(municipality, pupil=None, number=f"m-{number:02}")
        factories.task(one.id, opens_to=[("rektor", f"s:{here.id}")], due_at=factories.OPENED)
    with db.transaction() as connection:
        audit.record(connection, case.id, [audit.Entry(model.EventKind.TASK_OPENED, "SAMTALE")] * 60)

    inbox, log = rektor.get("/oppgaver"), rektor.get(f"/sak/{case.number}/hendelser")
    rest, before = (rektor.get(find(one, "//a[text()='Vis flere']/@href")[0]) for one in (inbox, log))

    assert [len(find(one, "//ul[@class='tasks']/li")) for one in (inbox, rest)] == [50, 1]
    assert "Mine oppgaver (51)" in words(rest)
    assert len(find(log, "//ol[@class='timeline']/li")) == 50
    assert "Saken ble åpnet" not in words(log)
    assert "Saken ble åpnet" in words(before)


MONDAY = "Til og med mandag"


@pytest.mark.parametrize(
    ("today", "heading"), [("01-08", "Denne uken"), ("01-09", MONDAY), ("01-10", MONDAY), ("01-11", "I morgen")]
)
def test_what_is_due_tomorrow_is_never_later(
    today: str, heading: str, municipality: factories.Town, as_role: As, clock_at: Callable[[str], object]
) -> None:
    case, here = factories.case(municipality, pupil=None), municipality.schools[0]
    clock_at(f"2026-{today} 10:00")
    factories.task(case.id, opens_to=[("rektor", f"s:{here.id}")], due_at=clock.now() + timedelta(days=1))

    page = as_role("rektor").get("/oppgaver")

    assert find(page, "//section[.//ul[@class='tasks']]//h2/text()") == [heading]

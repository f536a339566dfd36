"""What one has half-written in a task that is no more one's own is told of, and kept or thrown away by its writer."""

from __future__ import annotations

from uuid import UUID

import factories
import sqlalchemy as sa

from engine import cases, db, model, people, tables
from tests.webforms.browser import As, Browser, find, words

TOLD = "Du har tekst som ikke er sendt."
WORDS = "Eleven sa at det skjer i garderoben"


def test_what_one_wrote_in_a_task_that_another_has_done_is_kept_in_the_case(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    address = begin(teacher)
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})
    told = teacher.get("/oppgaver")
    page = teacher.get(find(told, "//a[contains(@href, 'usendt')]/@href")[0])

    assert teacher.client.get(address).location == f"{address}/usendt"
    done = teacher.fill(page, {}, "_gjor=legg")

    assert f"{TOLD} «Steg SAMTALE» i sak {case.number}" in words(told)
    assert WORDS in words(page)
    assert "Oppgaven ble fullført av Rektor Eksempel" in words(page)
    assert "Teksten er tatt vare på i saken." in words(teacher.get(done.location))
    assert TOLD not in words(teacher.get("/oppgaver"))
    assert teacher.get(f"{address}/usendt").status_code == 409
    kept = words(rektor.get(f"/sak/{case.number}/svar"))
    assert WORDS in kept
    assert "Kom inn etter at oppgaven var lukket" in kept


def test_who_wrote_it_may_throw_it_away(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    address = begin(teacher)
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})

    page = teacher.get(f"{address}/usendt")

    done = teacher.fill(page, {}, "_gjor=slett")

    assert "Teksten er slettet." in words(teacher.get(done.location))
    again = teacher.fill(page, {}, "_gjor=legg")
    assert "Det står ingen usendt tekst fra deg der nå." in words(teacher.get(again.location))
    assert TOLD not in words(teacher.get("/oppgaver"))
    assert WORDS not in words(rektor.get(f"/sak/{case.number}/svar"))


def test_who_has_lost_the_case_is_not_shown_the_text_and_may_keep_it(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    teacher = as_role("kontaktlærer")
    address = begin(teacher)
    leaves(municipality.person("kontaktlærer"))
    page = teacher.get(f"{address}/usendt")

    teacher.fill(page, {}, "_gjor=legg")

    assert TOLD not in words(as_role("rektor").get("/oppgaver"))
    assert WORDS not in words(page)
    assert "Du har ikke tilgang til saken nå" in words(page)
    assert WORDS in words(as_role("rektor").get(f"/sak/{case.number}/svar"))


def test_whom_a_shielded_case_is_about_hears_nothing_of_it(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    teacher, c = as_role("kontaktlærer"), tables.cases.c
    address = begin(teacher)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(shielded_role="skoleeier"))
    assert TOLD in words(teacher.get("/oppgaver"))

    about = {"case_id": case.id, "person_id": municipality.person("kontaktlærer").id, "field": "hvem"}
    with db.transaction() as connection:
        connection.execute(sa.insert(tables.case_subjects).values(about))

    assert TOLD not in words(teacher.get("/oppgaver"))
    assert teacher.get(f"{address}/usendt").status_code == 404


def test_nobody_else_is_shown_it_and_who_has_the_task_is_led_to_it(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    address = begin(teacher)

    assert teacher.client.get(f"{address}/usendt").location == address
    assert TOLD not in words(teacher.get("/oppgaver"))
    assert as_role("helsesykepleier").get(f"{address}/usendt").status_code == 404
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})
    assert rektor.get(f"{address}/usendt").status_code == 409
    rektor.post(f"{address}/usendt", {"_gjor": "slett"})
    assert TOLD in words(teacher.get("/oppgaver"))


def test_text_that_has_gone_on_in_the_same_step_is_not_told_of(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    teacher = as_role("kontaktlærer")
    former = begin(teacher)
    deed = cases.Deed("go", UUID(former.rpartition("/")[2]), target="SAMTALE")
    cases.intervene(case.id, by=municipality.person("rektor"), deed=deed, reason="Ny runde")

    assert teacher.task() != former
    assert TOLD not in words(teacher.get("/oppgaver"))
    teacher.fill(teacher.task_page(), {"referat": WORDS})
    assert TOLD not in words(teacher.get("/oppgaver"))


def begin(browser: Browser) -> str:
    """Write something in the first task of the list, and leave it; return the task's address."""
    address = browser.task()
    browser.fill(browser.get(address), {"referat": WORDS}, "_gjor=lagre")
    return address


def leaves(person: model.Person) -> None:
    """End all that the person has."""
    with db.reading() as connection:
        found = list(
            connection.scalars(sa.select(tables.holdings.c.id).where(tables.holdings.c.person_id == person.id))
        )
    for number in found:
        people.end_role(number)


def test_text_of_a_round_that_another_has_done_is_told_of_when_its_writer_has_answered_the_next(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    former = begin(teacher)
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})
    go_back(municipality, case, rektor.task())

    assert teacher.task() != former
    teacher.fill(teacher.task_page(), {"referat": "Noe annet"}, "_gjor=lagre")
    assert TOLD in words(teacher.get("/oppgaver"))
    teacher.fill(teacher.task_page(), {"referat": "Noe annet"})
    assert TOLD in words(teacher.get("/oppgaver"))


def test_text_that_has_gone_on_in_the_same_step_is_thrown_away_by_one_press(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    former = begin(teacher)
    go_back(municipality, case, former)
    address = teacher.task()
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})

    teacher.fill(teacher.get(f"{address}/usendt"), {}, "_gjor=slett")

    assert TOLD not in words(teacher.get("/oppgaver"))


def test_the_address_of_a_task_leads_to_its_text_also_where_others_are_told_of_first(
    municipality: factories.Town, routine: str, as_role: As
) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    addresses = []
    for token in "abcdef":
        raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
        cases.open_case(by=municipality.person("ansatt"), routine=routine, raw=raw, token=token)
        addresses.append(begin(teacher))
        rektor.fill(rektor.get(addresses[-1]), {"referat": "Rektor var først"})

    assert [teacher.client.get(one).location for one in addresses] == [f"{one}/usendt" for one in addresses]


def go_back(municipality: factories.Town, case: model.CaseRef, task: str) -> None:
    """Let rektor send the case back to its first step from where it stands."""
    deed = cases.Deed("go", UUID(task.rpartition("/")[2]), target="SAMTALE")
    cases.intervene(case.id, by=municipality.person("rektor"), deed=deed, reason="Ny runde")

"""A message that could not be sent stands for who leads its case; one of no case, for who leads the municipality."""

from __future__ import annotations

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock, db, model, outbox, tables
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words

PLACE = "prove.bpmn, linje 12, «Lang nok?» (VALG)"
SAID = f"En melding ble ikke til en sak: Prøve, utgave 3 – {PLACE}"


@pytest.fixture
def message(municipality: factories.Town, case: model.CaseRef) -> int:
    """Tell the process owner that a report did not become a case, until the message is dead; return its id."""
    return dead_message(municipality)


def test_one_of_a_case_stands_with_the_case(municipality: factories.Town, case: model.CaseRef, as_role: As) -> None:
    dead_message(municipality, case)

    page = as_role("rektor").get("/saker-som-staar?grunn=message")

    assert [words_of(one) for one in find(page, "//ul[@class='tasks']//a[@class='name']")] == [
        f"Sak {case.number}: Samtale"
    ]


def test_it_stands_once_among_what_stands_for_who_leads_the_municipality(message: int, as_role: As) -> None:
    page = as_role("skoleeier").get("/saker-som-staar?grunn=message")

    assert [words_of(one) for one in find(page, "//ul[@class='tasks']/li/*[@class='name']")] == [SAID]
    assert "Varsel ikke levert (1)" in words(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "Hos Prosesseier" in words(page)
    assert "Svarer ikke" in words(page)
    assert "Du ser hvor sakene står" not in words(page)


def test_it_stands_in_the_ledger_and_is_tried_again(message: int, as_role: As) -> None:
    owner = as_role("skoleeier")
    page = owner.get("/tidsfrister?vis=failed")

    assert f"Prøve, utgave 3 – {PLACE} Varsel: En melding ble ikke til en sak" in words(page)
    [sent] = find(page, "//form[@action='/tidsfrister/varsel']//input[@name='varsel']/@value")
    assert owner.post("/tidsfrister/varsel", {"varsel": sent}).status_code == 302
    assert status(message) == "queued"
    assert SAID not in words(owner.get("/saker-som-staar"))


def test_neither_a_schools_leader_nor_another_municipality_sees_it(message: int, app: Flask, as_role: As) -> None:
    stranger = browsers.browser(app, factories.municipality("Annen kommune").person("skoleeier"))

    for reader in (as_role("rektor"), stranger):
        pages = [reader.get("/saker-som-staar"), reader.get("/tidsfrister?vis=failed")]
        assert [PLACE in words(page) for page in pages] == [False, False]
        assert reader.post("/tidsfrister/varsel", {"varsel": str(message)}).status_code == 403
    assert status(message) == "dead"


def test_it_is_of_no_school(message: int, as_role: As, municipality: factories.Town) -> None:
    page = as_role("skoleeier").get(f"/saker-som-staar?skole={municipality.schools[0].id}")

    assert SAID not in words(page)


def words_of(element: object) -> str:
    return " ".join(element.text_content().split())  # type: ignore[attr-defined]


def dead_message(town: factories.Town, case: model.CaseRef | None = None) -> int:
    owner = town.person("prosesseier")
    key = f"{'varsel' if case else 'ikke-aapnet'}:3:VALG:{clock.today().isoformat()}:{owner.id}"
    of_case, of_none = {"sak": "1", "steg": "Samtale"}, {"rutine": "Prøve, utgave 3", "sted": PLACE}
    with db.transaction() as connection:
        outbox.queue(
            connection, kind=key.partition(":")[0], municipality_id=town.id, case_id=case.id if case else None,
            task_id=None, element_id="VALG", role="prosesseier", person_id=owner.id,
            facts=of_case if case else of_none, once_key=key,
        )  # fmt: skip
        m = tables.messages.c
        dead = sa.update(tables.messages).where(m.once_key == key).values(status="dead", problem="Svarer ikke")
        return int(connection.execute(dead.returning(m.id)).scalar_one())


def status(message: int) -> str:
    m = tables.messages.c
    with db.reading() as connection:
        return str(connection.scalar(sa.select(m.status).where(m.id == message)))

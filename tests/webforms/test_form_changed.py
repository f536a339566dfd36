"""A form that is another by the time it is sent: published anew, or its case moved, while somebody writes in it."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine import cases, clock, db, model, tables
from tests.webforms import browser as browsers
from tests.webforms.browser import As

WORDS = "Han ble dyttet ved porten"
ADDRESS = "/meld/prove"


def test_report_sent_by_a_page_from_before_is_not_sent_without_the_words(
    municipality: factories.Town, as_role: As
) -> None:
    publish(municipality, "hva", "mer")
    who = as_role("lærer")
    page = who.get(ADDRESS)
    publish(municipality, "hendelse", "mer")

    again = who.fill(page, {"hva": WORDS, "mer": "Litt til"})

    assert (again.status_code, answers()) == (409, [])
    assert beside(again) == [WORDS]
    assert who.form_of(again)[0]["mer"] == "Litt til"
    who.fill(again, {"hendelse": WORDS})
    assert answers() == [{"hendelse": WORDS, "mer": "Litt til"}]


def test_saved_report_shows_the_words_until_it_is_sent(municipality: factories.Town, as_role: As) -> None:
    publish(municipality, "hva")
    who = as_role("lærer")
    who.fill(who.get(ADDRESS), {"hva": WORDS}, "_gjor=lagre")
    publish(municipality, "hendelse")

    first = who.get(ADDRESS)
    who.fill(first, {"hendelse": "Begynt"}, "_gjor=lagre")

    assert [beside(first), beside(who.get(ADDRESS))] == [[WORDS], [WORDS]]
    who.fill(who.get(ADDRESS), {"hendelse": WORDS})
    assert [answers(), beside(who.get(ADDRESS))] == [[{"hendelse": WORDS}], []]


def test_words_in_a_row_whose_field_is_gone_are_shown_and_choices_and_numbers_are_not(
    municipality: factories.Town, as_role: As
) -> None:
    publish(municipality, listed("hva", "antall", "valg"))
    who = as_role("lærer")
    page = who.fill(who.get(ADDRESS), {}, "_rad=legg-til tiltak")
    publish(municipality, listed("tiltaket"))

    again = who.fill(page, {"tiltak.0.hva": WORDS, "tiltak.0.antall": "3", "tiltak.0.valg": "ja"})

    assert (beside(again), answers()) == ([WORDS], [])


def test_script_that_saves_from_a_page_from_before_loses_no_word(municipality: factories.Town, as_role: As) -> None:
    publish(municipality, "hva")
    who = as_role("lærer")
    version = who.form_of(who.get(ADDRESS))[0]["utkast"]
    publish(municipality, "hendelse")

    saved = who.post(f"{ADDRESS}/utkast", {"hva": WORDS, "utkast": version})

    assert saved.status_code == 200
    assert beside(who.get(ADDRESS)) == [WORDS]


def test_words_that_a_script_has_saved_already_are_not_sent_away(municipality: factories.Town, as_role: As) -> None:
    publish(municipality, "hva", "mer")
    who = as_role("lærer")
    page = who.get(ADDRESS)
    version = who.form_of(page)[0]["utkast"]
    publish(municipality, "hendelse", "mer")
    for end in (3, 8, len(WORDS)):
        saved = who.post(f"{ADDRESS}/utkast", {"hva": WORDS[:end], "mer": "Litt til", "utkast": version})
        version = str(saved.json["version"]) if saved.json else ""

    typed = {"hva": WORDS, "mer": "Litt til"}
    tries = [who.fill(page, typed | {"utkast": version}), who.fill(page, typed)]

    assert [(one.status_code, beside(one)) for one in tries] == [(409, [WORDS])] * 2
    assert answers() == []


def test_saved_report_says_that_its_pupil_cannot_be_chosen_any_more(municipality: factories.Town, as_role: As) -> None:
    drawn = diagrams.chain("prove", diagrams.task("SAMTALE"), lanes={"Rektor": ["inn", "SAMTALE"]})
    diagrams.publish(municipality.id, "prove", drawn)
    who = as_role("lærer")
    who.fill(who.get(ADDRESS), {"elev": str(municipality.pupil().id), "hva": WORDS}, "_gjor=lagre")
    before = browsers.find(who.get(ADDRESS), "//*[@aria-invalid='true']/@name")
    e = tables.enrolments
    with db.transaction() as connection:
        connection.execute(sa.update(e).values(last_day=clock.today() - timedelta(days=1)))

    page = who.get(ADDRESS)

    assert (before, browsers.find(page, "//*[@aria-invalid='true']/@name")) == ([], ["elev"])
    assert who.form_of(page)[0]["hva"] == WORDS


@pytest.mark.parametrize("is_saved", [True, False])
def test_task_of_a_case_that_was_moved_meanwhile(municipality: factories.Town, as_role: As, is_saved: bool) -> None:
    publish(municipality, "hva")
    case = cases.open_case(by=municipality.person("lærer"), routine="prove", raw={"hva": "uro"}, token="t1")
    rektor = as_role("rektor")
    page = rektor.task_page()
    if is_saved:
        rektor.fill(page, {"hva": WORDS}, "_gjor=lagre")
        page = rektor.task_page()
    publish(municipality, "hendelse")
    assert move(municipality, case)

    again = rektor.task_page() if is_saved else rektor.fill(page, {"hva": WORDS})

    assert (beside(again), len(answers())) == ([WORDS], 1)
    rektor.fill(again, {"hendelse": WORDS})
    assert answers()[1:] == [{"hendelse": WORDS}]


def test_what_is_looked_over_before_the_case_was_moved_goes_back_to_the_form(
    municipality: factories.Town, as_role: As
) -> None:
    reviewed = '<zeebe:properties><zeebe:property name="se-over" value="BREV" /></zeebe:properties>'
    publish(municipality, "hva", more=reviewed)
    case = cases.open_case(by=municipality.person("lærer"), routine="prove", raw={"hva": "uro"}, token="t1")
    rektor = as_role("rektor")
    address = rektor.task()
    rektor.fill(rektor.get(address), {"hva": WORDS}, "_gjor=lagre")
    publish(municipality, "hendelse", more=reviewed)
    assert move(municipality, case)

    sent = rektor.post(f"{address}/se-over")

    assert (sent.status_code, len(answers())) == (302, 1)
    assert beside(rektor.get(sent.location)) == [WORDS]


def publish(town: factories.Town, *fields: str | dict[str, object], more: str = "") -> None:
    """Put a routine into force whose start form and task have these text fields."""
    drawn = diagrams.chain(
        "prove", diagrams.task("SAMTALE", diagrams.form_of("melding"), more), lanes={"Rektor": ["inn", "SAMTALE"]}
    )
    asked = [diagrams.text_field(one) if isinstance(one, str) else one for one in fields]
    diagrams.publish(town.id, "prove", drawn, melding=diagrams.form("melding", *asked))


def listed(*keys: str) -> dict[str, object]:
    rows = [diagrams.text_field(key) for key in keys]
    return {"type": "dynamiclist", "id": "l1", "path": "tiltak", "label": "Tiltak", "components": rows}


def move(town: factories.Town, case: model.CaseRef) -> bool:
    return cases.move_case(case.id, by=town.person("prosesseier"), to=2, reason="Ny utgave").is_moved


def beside(page: TestResponse) -> list[str]:
    """Return the words that stand beside the form."""
    return [one.text_content().strip() for one in browsers.find(page, "//section[@role='alert']//blockquote")]


def answers() -> list[dict[str, object]]:
    """Return what was sent, without the pupil."""
    with db.reading() as connection:
        found = connection.scalars(sa.select(tables.answers.c.content).order_by(tables.answers.c.id))
        return [{key: one for key, one in content.items() if key != "elev"} for content in found]

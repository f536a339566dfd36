"""Meld bekymring: one press one case, a receipt, a draft that waits."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, tables
from tests.engine.cases import stopping
from tests.webforms.browser import As, find, words


def test_the_only_routine_is_opened_at_once(routine: str, as_role: As) -> None:
    page = as_role("ansatt").get("/meld")

    assert page.request.path == "/meld/prove"
    assert "Er noen i fare nå?" in words(page)


def test_what_can_be_reported_says_what_each_is_for(routine: str, as_role: As, municipality: factories.Town) -> None:
    drawing = diagrams.chain("annet", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
    diagrams.publish(municipality.id, "annet", drawing.replace(b'name="Melding"', b'name="Noen har gjort noe"'))

    page = as_role("ansatt").get("/meld")

    assert find(page, "//h1/text()") == ["Hva vil du melde?"]
    assert find(page, "//title/text()") == ["Hva vil du melde? – Skolemiljø"]
    assert len(find(page, "//ul/li/h2/a")) == 2
    assert find(page, "//ul/li[.//a[@href='/meld/annet']]/p/text()") == ["Noen har gjort noe."]


def test_what_can_be_begun_stands_under_the_headings_that_the_diagrams_give(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    grouped = (
        b'<zeebe:properties><zeebe:property name="gruppe" value="%s" /></zeebe:properties></bpmn:extensionElements>'
    )
    for name, group in (("avvik", "Tilsyn"), ("samtale", "Samtaler"), ("kart", "Samtaler")):
        drawing = diagrams.chain(name, diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
        told = drawing.replace(b"</bpmn:extensionElements>", grouped % group.encode(), 1)
        diagrams.publish(municipality.id, name, told)

    page = as_role("ansatt").get("/meld")

    assert find(page, "//h1/text()") == ["Hva vil du melde eller begynne på?"]
    assert find(page, "//h2/text()") == ["Meld bekymring", "Samtaler", "Tilsyn"]
    assert find(page, "//section[.//h2='Samtaler']//h3/a/@href") == ["/meld/kart", "/meld/samtale"]
    assert find(page, "//section[.//h2='Meld bekymring']//h3/a/@href") == ["/meld/prove"]


def test_a_report_that_the_routine_fails_on_says_where_and_is_kept_as_a_draft(
    as_role: As, municipality: factories.Town
) -> None:
    elements, flows = stopping.parts("P", '<bpmn:task id="P" name="Først" />')
    drawing = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", "VALG", "B", "C", "slutt"]})
    diagrams.publish(municipality.id, "prove", drawing)
    reporter = as_role("ansatt")

    page = reporter.fill(reporter.get("/meld/prove"), {"hva": "Står alene"})

    assert page.status_code == 500
    said = words(page)
    assert "Meldingen er ikke sendt" in said
    assert "De som har ansvar for rutinene, har fått beskjed." in said
    assert "«Lang nok?» (VALG) i prove.bpmn, linje" in said
    assert "Står alene" in reporter.get("/meld/prove").text


def test_a_sent_report_gives_a_receipt_and_nothing_more(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    reporter = as_role("ansatt")

    answer = reporter.fill(reporter.get("/meld"), {"elev": str(municipality.pupil().id), "hva": "Står alene"})
    page = reporter.get(answer.location)

    number = answer.location.rsplit("/", 1)[1]
    assert number in words(page)
    assert "Kontaktlærer eller rektor skal ta tak i det straks" in words(page)
    assert "Det du meldte" in words(page)  # the reporter's own words, and nothing of the case
    assert "Testelev" not in words(page).split("Det du meldte")[0]
    assert reporter.get(f"/sak/{number}").status_code == 404


def test_who_goes_back_to_the_form_sees_that_it_is_sent_and_finds_it_empty(
    routine: str, as_role: As, clock_at: Callable[[str], clock.Clock]
) -> None:
    clock_at("2026-01-05 10:00")
    reporter = as_role("ansatt")
    sent = reporter.fill(reporter.get("/meld"), {"hva": "Står alene"})

    back = reporter.get("/meld")
    reporter.fill(back, {"hva": "Noe nytt"}, button="_gjor=lagre")
    begun = reporter.get("/meld")

    assert "Det du skrev, er sendt" in words(back)
    assert find(back, "//a[text()='Se kvitteringen']/@href") == [sent.location]
    assert find(back, "//form[@id='skjema']/@autocomplete") == ["off"]  # else the browser fills in some of it
    assert "er sendt" not in words(begun)
    clock_at("2026-01-05 11:01")
    assert "er sendt" not in words(as_role("ansatt").get("/meld"))


def test_a_double_press_opens_one_case(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    page = reporter.get("/meld")

    first, second = (reporter.fill(page, {"hva": "Står alene"}) for _press in range(2))

    assert first.location == second.location
    assert (count(tables.cases), count(tables.drafts)) == (1, 0)


def test_another_note_from_the_page_that_was_sent_is_kept_and_becomes_a_case_of_its_own(
    routine: str, as_role: As
) -> None:
    reporter = as_role("ansatt")
    reporter.fill(reporter.get("/meld"), {"hva": "Halvveis"}, button="_gjor=lagre")
    page = reporter.get("/meld")
    reporter.fill(page, {"hva": "Står alene"})

    again = reporter.fill(page, {"hva": "Noe annet, skrevet etter Tilbake"})
    sent = reporter.fill(again, {})

    assert again.status_code == 409
    assert find(again, "//input[@name='hva']/@value") == ["Noe annet, skrevet etter Tilbake"]
    assert find(reporter.get("/meld"), "//input[@name='hva']/@value") != ["Noe annet, skrevet etter Tilbake"]
    assert (sent.status_code, count(tables.cases)) == (302, 2)


def test_the_same_words_from_a_fresh_page_are_asked_about_before_they_open_a_second_case(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    reporter, said = as_role("ansatt"), {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    first = reporter.fill(reporter.get("/meld"), said)

    asked = reporter.fill(reporter.get("/meld"), said)

    number = first.location.rsplit("/", 1)[1]
    assert (asked.status_code, count(tables.cases)) == (409, 1)
    assert f"Du sendte nettopp denne meldingen (sak {number}, " in words(asked)
    assert find(asked, "//a[text()='Se kvitteringen']/@href") == [first.location]
    assert find(asked, "//input[@name='hva']/@value") == ["Står alene"]
    assert find(reporter.get("/meld"), "//input[@name='hva']/@value") != ["Står alene"]  # its case exists
    assert "ikke er sendt" not in words(reporter.get("/oppgaver"))

    anyway = find(asked, "//button[@value='likevel' and @form='skjema']/@name")[0]
    second = reporter.fill(asked, {}, button=f"{anyway}=likevel")

    assert (second.status_code, count(tables.cases)) == (302, 2)
    assert second.location != first.location


@pytest.mark.parametrize(("lost", "is_asked"), [({"elev": ""}, True), ({"hva": ""}, True), ({"hva": "Noe mer"}, False)])
def test_what_the_browser_lost_on_the_way_back_makes_no_other_message(
    routine: str, as_role: As, municipality: factories.Town, lost: dict[str, str], is_asked: bool
) -> None:
    reporter, said = as_role("ansatt"), {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    reporter.fill(reporter.get("/meld"), said)

    answer = reporter.fill(reporter.get("/meld"), {**said, **lost})

    assert ("Du sendte nettopp denne meldingen" in answer.text) is is_asked
    assert count(tables.cases) == (1 if is_asked else 2)


def test_a_message_that_says_more_than_the_one_sent_is_another(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    reporter, said = as_role("ansatt"), {"hva": "Står alene"}
    reporter.fill(reporter.get("/meld"), said)

    answer = reporter.fill(reporter.get("/meld"), {**said, "elev": str(municipality.pupil().id)})

    assert (answer.status_code, count(tables.cases)) == (302, 2)


def test_the_same_words_about_another_pupil_or_on_another_day_or_by_another_person_are_new(
    routine: str, as_role: As, municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    reporter, said = as_role("ansatt"), {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    other = {**said, "elev": str(municipality.pupil("Testelev B").id)}
    clock_at("2026-01-05 10:00")
    reporter.fill(reporter.get("/meld"), said)

    answers = [reporter.fill(reporter.get("/meld"), other)]
    colleague = as_role("kontaktlærer")
    answers.append(colleague.fill(colleague.get("/meld"), said))
    clock_at("2026-01-06 10:00")
    reporter = as_role("ansatt")
    answers.append(reporter.fill(reporter.get("/meld"), said))

    assert [one.status_code for one in answers] == [302, 302, 302]
    assert count(tables.cases) == 4


def test_a_double_press_after_the_form_is_redrawn_opens_one_case(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    page = reporter.fill(reporter.get("/meld"), {"hva": "Står alene"}, button="_gjor=oppdater")

    answers = [reporter.fill(page, {"hva": "Står alene"}) for _press in range(2)]

    assert len({one.location for one in answers}) == 1
    assert count(tables.cases) == 1


def test_going_back_to_a_redrawn_report_asks_to_send_nothing(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    values, action = reporter.form_of(reporter.get("/meld"))
    values.setlist("hva", ["Står alene"])
    values.setlist("_gjor", ["oppdater"])

    answer = reporter.post_form(action, values)

    assert answer.status_code == 303
    assert find(reporter.client.get(answer.location), "//input[@name='hva']/@value") == ["Står alene"]


def test_a_half_written_report_waits_and_is_not_sent(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")

    answer = reporter.fill(reporter.get("/meld"), {"hva": "Halvveis"}, button="_gjor=lagre")

    assert "Den er ikke sendt ennå." in words(reporter.get(answer.location))
    assert find(reporter.get("/meld"), "//input[@name='hva']/@value") == ["Halvveis"]
    assert count(tables.cases) == 0


def test_an_empty_report_leaves_no_draft(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    href = f"/meld/{routine}/utkast"

    page = reporter.fill(reporter.get("/meld"), {}, button="_gjor=lagre")
    token = find(page, "//input[@name='csrf_token']/@value")[0]
    asked = {"hva": "", "csrf_token": token, "utkast": "0"}
    by_script = reporter.post(href, asked, headers={"X-Skript": "1"})

    assert "Ingenting å lagre ennå." in words(page)
    assert find(page, "//input[@name='hva']")
    assert by_script.json["version"] == 0
    assert count(tables.drafts) == 0


def test_a_report_that_is_emptied_again_does_not_look_unsent(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    reporter.fill(reporter.get("/meld"), {"hva": "Halvveis"}, button="_gjor=lagre")
    page = reporter.get("/meld")
    typed = {"hva": "", "csrf_token": find(page, "//input[@name='csrf_token']/@value")[0], "utkast": "1"}
    reporter.post(f"/meld/{routine}/utkast", typed, headers={"X-Skript": "1"})

    assert "ikke er sendt" not in words(reporter.get("/oppgaver"))
    reporter.fill(reporter.get("/meld"), {"hva": ""}, button="_gjor=lagre")
    assert count(tables.drafts) == 0


def test_pupil_of_another_school_is_refused_and_the_text_stays(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    reporter = as_role("ansatt")
    stranger = str(municipality.pupil("Testelev D").id)

    page = reporter.fill(reporter.get("/meld"), {"elev": stranger, "hva": "Står alene"})

    assert page.status_code == 422
    assert "Du kan bare melde om elever ved en skole der du har en rolle." in words(page)
    assert find(page, "//input[@name='hva']/@value") == ["Står alene"]
    assert count(tables.cases) == 0


def test_receipt_is_the_reporters_alone(routine: str, as_role: As) -> None:
    reporter = as_role("ansatt")
    answer = reporter.fill(reporter.get("/meld"), {"hva": "Står alene"})

    assert as_role("helsesykepleier").get(answer.location).status_code == 404


def test_unknown_routine_has_no_page(routine: str, as_role: As) -> None:
    assert as_role("ansatt").get("/meld/finnes-ikke").status_code == 404


def count(table: sa.Table) -> int:
    with db.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0

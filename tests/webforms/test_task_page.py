"""Oppgave, through a browser without scripts: fill in, save, change rows, complete; no word is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import factories
import psycopg
import racing
import waiting
from werkzeug.test import TestResponse

from engine import clock, model
from tests.webforms.browser import As, Outrun, find, words


def test_inbox_shows_the_task_by_urgency_without_a_childs_name(case: model.CaseRef, as_role: As) -> None:
    page = as_role("kontaktlærer").get("/oppgaver")

    assert "Straks" in words(page)
    assert case.number in words(page)
    assert "Testelev" not in page.text


def test_page_shows_what_is_known_and_why(case: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").task_page()

    assert "Du ser oppgaven fordi du er rektor i saken." in words(page)
    assert "Testelev A, 5A" in words(page)
    assert "Står alene" in words(page)
    assert find(page, "//title/text()") == [f"Steg SAMTALE – sak {case.number} – Skolemiljø"]


def test_earlier_answers_say_by_whom_and_when_before_they_are_opened(
    own: clock.Clock, case: model.CaseRef, as_role: As
) -> None:
    page = as_role("rektor").task_page()

    said = [" ".join(one.text_content().split()) for one in find(page, "//section[h2='Tidligere svar']//summary")]

    assert said == ["Melding Ansatt Eksempel, 05.01.2026 kl. 10:00"]


def test_a_deadline_that_was_out_when_the_task_opened_is_said_to_be_that(
    own: clock.Clock, municipality: factories.Town, as_role: As
) -> None:
    one, to = factories.case(municipality, pupil=None), [("rektor", f"s:{municipality.schools[0].id}")]
    for name, days in (("Født for sent", -9), ("Glemt", 1)):
        factories.task(one.id, opens_to=to, name=name, due_at=factories.OPENED + timedelta(days=days))
    own.set(own.now() + timedelta(days=2))

    page = as_role("rektor").get("/oppgaver")

    rows = find(page, "//ul[@class='tasks']/li")
    said = {row.find("a").text: "ute da oppgaven ble åpnet" in row.text_content() for row in rows}
    assert said == {"Født for sent": True, "Glemt": False}


def test_completing_moves_the_case_on(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(rektor.task_page(), {"referat": "Vil helst være inne", "trygg": "ja"})

    assert answer.status_code == 302
    assert f"«Steg SAMTALE» er fullført i sak {case.number}." in words(rektor.get(answer.location))
    assert "Steg OPPFOLGING" in words(rektor.get("/oppgaver"))


def test_task_that_a_colleague_has_taken_says_so_before_it_is_filled_in(case: model.CaseRef, as_role: As) -> None:
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    page = teacher.task_page()
    rektor.fill(rektor.task_page(), {}, button="_gjor=ta")

    taken = teacher.get(page.request.path)

    assert "Oppgaven er hos Rektor Eksempel, og bare den som har den, kan fullføre den." in words(taken)
    assert find(taken, "//button[@value='fullfor']") == []
    assert "Oppgaven er hos" not in words(rektor.task_page())


def test_who_is_too_late_to_complete_a_taken_task_sees_who_has_it_since_when_and_keeps_the_text(
    own: clock.Clock, case: model.CaseRef, as_role: As
) -> None:
    own.set(factories.moment("2026-01-06 12:07"))
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    page = teacher.task_page()
    rektor.fill(rektor.task_page(), {}, button="_gjor=ta")

    late = teacher.fill(page, {"referat": "Lærerens egne ord", "trygg": "ja"})

    assert late.status_code == 409
    assert "En kollega tok oppgaven mens du skrev" in words(late)
    assert "Rektor Eksempel har hatt den siden tirsdag 6. januar kl. 12:07." in words(late)
    assert find(late, "//input[@name='referat']/@value") == ["Lærerens egne ord"]
    assert find(teacher.get(page.request.path), "//input[@name='referat']/@value") == ["Lærerens egne ord"]


def test_who_is_too_late_to_take_a_task_sees_who_has_it(case: model.CaseRef, as_role: As) -> None:
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    page = teacher.task_page()
    rektor.fill(rektor.task_page(), {}, button="_gjor=ta")

    late = teacher.get(teacher.fill(page, {"referat": "Mitt"}, button="_gjor=ta").location)

    assert "En kollega tok oppgaven før deg. Det du skrev, er lagret." in words(late)
    assert "Oppgaven er hos Rektor Eksempel" in words(late)


def test_wrong_answers_come_back_with_the_text_and_links_to_fields(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    page = rektor.fill(rektor.task_page(), {"referat": "", "trygg": "nei", "hvorfor": "En voksen til"})

    assert page.status_code == 422
    assert find(page, "//*[@id='feil']//a/@href") == ["#felt-referat"]
    assert find(page, "//input[@name='referat']/@aria-invalid") == ["true"]
    assert find(page, "//input[@name='hvorfor']/@value") == ["En voksen til"]


def test_going_back_to_wrong_answers_asks_to_send_nothing(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    values, action = rektor.form_of(rektor.task_page())
    values.setlist("referat", [""])
    values.setlist("hvorfor", ["En voksen til"])
    values.setlist("_gjor", ["fullfor"])

    answer = rektor.post_form(action, values)
    pages = [rektor.client.get(answer.location) for _time in range(2)]

    assert (answer.status_code, [page.status_code for page in pages]) == (303, [422, 422])
    assert find(pages[1], "//input[@name='hvorfor']/@value") == ["En voksen til"]
    assert rektor.get(action).status_code == 200


def test_rows_are_added_moved_and_removed_without_a_script(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.fill(rektor.task_page(), {"referat": "Tekst"}, button="_rad=legg-til tiltak")
    page = rektor.fill(page, {"tiltak.0.hva": "Første"}, button="_rad=legg-til tiltak")
    page = rektor.fill(page, {"tiltak.1.hva": "Andre"}, button="_rad=opp tiltak.1")

    assert [rows(page), find(page, "//input[@name='referat']/@value")] == [["Andre", "Første"], ["Tekst"]]

    page = rektor.fill(page, {}, button="_rad=fjern tiltak.0")

    assert rows(page) == ["Første"]


def test_the_new_row_has_the_focus(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    page = rektor.fill(rektor.task_page(), {}, button="_rad=legg-til tiltak")

    assert find(page, "//fieldset[@autofocus]/@id") == ["felt-tiltak-0"]


def test_conditions_are_followed_by_a_button(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()

    assert find(page, "//*[@data-path='hvorfor']/@hidden")
    assert find(page, "//*[@data-path='trygg']//noscript")

    page = rektor.fill(page, {"trygg": "nei"}, button="_gjor=oppdater")

    assert not find(page, "//*[@data-path='hvorfor']/@hidden")


def test_enter_in_a_field_saves_and_completes_nothing(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()

    assert find(page, "(//form[@id='skjema']//button)[1]/@value") == ["oppdater"]


def test_saved_draft_is_there_the_next_time(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    assert rektor.fill(rektor.task_page(), {"referat": "Halvveis"}, button="_gjor=lagre").location == "/oppgaver"

    page = rektor.task_page()
    assert find(page, "//input[@name='referat']/@value") == ["Halvveis"]
    assert find(page, "//*[@data-saved]/text()")[0].startswith("Lagret ")


def test_nothing_typed_is_no_draft(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")

    answer = rektor.fill(rektor.task_page(), {}, button="_gjor=lagre")

    assert "Ingenting å lagre ennå." in words(rektor.get(answer.location))
    assert find(rektor.task_page(), "//input[@name='utkast']/@value") == ["0"]


def test_two_windows_show_both_texts(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    first, second = rektor.task_page(), rektor.task_page()
    rektor.fill(first, {"referat": "Fra det første vinduet"}, button="_gjor=lagre")

    page = rektor.fill(second, {"referat": "Fra det andre vinduet"})

    assert page.status_code == 409
    assert "Fra det første vinduet" in words(page)
    assert find(page, "//input[@name='referat']/@value") == ["Fra det andre vinduet"]
    assert rektor.fill(page, {}).status_code == 302


def test_held_talk_stops_the_clock_and_fills_in_the_time(
    case: model.CaseRef, as_role: As, clock_at: Callable[[str], clock.Clock]
) -> None:
    clock_at("2026-12-01 12:07")
    rektor = as_role("rektor")

    rektor.fill(rektor.task_page(), {"referat": "Påbegynt"}, button="_gjor=holdt")

    page = rektor.task_page()
    assert "Samtalen er holdt" in words(page)
    assert find(page, "//input[starts-with(@name,'gjennomfort')]/@value") == ["2026-12-01", "12:07"]
    assert find(page, "//input[@name='referat']/@value") == ["Påbegynt"]


def test_taking_and_giving_back_keeps_what_was_typed(case: model.CaseRef, as_role: As) -> None:
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")

    rektor.fill(rektor.task_page(), {"referat": "Mitt"}, button="_gjor=ta")

    assert teacher.get("/oppgaver").text.count('class="name"') == 0
    page = rektor.task_page()
    assert find(page, "//input[@name='referat']/@value") == ["Mitt"]

    rektor.fill(page, {}, button="_gjor=gi-tilbake")

    assert teacher.get("/oppgaver").text.count('class="name"') == 1


def test_handing_over_needs_a_name_and_moves_the_task(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor = as_role("rektor")
    page = rektor.get(rektor.fill(rektor.task_page(), {}, button="_gjor=overlat").location)

    assert rektor.fill(page, {"til": ""}, button="").status_code == 422

    to = municipality.person("kontaktlærer")
    # a role's other holders first; rektor leads the case and may choose anybody who works there
    assert find(page, "//select[@id='til']/option/text()")[1] == "Kontaktlærer Eksempel"
    assert rektor.fill(page, {"til": str(to.id)}, button="").location == "/oppgaver"
    assert "Tatt av deg" in words(as_role("kontaktlærer").get("/oppgaver"))


def test_the_slower_of_two_is_told_who_was_first_and_keeps_the_text(case: model.CaseRef, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun

    page = teacher.fill(slow, {"referat": "Lærerens egne ord"})

    assert page.status_code == 409
    assert "Oppgaven ble fullført av Rektor Eksempel" in words(page)
    assert "Lærerens egne ord" in words(page)
    assert find(page, "//a[text()='Til saken']/@href") == [f"/sak/{case.number}"]


def test_the_loser_of_a_race_is_told_by_name(case: model.CaseRef, as_role: As, database_url: str) -> None:
    """The first has stored the answers and waits for the case's lock; the second comes in between."""
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    first, second = rektor.task_page(), teacher.task_page()
    with racing.patiently(), psycopg.connect(database_url) as other, ThreadPoolExecutor(1) as pool:
        other.execute("SELECT 1 FROM cases WHERE id = %s FOR NO KEY UPDATE", [case.id])
        winner = pool.submit(rektor.fill, first, {"referat": "Rektor var først"})
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url))

        page = teacher.fill(second, {"referat": "Lærerens egne ord"})

        other.rollback()
        assert winner.result().status_code == 302
    assert page.status_code == 409
    assert "Rektor Eksempel" in words(page)
    assert "Lærerens egne ord" in words(page)


def test_who_has_no_part_sees_nothing(case: model.CaseRef, as_role: As) -> None:
    href = as_role("rektor").task()
    other = as_role("helsesykepleier")

    denied, absent = other.get(href), other.get("/oppgave/00000000-0000-4000-8000-000000000000")

    assert denied.status_code == absent.status_code == 404
    assert words(denied).split("Referanse")[0] == words(absent).split("Referanse")[0]
    assert "Testelev" not in denied.text


def rows(page: TestResponse) -> list[str]:
    return find(page, "//input[contains(@name,'.hva')]/@value")

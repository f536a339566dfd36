"""What a mover of cases is asked, in words; an expression is only quoted. And who goes on, without a name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

from engine import clock, pages, phrases
from tests.webforms import gallery_pages
from webforms import telling_case, wording

ASKED = "Fristen for «%(step)s» er endret fra «%(was)s» til «%(now)s». Skal den som løper, beholdes?"


def test_deadline_that_is_an_expression_is_asked_about_by_its_step() -> None:
    asked = phrases.say(ASKED, step="Møte", was="tidligst av (=dato, 6 uker)", now="4 uker")

    said, quoted = wording.move_question(asked)

    assert said == "Fristen for «Møte» er regnet på en annen måte. Skal den som løper, beholdes?"
    assert quoted == "tidligst av (=dato, 6 uker) → 4 uker"


def test_deadline_in_words_is_said_as_it_is() -> None:
    asked = phrases.say(ASKED, step="Møte", was="6 uker", now="4 uker")

    assert wording.move_question(asked) == (str(asked), "")


def test_who_has_read_a_case_is_told_with_the_name_of_the_page() -> None:
    views = Path(wording.__file__).parent / "views"
    read = {name for path in views.glob("*.py") for name in re.findall(r'\bpage="([a-z-]+)"', path.read_text())}

    assert read - set(wording.READ_PAGES) == set()


def test_heading_breaks_after_a_slash_and_is_escaped() -> None:
    assert wording.breakable("Bekymring/henvendelse <b>") == "Bekymring/<wbr>henvendelse &lt;b&gt;"


def test_a_case_number_stands_on_one_line_in_a_sentence() -> None:
    said = wording.unbroken("Sak 2026-482918 er <åpnet>", "2026-482918")

    assert said == 'Sak <span class="nowrap">2026-482918</span> er &lt;åpnet&gt;'


def test_who_was_chosen_by_name_goes_on_without_being_named(app: Flask) -> None:
    step = pages.NextStep("Samtale med en elev", (), None, is_straks=True)

    with app.test_request_context("/"):
        said = telling_case.next_step(step)

    assert said == "Den som har fått oppgaven, går videre med «Samtale med en elev», straks."


def test_who_was_chosen_by_name_is_named_where_the_reader_may_know_it(app: Flask) -> None:
    step = pages.NextStep("Samtale med en elev", (), None, is_straks=True, people=("Lærer Eksempel",))

    with app.test_request_context("/"):
        said = telling_case.next_step(step), telling_case.promise(step)

    assert said == (
        "Lærer Eksempel går videre med «Samtale med en elev», straks.",
        "Lærer Eksempel skal ta tak i det straks («Samtale med en elev»).",
    )


def test_who_has_the_next_step_is_told_so_and_not_as_somebody_else(app: Flask) -> None:
    step = pages.NextStep("Få oversikt", (), None, is_straks=True, is_yours=True)

    with app.test_request_context("/"):
        said = telling_case.promise(step), telling_case.next_step(step)

    assert said == ("Du skal ta tak i det straks («Få oversikt»).", "Du går videre med «Få oversikt», straks.")


def test_what_a_completion_opened_is_named_and_what_stood_open_before_is_counted(app: Flask) -> None:
    before = pages.NextStep("Undersøkelser", ("rektor",), None, is_straks=False)
    new = pages.NextStep("Meld tilbake", ("kontaktlærer",), None, is_straks=True, is_new=True)

    with app.test_request_context("/"):
        said = telling_case.done("A", "2026-0001", [new, replace(new, name="Følg opp"), before])
        nothing = telling_case.done("A", "2026-0001", [before, before])

    assert said == (
        "«A» er fullført i sak 2026-0001. Kontaktlærer går videre med «Meld tilbake», straks. "
        "Kontaktlærer går videre med «Følg opp», straks. Én oppgave til er åpen i saken."
    )
    assert nothing == (
        "«A» er fullført i sak 2026-0001. Den åpnet ingen ny oppgave; 2 oppgaver er åpne i saken fra før."
    )


def test_a_case_in_which_nobody_has_anything_to_do_says_until_when_and_for_what(app: Flask, own: clock.Clock) -> None:
    waits = gallery_pages.case_page(open_tasks=(), next_deadline=clock.now() + timedelta(days=5))
    waits = replace(waits, next_deadline_name="En uke før evalueringen")

    with app.test_request_context("/"):
        said = telling_case.status(waits), telling_case.status(replace(waits, next_deadline=None))

    assert said[0].startswith("Ingen har noe å gjøre akkurat nå. Saken går videre av seg selv ")
    assert said[0].endswith("(om 5 dager): «En uke før evalueringen».")
    assert said[1] == "Ingen har noe å gjøre akkurat nå; saken venter på noe utenfra."


def test_a_deadline_that_is_passed_is_told_beside_what_is_to_be_done_straks_with_its_step(
    app: Flask, own: clock.Clock
) -> None:
    soon = clock.now() + timedelta(days=3)
    page = gallery_pages.case_page(next_deadline_name="Send melding", next_deadline=soon)
    late = replace(page, next_deadline=clock.now() - timedelta(days=2))
    no_hurry = replace(page, open_tasks=page.open_tasks[1:])

    with app.test_request_context("/"):
        said = [telling_case.status(one) for one in (page, late, no_hurry)]

    assert said[0].endswith("Det haster: steget skal gjøres straks.")
    assert "Det haster: steget skal gjøres straks. Over fristen: «Send melding», fristen var " in said[1]
    assert ". «Send melding» skal være gjort innen " in said[2]


def test_what_is_to_be_done_straks_is_named_where_another_step_is_told_of_first(app: Flask) -> None:
    page = gallery_pages.case_page(next_deadline=None)

    with app.test_request_context("/"):
        said = telling_case.status(replace(page, open_tasks=page.open_tasks[::-1]))

    assert said.endswith(
        "og én oppgave til. Det haster: «Samtaler med eleven som blir krenket/mobbet» skal gjøres straks."
    )


def test_a_clock_that_was_set_says_when_it_rings(app: Flask) -> None:
    with app.test_request_context("/"):
        said = [wording.rings(kind, {"due": "2026-01-16T08:00:00+01:00"}) for kind in ("timer-set", "timer-fired")]

    assert said[0].startswith("Tiden er ute fredag 16. januar")
    assert said[1] == ""


def test_roles_and_quoted_steps_are_written_as_in_a_sentence(app: Flask) -> None:
    roles = ("intervensjonsteam", "kontaktlærer", "rektor")
    step = pages.NextStep("Skriv «Melding»", roles, None, is_straks=True)

    with app.test_request_context("/"):
        said = telling_case.next_step(step)

    assert said == "Intervensjonsteam, kontaktlærer eller rektor går videre med «Skriv ‘Melding’», straks."


def test_no_line_breaks_inside_a_section_and_its_number_where_text_is_drawn() -> None:
    drawn = (
        '<a title="§ 12-5" href="/x">Etter § 12-5 og §§ 12-4 og 13-5</a><i>, § for §</i><b>§ 12-sak, i 2-3 dager</b>'
    )

    assert wording.keep_sections_whole(drawn) == (
        '<a title="§ 12-5" href="/x"><span>Etter <span class="nowrap">§ 12-5</span> og '
        '<span class="nowrap">§§ 12-4</span> og <span class="nowrap">13-5</span></span></a><i>, § for §</i>'
        '<b><span><span class="nowrap">§ 12-sak</span>, i 2-3 dager</span></b>'
    )


def test_what_somebody_typed_keeps_its_spaces() -> None:
    typed = '<textarea name="a">§ 12-5 <b>\n§ 12-6</textarea><input value="§ 12-5"><script>"§ 1"</script>'
    typed += "<option>§ 13-5</option>"

    assert wording.keep_sections_whole(typed) == typed

"""Messages: what each kind says, in both languages, and that it says nothing more.

The texts stand in snapshots/; after a wanted change, run `UPDATE_SNAPSHOTS=1 pytest tests/notifications` and read the
difference.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import factories
import jinja2
import pytest

from engine import model, outbox, phrases, settings
from notifications import messages
from webforms import app

SNAPSHOTS = Path(__file__).parent / "snapshots"
KINDS = [kind.value for kind in model.MessageKind]


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_as_agreed(kind, language):
    wording = messages.render(replace(MESSAGE, kind=kind, language=language))

    _compare(f"{kind}.{language}.txt", f"{wording.subject}\n\n{wording.body}")


def test_every_kind_has_its_function_and_its_folder_and_no_folder_is_idle():
    folders = {path.name for path in messages.TEMPLATES.iterdir() if path.is_dir()}

    assert set(messages.KINDS) == set(KINDS) == folders
    for folder in folders:
        files = {path.name for path in (messages.TEMPLATES / folder).iterdir()}
        assert files == {f"{part}.{language}.txt" for part in ("subject", "body") for language in messages.LANGUAGES}


@pytest.mark.parametrize(("language", "says"), [("nb", "følger opp den som har"), ("nn", "følgjer opp den som har")])
def test_who_leads_the_one_with_the_task_is_shown_the_list_and_not_a_page_that_is_shut(language, says):
    wording = messages.render(replace(MESSAGE, kind="frist-passert", language=language, may_open=False))

    assert says in wording.body
    assert "/saker-som-staar\n" in wording.body
    assert "/oppgave/" not in wording.body


@pytest.mark.parametrize(("language", "leads"), [("nb", "du leder"), ("nn", "du leier")])
@pytest.mark.parametrize("kind", ["driftsstans", "sak-overfort", "elev-flyttet"])
def test_skoleeier_is_not_said_to_lead_the_case_of_a_school_without_a_rektor(kind, language, leads):
    said = [messages.render(replace(MESSAGE, kind=kind, language=language, may_open=one)).body for one in (True, False)]

    assert [leads in one.lower() for one in said] == [True, False]


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("kind", ["ny-oppgave", "frist-naer", "intern-paaminnelse"])
def test_who_hears_of_what_nobody_has_is_not_told_that_it_is_theirs(kind, language):
    wording = messages.render(replace(MESSAGE, kind=kind, language=language, facts={**MESSAGE.facts, "ingen": "ja"}))

    assert "ingen har" in wording.body.lower()
    assert not re.search("du har fått|oppg[aå]ve du har", wording.body)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", "Den var alt ute da oppgaven ble åpnet, mandag 12. januar 2026 kl. 09:00.\n"),
        ("nn", "Han var alt ute då oppgåva blei opna, måndag 12. januar 2026 kl. 09:00.\n"),
    ],
)
def test_a_deadline_that_was_out_when_the_task_opened_is_said_to_be_that(language, says):
    born_late = replace(MESSAGE, kind="frist-passert", language=language)
    wording = messages.render(replace(born_late, opened_at=factories.moment("2026-01-12 09:00")))

    assert says in wording.body


def test_a_task_that_is_to_be_done_at_once_has_no_date():
    wording = messages.render(replace(MESSAGE, is_straks=True, due_at=None, due_explained=""))

    assert "Frist: skal gjøres straks\n" in wording.body


def test_deadline_and_role_are_said_in_nynorsk_too():
    counted = phrases.both("3 skoledager fra 6.1", "3 skuledagar frå 6.1")
    asked = replace(MESSAGE, kind="ny-oppgave", language="nn", role="kontaktlærer", due_explained=counted)

    wording = messages.render(asked)

    assert "som kontaktlærar." in wording.body
    assert "Slik er fristen rekna: 3 skuledagar frå 6.1\n" in wording.body


def test_a_task_without_a_deadline_says_nothing_of_one():
    wording = messages.render(replace(MESSAGE, due_at=None, due_explained=""))

    assert "rist" not in wording.body


def test_a_kind_of_a_diagrams_own_is_worded_as_a_notice():
    wording = messages.render(replace(MESSAGE, kind="melding-til-ppt"))

    assert wording.subject == "Varsel i sak 2026-0007: Undersøk saken"


def test_a_message_without_a_task_leads_to_the_case():
    wording = messages.render(replace(MESSAGE, task_id=None))

    assert "http://127.0.0.1:8080/sak/2026-0007" in wording.body


def test_a_step_of_several_lines_makes_one_subject():
    wording = messages.render(
        replace(MESSAGE, facts={**MESSAGE.facts, "steg": "Undersøk\r\nBcc: alle@eksempel.invalid"})
    )

    assert wording.subject == "Ny oppgave i sak 2026-0007: Undersøk Bcc: alle@eksempel.invalid"


def test_a_name_that_a_template_misspells_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        messages._texts.from_string("{{ elev }}").render(sak="2026-0007")


def test_a_name_is_written_as_it_is():
    wording = messages.render(replace(MESSAGE, facts={**MESSAGE.facts, "skole": "Å & B <skole>"}))

    assert "Å & B <skole>" in wording.body


@pytest.mark.parametrize("task_id", [UUID("12345678-1234-5678-1234-567812345678"), None])
def test_the_link_is_a_page(task_id):
    pages = app.create_app(settings.Settings(secret_key="prøve-" * 8), is_demo=False).url_map.bind("127.0.0.1")

    (link,) = re.findall(r"http://\S+", messages.render(replace(MESSAGE, task_id=task_id)).body)

    assert pages.match(urlsplit(link).path, method="GET")


def _compare(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text)
    assert path.read_text() == text


FACTS = {
    "sak": "2026-0007",
    "steg": "Undersøk saken",
    "skole": "Fjellet skole",
    "rutine": "Håndtering, utgave 3",
    "sted": "handtering.bpmn, linje 12, «Lang nok?» (VALG)",
}
MESSAGE = outbox.Message(
    id=1,
    kind="ny-oppgave",
    role="rektor",
    facts=FACTS,
    once_key="ny-oppgave:1:1",
    task_id=UUID("12345678-1234-5678-1234-567812345678"),
    attempts=0,
    queued_at=factories.OPENED,
    name="Rektor Eksempel",
    email="rektor@eksempel.invalid",
    language="nb",
    due_at=factories.moment("2026-01-09 16:00"),
    is_straks=False,
    due_explained="3 skoledager fra 6.1",
    opened_at=factories.moment("2026-01-06 09:30"),
)

"""`skolemiljo settings`: shown, changed as who decides, and told of with who, when and why."""

from __future__ import annotations

import json
from collections.abc import Callable

import click.testing
import factories
import pytest

from engine.people import accounts

Run = Callable[..., click.testing.Result]
WHY = ("--by", "eier", "--reason", "Slik sier vi det")


def test_shows_all_settings_as_text_and_as_json(run: Run) -> None:
    text, asked = run(), run("--json")

    assert "plannavn = aktivitetsplan" in text.output
    assert json.loads(asked.stdout)["straks_timer"] == 4


def test_changes_are_stored_with_who_and_why_and_can_be_taken_back(run: Run) -> None:
    changed = run("--set", "plannavn=tiltaksplan", "--set", "straks_timer=2,5", "--json", *WHY)
    run("--set", "plannavn=aktivitetsplan", *WHY)
    back = run("--restore", "1", "--json", *WHY)

    assert json.loads(changed.stdout)["straks_timer"] == 2.5
    assert "plannavn: aktivitetsplan → tiltaksplan" in changed.stderr
    assert json.loads(back.stdout)["plannavn"] == "tiltaksplan"
    told = [json.loads(line) for line in run("--history", "--json").stdout.splitlines()]
    assert [(one["number"], one["by"], one["reason"]) for one in told] == [
        (number, "Skoleeier Eksempel", "Slik sier vi det") for number in (3, 2, 1)
    ]
    assert told[0]["changes"] == {"plannavn": ["aktivitetsplan", "tiltaksplan"]}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--set", "planavn=tiltaksplan", *WHY), "mente du «plannavn»?"),
        (("--set", "straks_timer=snart", *WHY), "Skriv et antall timer over 0"),
        (("--set", "plannavn=tiltaksplan", "--by", "eier"), "Oppgi --by og --reason"),
        (("--set", "plannavn", *WHY), "Skriv for eksempel --set plannavn=tiltaksplan"),
        (("--restore", "7", *WHY), "Endring 7 finnes ikke"),
        (("--set", "plannavn=tiltaksplan", "--by", "rektor", "--reason", "x"), "Innstillingene endres av skoleeier"),
        (("--set", "plannavn=aktivitetsplan", *WHY), "Ingenting er endret"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(run: Run, arguments: tuple[str, ...], says: str) -> None:
    refused = run(*arguments)

    assert refused.exit_code != 0
    assert says in f"{refused.output}{getattr(refused.exception, 'message', '')}"
    assert "plannavn = aktivitetsplan" in run().output


@pytest.fixture
def run(command: Run, municipality: factories.Town) -> Run:
    """Return `run("--set", …)`, with two who have accounts."""
    for username, role in (("eier", "skoleeier"), ("rektor", "rektor")):
        accounts.create(person_id=municipality.person(role).id, username=username, password="et langt passord 1")
    return lambda *arguments: command("settings", "--municipality", "Eksempel kommune", *arguments)

"""`skolemiljo send`: a message or signal from outside, as another system or a person at the console gives it.

Holds no rule of its own: who waits, and what becomes of what nobody waits for yet, is `engine.cases`'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from engine import cases, errors, overview, phrases
from engine.municipality import places
from webforms.cli import counting, ground, people

NOBODY = (errors.MessageNotAwaited, errors.SignalNotAwaited, errors.RoutineFault, errors.CaseBusy)


@click.command()
@click.option("--municipality", required=True, help="Kommunens navn.")
@click.option("--message", default="", metavar="NAVN", help="Meldingens navn, slik det står i diagrammet.")
@click.option("--signal", default="", metavar="NAVN", help="Signalets navn, i stedet for --message.")
@click.option("--key", default=None, help="Nøkkelen som finner saken, for eksempel et saksnummer.")
@click.option("--data", default="", metavar="FIL|JSON", help="Verdier som følger med: en JSON-fil, eller JSON.")
@click.option("--by", "username", required=True, help="Brukernavnet til den som sender.")
@click.pass_context
def send(context: click.Context, /, **given: str | None) -> None:
    """Send en melding eller et signal utenfra: 0 levert eller tatt vare på, 1 ingen tok imot, 2 kan ikke leses."""
    message, signal = given["message"] or "", given["signal"] or ""
    if bool(message) == bool(signal):
        raise click.UsageError("Oppgi enten --message eller --signal.")
    if signal and given["key"] is not None:
        raise click.UsageError("Et signal går til alle som venter på det, og har ingen --key.")
    values = read(given["data"] or "")
    with ground.database():
        own = _municipality(given["municipality"] or "", given["username"] or "")
        try:
            click.echo(_signal(own, signal, values) if signal else _message(own, message, given["key"], values))
        except NOBODY as refused:
            click.echo(refused.message, err=True)
            context.exit(1)


def read(data: str) -> Mapping[str, object]:
    """Return the values of `data`, which is a JSON object or the path of a file with one; raise `UsageError`."""
    if not data.strip():
        return {}
    is_text = data.lstrip().startswith("{")
    try:
        found = json.loads(data if is_text else Path(data).read_text(encoding="utf-8"))
    except OSError as problem:
        raise click.UsageError(f"{data}: filen kan ikke leses ({phrases.of_system(problem)}).") from problem
    except ValueError as problem:
        raise click.UsageError(f"--data kan ikke leses som JSON: {problem}") from problem
    if not isinstance(found, dict):
        raise click.UsageError('--data må være et JSON-objekt, for eksempel {"frist": "2026-03-01"}.')
    return found


def _municipality(municipality: str, username: str) -> int:
    by, place = people.by_username(username), places.by_name(municipality)
    if by.municipality_id != place.id or not overview.may_move_cases(by):
        raise errors.NotAllowed(f"{username} kan ikke sende meldinger til sakene i {municipality}.")
    return place.id


def _message(municipality_id: int, message: str, key: str | None, data: Mapping[str, object]) -> str:
    reached = cases.receive_message(municipality_id=municipality_id, message=message, key=key, data=data)
    if not reached:
        return f"Ingen venter på «{message}» ennå. Meldingen er tatt vare på, og gis til den som venter på den først."
    return f"«{message}» er levert til {counting.of(len(reached), 'sak', 'saker')}."


def _signal(municipality_id: int, signal: str, data: Mapping[str, object]) -> str:
    reached = cases.receive_signal(municipality_id=municipality_id, signal=signal, data=data)
    return f"Signalet «{signal}» er sendt til {counting.of(reached, 'mottaker', 'mottakere')}."

"""`skolemiljo settings`: what a municipality decides for itself; shown to anybody here, changed as who decides."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from engine import clock, db, errors
from engine.municipality import places, policy, setting_versions
from webforms.cli import ground, people


@click.command()
@click.option("--municipality", required=True, help="Navnet på kommunen.")
@click.option("--set", "given", multiple=True, metavar="NØKKEL=VERDI", help="Endre en innstilling; kan gjentas.")
@click.option("--restore", type=int, metavar="NUMMER", help="Hent fram en tidligere endring.")
@click.option("--by", "username", default="", help="Brukernavnet til den som bestemmer; kreves for å endre.")
@click.option("--reason", default="", help="Hvorfor; kreves for å endre.")
@click.option("--history", "is_history", is_flag=True, help="Vis hvem som endret hva, når og hvorfor.")
@click.option("--json", "is_json", is_flag=True, help="Skriv JSON.")
def settings(**asked: object) -> None:
    """Vis eller endre det kommunen bestemmer selv. VERDI kan være tekst, tall eller JSON (lister)."""
    with ground.database():
        here = places.by_name(str(asked["municipality"]))
        if asked["given"] or asked["restore"] is not None:
            _change(here.id, asked)
        if asked["is_history"]:
            _tell_history(here.id, is_json=bool(asked["is_json"]))
            return
        with db.reading() as connection:
            values = setting_versions.values(connection, here.id)
        if asked["is_json"]:
            click.echo(json.dumps(dict(values), ensure_ascii=False, indent=2, default=_plain))
            return
        for key, value in values.items():
            click.echo(f"{key} = {_shown(value)}")


def _change(municipality_id: int, asked: dict[str, object]) -> None:
    if not asked["username"] or not str(asked["reason"]).strip():
        raise click.UsageError("Oppgi --by og --reason for å endre innstillinger.")
    by = people.by_username(str(asked["username"]))
    if by.municipality_id != municipality_id:
        raise errors.NotAllowed(f"«{asked['username']}» hører ikke til kommunen.")
    wanted: dict[str, object] = {}
    if asked["restore"] is not None:
        found = next((one for one in setting_versions.history(by) if one.number == asked["restore"]), None)
        if found is None:
            raise click.UsageError(f"Endring {asked['restore']} finnes ikke. Se --history.")
        wanted |= found.values
    given = asked["given"]
    wanted |= dict(_pair(one) for one in given) if isinstance(given, tuple) else {}
    done = setting_versions.change(by=by, wanted=wanted, reason=str(asked["reason"]))
    click.echo(f"Endring {done.number} gjelder nå.", err=True)
    for one in done.changes:
        click.echo(f"{one.key}: {_shown(one.before)} → {_shown(one.after)}", err=True)


def _pair(text: str) -> tuple[str, object]:
    key, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"«{text}» er ikke en innstilling. Skriv for eksempel --set plannavn=tiltaksplan.")
    return key.strip(), _read(key.strip(), value)


def _read(key: str, value: str) -> object:
    """Return the value as the form takes it: a number or a list where the setting is one, else the text."""
    kind = policy.declared().kinds.get((policy.NAME, key))
    if kind is None or kind.kind not in ("number", "list", "boolean"):
        return value
    try:
        return json.loads(value.replace(",", ".") if kind.kind == "number" else value)
    except ValueError:
        return value


def _tell_history(municipality_id: int, *, is_json: bool) -> None:
    for one in setting_versions.versions(municipality_id):
        changes = {each.key: [each.before, each.after] for each in one.changes}
        if is_json:
            line = {"number": one.number, "at": one.at, "by": one.by, "reason": one.reason, "changes": changes}
            click.echo(json.dumps(line, ensure_ascii=False, default=_plain))
            continue
        click.echo(f"{one.number}  {clock.oslo(one.at):%d.%m.%Y %H:%M}  {one.by or 'systemet'}  {one.reason}")
        for key, (before, after) in changes.items():
            click.echo(f"   {key}: {_shown(before)} → {_shown(after)}")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, list) else str(value or "–")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.oslo(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)

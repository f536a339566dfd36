"""`skolemiljo mend`: intervene in one case, as who leads it (processes/README.md).

Shows first what would happen; does it with `--reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from engine import cases, clock, errors, model
from webforms.cli import ground, people

_DEEDS = {
    "--skip": "skip", "--drop": "drop", "--go-to": "target", "--deadline": "deadline", "--set": "variable",
    "--stop": "stop", "--retry": "retry",
}  # fmt: skip


@click.command()
@click.argument("number", metavar="SAK")
@click.option("--step", help="Det åpne steget, som sti (ID eller KALL/ID).")
@click.option("--skip", is_flag=True, help="Hopp over steget: gå videre uten svar.")
@click.option("--drop", is_flag=True, help="Avslutt grenen steget står i.")
@click.option("--go-to", "target", metavar="ID", help="Gå til et annet steg, eller gjenta et som er gjort.")
@click.option("--deadline", metavar="ÅÅÅÅ-MM-DDTHH:MM", help="Ny frist for steget, norsk tid.")
@click.option("--set", "variable", metavar="NAVN=VERDI", help="Sett en variabel.")
@click.option("--stop", is_flag=True, help="Stopp saken: alt åpent faller bort.")
@click.option("--retry", is_flag=True, help="Prøv en driftsstans igjen.")
@click.option("--by", "username", required=True, help="Brukernavnet til den som leder saken.")
@click.option("--reason", default="", help="Hvorfor; uten den vises bare hva som ville skjedd.")
def mend(**given: Any) -> None:
    """Grip inn i en sak. Uten et valg vises det som er åpent; uten --reason vises bare hva som ville skjedd."""
    _require_one(given)
    with ground.database():
        by = people.by_username(str(given["username"]))
        case_id = cases.case_numbered(str(given["number"]), by=by)
        if given["retry"]:
            click.echo(f"{cases.retry_incident(case_id, by=by)} driftsstans prøves igjen.")
            return
        deed = _deed(case_id, by, given)
        if deed is None:
            _list(case_id, by)
            return
        seen = cases.preview(case_id, by=by, deed=deed)
        _show(seen)
        if not str(given["reason"]).strip():
            click.echo("Ingenting er gjort. Oppgi --reason for å gjøre det.")
            return
        ref = cases.intervene(case_id, by=by, deed=deed, reason=str(given["reason"]), seen=seen.seen)
        click.echo(f"Gjort i sak {ref.number}.")


def _require_one(given: Mapping[str, Any]) -> None:
    chosen = [option for option, name in _DEEDS.items() if given[name]]
    if len(chosen) > 1:
        raise click.UsageError(f"Velg én av {' og '.join(chosen)}: det gjøres én ting om gangen.")


def _deed(case_id: int, by: model.Person, given: Mapping[str, Any]) -> cases.Deed | None:
    if given["stop"]:
        return cases.Deed("stop")
    if given["variable"]:
        name, _, value = str(given["variable"]).partition("=")
        return cases.Deed("set", name=name, value=value)
    at = _token(case_id, by, given["step"])
    if given["target"]:
        return cases.Deed("go", at, target=str(given["target"]))
    if given["deadline"]:
        return cases.Deed("deadline", at, due=_moment(str(given["deadline"])))
    if given["skip"]:
        return cases.Deed("skip", at)
    return cases.Deed("drop", at) if given["drop"] else None


def _token(case_id: int, by: model.Person, path: str | None) -> UUID | None:
    open_now = cases.open_steps(case_id, by=by)
    if path is None:
        return open_now[0].token if len(open_now) == 1 else None
    found = next((one.token for one in open_now if one.path == path), None)
    if found is None:
        raise errors.TaskNotOpen(f"«{path}» er ikke åpent i saken.")
    return found


def _moment(text: str) -> datetime:
    try:
        return clock.aware(datetime.fromisoformat(text))
    except ValueError as problem:
        raise click.UsageError(f"«{text}» er ikke et tidspunkt. Skriv for eksempel 2026-01-31T16:00.") from problem


def _list(case_id: int, by: model.Person) -> None:
    for one in cases.open_steps(case_id, by=by):
        due = f", frist {clock.oslo(one.due):%d.%m.%Y %H:%M}" if one.due else ""
        click.echo(f"{one.path}  {one.name}{due}")


def _show(seen: cases.Preview) -> None:
    lines = [f"Faller bort: {name} ({', '.join(roles)})" for name, roles in seen.gone]
    lines += [f"Åpnes: {name} ({', '.join(roles)})" for name, roles in seen.come]
    lines += [f"Klokker som stoppes: {seen.timers_gone}"] if seen.timers_gone else []
    lines += [f"Gjøres: {name}" for name in seen.actions]
    lines += [f"Kommer en gang til: {', '.join(seen.again)}"] if seen.again else []
    lines += [f"Kommer: {', '.join(seen.later)}"] if seen.later else []
    lines += [f"ADVARSEL: {one}" for one in seen.warnings]
    lines += [f"Verdien leses som {seen.taken_for}."] if seen.taken_for else []
    lines += ["Saken avsluttes."] if seen.ends else []
    click.echo("\n".join(lines) or "Ingenting faller bort og ingenting åpnes.")

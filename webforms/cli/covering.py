"""`skolemiljo coverage`: where each item of the source texts lives, and what passes it (design 10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from engine import coverage, settings
from webforms import app

KEY = "bare-for-rutenes-skyld-" * 3  # no request is answered: only the routes are asked for


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="FIL")
@click.option("--json", "as_json", is_flag=True, help="Ett JSON-objekt per linje.")
@click.pass_context
def cover(context: click.Context, file: Path | None, as_json: bool) -> None:
    """Vis hvor hver id i FIL (ellers kilder/ids.txt) er i løsningen: 0 alle dekket, 1 noe mangler, 2 kan ikke leses."""
    folder = settings.load().processes
    ids = coverage.ids_in(file or folder / coverage.IDS)
    mapping = coverage.mapping(folder / coverage.FILE)
    known = coverage.known(folder.parent, pages=_routes())
    rows = coverage.judge(ids, mapping=mapping, forces=coverage.forces(folder / coverage.FORCES), known=known)
    for row in rows:
        click.echo(json.dumps(_as_json(row), ensure_ascii=False) if as_json else _line(row))
    inventory = set(coverage.ids_in(folder / coverage.IDS))
    faults = coverage.beside(mapping, asked=ids, inventory=inventory, known=known)
    for fault in faults:
        click.echo(f"{coverage.FILE}: {fault}", err=True)
    covered = sum(row.is_covered for row in rows)
    click.echo(json.dumps({"covered": covered, "of": len(rows)}) if as_json else f"{covered} of {len(rows)} covered")
    context.exit(0 if covered == len(rows) and not faults else 1)


def _routes() -> set[str]:
    made = app.create_app(settings.Settings(secret_key=KEY, log_level="CRITICAL"))
    return {rule.rule for rule in made.url_map.iter_rules()}


def _line(row: coverage.Row) -> str:
    where = _said(row.places, coverage.PLACES)
    by = _said(row.proofs, coverage.PROOFS)
    wrong = f"MANGLER: {'; '.join(row.problems)}" if row.problems else ""
    return "  ".join(
        part for part in (f"{row.id:16} {row.force or '?'}", where, f"← {by}" if by else "", wrong) if part
    )


def _said(entry: coverage.Entry, words: Mapping[str, str]) -> str:
    return "; ".join(f"{words[kind]} {', '.join(names)}" for kind, names in entry.items())


def _as_json(row: coverage.Row) -> dict[str, object]:
    return {
        "id": row.id,
        "force": row.force,
        "covered": row.is_covered,
        "where": row.places,
        "passed_by": row.proofs,
        "problems": row.problems,
    }

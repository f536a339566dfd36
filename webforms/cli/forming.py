"""`skolemiljo form`: what the server makes of answers to a form (design 10; form-js.md)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine import expressions
from engine.forms import command


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="SKJEMA.form")
@click.option("--answers", type=click.Path(path_type=Path), help="JSON-fil med svarene.")
@click.option(
    "--cases", type=click.Path(path_type=Path), help="JSON-liste av {form, case, answers}; ett svar per linje."
)
@click.option("--json", "_as_json", is_flag=True, help="Svaret som JSON (det er det alltid).")
@click.pass_context
def form(context: click.Context, path: Path | None, answers: Path | None, cases: Path | None, _as_json: bool) -> None:
    """Vis hva serveren gjør med svar på et skjema: 0 godtatt, 1 avvist, 2 kan ikke leses."""
    expressions.start()
    if cases is not None:
        results = command.many(cases)
    elif path is not None and answers is not None:
        results = [command.one(path, answers)]
    else:
        raise click.UsageError("Gi SKJEMA.form og --answers, eller --cases.")
    for result in results:
        click.echo(json.dumps(result, ensure_ascii=False))
    context.exit(0 if cases is not None or not results[0]["errors"] else 1)

"""`skolemiljo bench`: measured figures (design 12)."""

from __future__ import annotations

import json

import click

from engine import benchmark, expressions
from webforms.cli import ground


@click.group()
def bench() -> None:
    """Mål, med forholdstall fra samme kjøring."""


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="En JSON-liste.")
@click.option("--rounds", default=30, show_default=True, type=click.IntRange(3, 1000))
def engine(as_json: bool, rounds: int) -> None:
    """Fullfør en oppgave varig: vår, de samme radene som bar SQL, og SpiffWorkflow slik det kommer."""
    expressions.start()
    rows = []
    with ground.server(is_private=True) as url:
        for row in benchmark.engine(url, rounds=rounds):
            rows.append(row.as_json())
            if not as_json:
                click.echo(
                    f"{row.tasks:>4} oppgaver, {row.done:>3} gjort, {row.text_kb:>3} kB tekst: vår {row.ours_ms:.2f} ms"
                    f", bar SQL {row.sql_ms:.2f}, SpiffWorkflow {row.stock_ms:.2f};"
                    f" tilstand {row.state_bytes} mot {row.stock_bytes} byte"
                )
    if as_json:
        click.echo(json.dumps(rows))

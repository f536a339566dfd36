"""`skolemiljo bench`: measured figures (design 12)."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from engine import benchmark, expressions
from engine.benchmark import due, questions
from engine.benchmark import moves as moving
from webforms.cli import ground


@click.group()
def bench() -> None:
    """Mål, med forholdstall fra samme kjøring."""


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="En JSON-liste.")
@click.option("--rounds", default=30, show_default=True, type=click.IntRange(3, 1000))
def engine(as_json: bool, rounds: int) -> None:
    """Fullfør en oppgave varig: vår, bar SQL, og SpiffWorkflow og bpmn-engine (Node) som gjør det samme."""
    expressions.start()
    with ground.server(is_private=True) as url:
        rows = benchmark.engine(url, rounds=rounds)
        _tell(((row.as_json(), _completed(row)) for row in rows), as_json=as_json)


def _completed(row: benchmark.Row) -> str:
    sql, stock, node = (row.ours_ms / other for other in (row.sql_ms, row.stock_ms, row.node_ms))
    return (
        f"{row.tasks:>4} oppgaver, {row.done:>3} gjort, {row.text_kb:>3} kB tekst: vår {row.ours_ms:.2f} ms ="
        f" {sql:.1f} x bar SQL ({row.sql_ms:.2f}), {stock:.2f} x SpiffWorkflow ({row.stock_ms:.2f}),"
        f" {node:.2f} x bpmn-engine ({row.node_ms:.2f}); tilstand {row.state_bytes} mot {row.stock_bytes} byte"
        f" (1/{row.stock_bytes // row.state_bytes})"
    )


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="En JSON-liste.")
@click.option("--cases", "count", default=1000, show_default=True, type=click.IntRange(1, 100_000))
def moves(as_json: bool, count: int) -> None:
    """Flytt mange løpende saker til en annen utgave, hver sak for seg."""
    expressions.start()
    with ground.server(is_private=True) as url:
        row = moving.moves(url, count=count)
    _tell([(row.as_json(), _moved(row))], as_json=as_json)


def _moved(row: moving.Row) -> str:
    return f"{row.moved} av {row.cases} saker flyttet på {row.seconds:.1f} s; prøvd på {row.trial_seconds:.1f} s"


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="En JSON-liste.")
@click.option("--due", "count", default=due.DUE, show_default=True, type=click.IntRange(2, 1_000_000))
def timers(as_json: bool, count: int) -> None:
    """La mange frister gå ut samtidig for to klokker, og drep den ene halvveis."""
    expressions.start()
    with ground.server(is_private=True) as url:
        row = due.timers(url, due=count)
    _tell([(row.as_json(), _fired(row))], as_json=as_json)


def _fired(row: due.Row) -> str:
    return (
        f"{row.fired} av {row.due} frister på {row.seconds:.1f} s (budsjett {due.BUDGET_SECONDS} s) med {row.clocks}"
        f" klokker, {row.killed} drept halvveis; {row.lost} tapt, {row.doubled} dobbelt"
    )


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="En JSON-liste.")
@click.option("--staff", default=100_000, show_default=True, type=click.IntRange(2000, 1_000_000))
@click.option("--cases", "count", default=50_000, show_default=True, type=click.IntRange(1000, 1_000_000))
def web(as_json: bool, staff: int, count: int) -> None:
    """Still sidenes spørsmål i en stor kommune: innboks, oppgaveside, oversikt."""
    expressions.start()
    with ground.server(is_private=True) as url:
        rows = questions.web(url, staff=staff, open_cases=count)
        _tell(((row.as_json(), _asked(row)) for row in rows), as_json=as_json)


def _asked(row: questions.Row) -> str:
    return f"{row.page:<22} p50 {row.p50_ms:.1f} ms, p95 {row.p95_ms:.1f} ms (budsjett {row.budget_ms:.0f} ms)"


def _tell(rows: Iterable[tuple[dict[str, object], str]], *, as_json: bool) -> None:
    """Say each row in words when it is measured, or all of them as one list of JSON at the end."""
    kept = []
    for measured, words in rows:
        kept.append(measured)
        if not as_json:
            click.echo(words)
    if as_json:
        click.echo(json.dumps(kept))

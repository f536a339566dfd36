"""`skolemiljo demo`, `serve` and `clock`: the running system (design 10).

`demo` is one command on a fresh machine: embedded database, sample municipality, web and clock as processes of its
own, all of them ended with it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from engine import cases, clock, clock_offset, deadlines, errors, logs, overview, scheduler, settings, timers, whoami
from notifications import send
from webforms.cli import ground, processes

DEADLINES = "frister"
LATE = ("late", "done-late", "failed")


@click.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Porten på 127.0.0.1.")
def demo(port: int) -> None:
    """Start alt på denne maskinen med en eksempelkommune, og vis adressen og brukerne."""
    processes.demo(port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--demo", "is_demo", is_flag=True, hidden=True)
@click.option("--with-parent", is_flag=True, hidden=True)
def serve(host: str, port: int, workers: int, is_demo: bool, with_parent: bool) -> None:
    """Start nettsidene (gunicorn)."""
    if with_parent:
        processes.end_with_parent()
    processes.serve(host, port, workers, is_demo=is_demo)


@click.group("clock", invoke_without_command=True)
@click.option("--with-parent", is_flag=True, hidden=True)
@click.pass_context
def clock_command(context: click.Context, with_parent: bool) -> None:
    """Start klokka: frister, varsler og svar som venter. Uten underkommando går den til den stoppes."""
    if context.invoked_subcommand is not None:
        return
    if with_parent:
        processes.end_with_parent()
    whoami.take_role("klokke")
    logs.configure(settings.load().log_level)
    with ground.database(is_patient=True):
        jobs: dict[str, scheduler.Job] = {
            DEADLINES: timers.fire_due,
            "starter": cases.open_due,
            "signaler": cases.deliver,
            "svar": cases.complete_accepted,
            "oppgaver": cases.return_tasks,
            "klasser": cases.follow_classes,
            "skjerming": cases.follow_shields,
            "varsler": send.deliver_pending,
        }
        scheduler.run(jobs)


@clock_command.command("set", context_settings={"ignore_unknown_options": True})  # -P1D is no option
@click.argument("offset", metavar="+P6W|-P1D|0")
def set_clock(offset: str) -> None:
    """Flytt klokka til en demo: +P6W er seks uker fram fra der den står, 0 er tilbake til virkelig tid."""
    with ground.database() as database:
        if not database.has_moving_clock:
            raise errors.NotAllowed("Klokka kan bare flyttes i en demo, aldri i en virkelig database.")
        moved = clock_offset.move(_duration(offset))
    click.echo(f"Klokka viser nå {clock.oslo(moved):%d.%m.%Y kl. %H:%M}.")


@clock_command.command("ledger")
@click.option("--json", "as_json", is_flag=True, help="Ett JSON-objekt: clocks, counts, entries.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 3660), help="Så mange dager tilbake.")
def show_ledger(as_json: bool, days: int) -> None:
    """Vis hva klokka skulle gjøre, hva den gjorde, hvor sent, og hvor. 1: den går ikke, eller noe feilet."""
    with ground.database():
        found = overview.whole_ledger(days=days)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        since = f"{clock.oslo(found.pulse.since):%d.%m.%Y kl. %H:%M:%S}" if found.pulse.since else "aldri"
        click.echo(f"Klokka {'går' if found.pulse.is_going else 'STÅR'}; gikk sist {since}.")
        for one in found.clocks:
            if one.job == DEADLINES:
                click.echo(f"  {one.process}: {'går ikke' if one.is_late else 'går'}, {one.done} frister")
        for row in found.entries:
            late = f"{row.late_seconds} s etter" if row.state in LATE else ""
            told = [row.state, f"{clock.oslo(row.due_at):%d.%m.%Y %H:%M}", row.kind, row.case_number, row.step, late]
            click.echo("  ".join(part for part in [*told, row.by, row.problem] if part))
    sys.exit(0 if found.pulse.is_going and not found.counts["failed"] else 1)


def _as_json(found: overview.Ledger) -> dict[str, object]:
    """Return the ledger as a program reads it; times in ISO 8601."""
    return {
        "is_going": found.pulse.is_going,
        "since": found.pulse.since.isoformat() if found.pulse.since else None,
        "clocks": [_plain(one) for one in found.clocks],
        "counts": found.counts,
        "entries": [_plain(one) for one in found.entries],
    }


def _plain(one: Any) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(one).items()}


def _duration(text: str) -> timedelta | None:
    """Return how far to move; None = back to the system's time."""
    if text == "0":
        return None
    sign = -1 if text.startswith("-") else 1
    start = clock.now()
    try:
        return sign * (deadlines.plain(text.lstrip("+-"), start) - start)
    except errors.DeadlineUnreadable as problem:
        raise errors.DeadlineUnreadable(
            f"«{text}» er ikke en varighet. Skriv for eksempel +P6W eller +P1DT2H."
        ) from problem

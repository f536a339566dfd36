"""`skolemiljo demo`, `serve` and `clock`: the running system (design 10).

`demo` is one command on a fresh machine: embedded database, sample municipality, web and clock as processes of its
own, all of them ended with it.
"""

from __future__ import annotations

from datetime import timedelta

import click

from engine import cases, clock, clock_offset, deadlines, errors, logs, scheduler, settings, timers
from notifications import send
from webforms.cli import ground, processes


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
    logs.configure(settings.load().log_level)
    with ground.database():
        jobs: dict[str, scheduler.Job] = {
            "frister": timers.fire_due,
            "starter": cases.open_due,
            "signaler": cases.deliver,
            "svar": cases.complete_accepted,
            "oppgaver": cases.return_tasks,
            "varsler": send.deliver_pending,
        }
        scheduler.run(jobs)


@clock_command.command("set")
@click.argument("offset", metavar="+P6W|-P1D|0")
def set_clock(offset: str) -> None:
    """Flytt klokka til en demo: +P6W er seks uker fram fra der den står, 0 er tilbake til virkelig tid."""
    with ground.database() as database:
        if not database.has_moving_clock:
            raise errors.NotAllowed("Klokka kan bare flyttes i en demo, aldri i en virkelig database.")
        moved = clock_offset.move(_duration(offset))
    click.echo(f"Klokka viser nå {clock.oslo(moved):%d.%m.%Y kl. %H:%M}.")


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

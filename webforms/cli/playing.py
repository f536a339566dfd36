"""`skolemiljo play`: run stories (design 9)."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from engine import errors, expressions, logs, publishing, register, roles
from engine import play as theatre
from webforms.cli import checking, counting, ground


@click.command()
@click.argument("stories", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FORTELLING…")
@click.option(
    "--routine",
    "diagrams",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FIL.bpmn",
    help="Diagrammet som fortellingen skal spilles på; ellers det ved siden av.",
)
@checking.with_roles
@click.option("--straight", is_flag=True, help="Ikke lagre og hent saken på nytt mellom stegene.")
@click.option("--json", "as_json", is_flag=True, help="Ett JSON-objekt per linje: det som skjedde.")
@click.pass_context
def play(
    context: click.Context,
    stories: tuple[Path, ...],
    diagrams: tuple[Path, ...],
    roles_file: Path | None,
    straight: bool,
    as_json: bool,
) -> None:
    """Spill fortellinger: 0 alt holdt, 1 en forventning sviktet, 2 noe kan ikke leses (resten blir spilt)."""
    logs.configure("ERROR", out=sys.stderr)  # standard output is what was seen, and for programs nothing else
    expressions.start()
    read, results = [], []
    for path in stories:
        with _told(path):
            read.append(theatre.read(path))
    kinds = register.roles_of(roles_file) if roles_file else roles.DEFAULTS
    if read:
        with ground.server(is_private=True) as url, theatre.stage.schema(url) as database, roles.using(kinds):
            for story in read:
                with _told(story.path):
                    files = publishing.gather(diagrams or publishing.beside(story.path, story.routine), story.routine)
                    results.append(theatre.play(story, files, database=database, is_straight=straight))
                    _show(results[-1], as_json=as_json, is_alone=len(stories) == 1)
    unread, held = len(stories) - len(results), sum(one.failure is None for one in results)
    if results and not as_json:
        rest = f", {unread} kan ikke leses" if unread else ""
        click.echo(f"{held} av {counting.stories(len(stories))} holdt{rest}.")
    context.exit(2 if unread else 0 if held == len(results) else 1)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell why the story, or its diagram, cannot be read, and let the others be played."""
    try:
        yield
    except errors.SkolemiljoError as problem:
        about = "" if str(path) in problem.message else f"{path}: "
        click.echo(f"{about}{problem.message}", err=True)


def _show(result: theatre.Result, *, as_json: bool, is_alone: bool) -> None:
    if as_json:
        whose = {} if is_alone else {"story": result.story.path.name}  # of several, each line says which
        for one in result.happenings:
            if one.kind in theatre.record.KINDS:
                click.echo(json.dumps({**whose, **one.as_json()}, ensure_ascii=False))
    for note in result.notes:
        click.echo(f"Merk: {result.story.path}, {note}", err=True)
    if result.failure is not None:
        click.echo(str(result.failure), err=True)
    elif not as_json:
        click.echo(f"holdt   {result.story.path.name}")

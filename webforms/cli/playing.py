"""`skolemiljo play`: run stories (design 9)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine import expressions, publishing, register, roles
from engine import play as theatre
from webforms.cli import counting, ground


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
@click.option(
    "--roles",
    "roles_file",
    type=click.Path(path_type=Path),
    metavar="roller.csv",
    help="Kommunens egne roller; ellers er det bare kildenes.",
)
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
    """Spill fortellinger: 0 alt holdt, 1 en forventning sviktet, 2 kan ikke leses."""
    expressions.start()
    read = [theatre.read(path) for path in stories]
    failed = 0
    kinds = register.roles_of(roles_file) if roles_file else roles.DEFAULTS
    with ground.server(is_private=True) as url, theatre.stage.schema(url) as database, roles.using(kinds):
        for story in read:
            files = publishing.gather(diagrams or publishing.beside(story.path, story.routine), story.routine)
            result = theatre.play(story, files, database=database, is_straight=straight)
            failed += result.failure is not None
            _show(result, as_json=as_json)
    if not as_json:
        click.echo(f"{len(read) - failed} av {counting.stories(len(read))} holdt.")
    context.exit(1 if failed else 0)


def _show(result: theatre.Result, *, as_json: bool) -> None:
    if as_json:
        for one in result.happenings:
            if one.kind in theatre.record.KINDS:
                click.echo(json.dumps({"story": result.story.path.name, **one.as_json()}, ensure_ascii=False))
    if result.failure is not None:
        click.echo(str(result.failure), err=True)
    elif not as_json:
        click.echo(f"holdt   {result.story.path.name}")

"""`skolemiljo publish`: put a routine into force; running cases keep theirs (design 10)."""

from __future__ import annotations

from pathlib import Path

import click

from engine import errors, places, publishing, routines
from webforms.cli import checking, ground, people


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL.bpmn…")
@click.option("--municipality", required=True, help="Kommunens navn.")
@click.option("--by", "username", required=True, help="Brukernavnet til den som publiserer.")
@click.pass_context
def publish(context: click.Context, files: tuple[Path, ...], municipality: str, username: str) -> None:
    """Kontroller og publiser diagrammer med alt de viser til: 0 publisert, 1 funn i veien, 2 kan ikke leses."""
    with ground.database():
        findings = [finding for finding in publishing.check(files) if finding.level == "error"]
        for finding in findings:
            click.echo(checking.sentence(finding), err=True)
        if findings:
            click.echo("Ikke publisert. Rett funnene og prøv igjen.", err=True)
            context.exit(1)
        by = people.by_username(username)
        place = places.by_name(municipality)
        if by.municipality_id != place.id:
            raise errors.NotAllowed(f"{username} hører ikke til {municipality}.")
        gathered, named = publishing.gather_all(files)
        for version in routines.publish(gathered, named, municipality_id=place.id, by=by):
            click.echo(f"{version.routine}: utgave {version.number} gjelder for nye saker.")

"""`skolemiljo db` and `verify-log`: the database's form, copies of it, and whether the log is whole (design 10)."""

from __future__ import annotations

from pathlib import Path

import click

from engine import audit, migrations, postgres
from webforms.cli import counting, ground


@click.group("db")
def db_group() -> None:
    """Databasen: oppgrader, ta kopi, legg tilbake."""


@db_group.command()
def upgrade() -> None:
    """Oppgrader databasen til denne utgaven av programmet."""
    with ground.database(may_be_old=True) as database:
        click.echo(f"Databasen er på steg {migrations.upgrade(database)}.")


@db_group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FIL")
def dump(file: Path) -> None:
    """Skriv hele databasen til FIL."""
    with ground.server() as url:
        postgres.dump(url, file)
    click.echo(f"Kopien står i {file}.")


@db_group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FIL")
def restore(file: Path) -> None:
    """Legg kopien i FIL tilbake i en tom database."""
    with ground.server() as url:
        postgres.restore(url, file)
    click.echo("Kopien er lagt tilbake.")


@click.command("verify-log")
@click.pass_context
def verify_log(context: click.Context) -> None:
    """Kontroller at hver saks hendelser er nummerert uten hull: 0 hele, 1 hull."""
    with ground.database():
        holes = audit.holes()
    for number, sequence in holes:
        click.echo(f"Sak {number}: hendelse nr. {sequence} mangler.")
    click.echo("Loggen er hel." if not holes else f"{counting.of(len(holes), 'hull', 'hull')} i loggen.")
    context.exit(1 if holes else 0)

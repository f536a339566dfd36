"""`skolemiljo user` and `register`: accounts, and the register of people and places as CSV (issue 2)."""

from __future__ import annotations

from pathlib import Path

import click

from engine import errors, model
from engine import register as registry
from engine.municipality import places
from engine.people import accounts
from webforms.cli import ground


@click.group()
def user() -> None:
    """Brukerkontoer: opprett, nytt passord, steng, vis."""


@user.command("create")
@click.argument("username", metavar="BRUKERNAVN")
@click.option("--person", "person_id", required=True, type=int, help="Personens nummer i registeret.")
@click.password_option("--password", prompt="Passord", confirmation_prompt="Gjenta passordet")
def create(username: str, person_id: int, password: str) -> None:
    """Gi en person i registeret en konto."""
    with ground.database():
        accounts.create(person_id=person_id, username=username, password=password)
    click.echo(f"Kontoen {username} er opprettet.")


@user.command("password")
@click.argument("username", metavar="BRUKERNAVN")
@click.password_option("--password", prompt="Nytt passord", confirmation_prompt="Gjenta passordet")
def password(username: str, password: str) -> None:
    """Gi en konto nytt passord; alle øktene avsluttes."""
    with ground.database():
        accounts.set_password(username, password)
    click.echo(f"Passordet til {username} er byttet, og øktene er avsluttet.")


@user.command("close")
@click.argument("username", metavar="BRUKERNAVN")
def close(username: str) -> None:
    """Steng en konto og avslutt øktene."""
    with ground.database():
        accounts.close(username)
    click.echo(f"Kontoen {username} er stengt.")


@user.command("list")
def show() -> None:
    """Vis kontoene med person og roller."""
    with ground.database():
        for one in accounts.listed():
            click.echo(f"{one.username:<24} {one.person_id:>6}  {one.name}  {', '.join(one.roles)}")


@click.group("register")
def register() -> None:
    """Registeret: les inn og skriv ut CSV-filer."""


@register.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="MAPPE")
@click.option("--municipality", required=True, help="Kommunens navn.")
def take_in(folder: Path, municipality: str) -> None:
    """Les inn en mappe med CSV-filer: alt eller ingenting."""
    with ground.database():
        report = registry.take_in(folder, municipality=municipality)
    click.echo(str(report))


@register.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="MAPPE")
@click.option("--municipality", required=True, help="Kommunens navn.")
def write_out(folder: Path, municipality: str) -> None:
    """Skriv registeret ut som CSV-filer."""
    with ground.database():
        registry.write_out(folder, municipality_id=places.by_name(municipality).id)
    click.echo(f"Registeret står i {folder}.")


def by_username(username: str) -> model.Person:
    """Return the person of an account; raise `PersonNotFound`."""
    person = accounts.person_of(username)
    if person is None:
        raise errors.PersonNotFound(f"Ingen bruker heter «{username}». Se: skolemiljo user list")
    return person

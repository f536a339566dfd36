"""`skolemiljo publish`: put a routine into force; running cases keep theirs (design 10).

Nothing is written before the files are checked and their own stories have held, both in one process apart that is
killed at its limits; a version that came into force without its stories says so for good.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click

from engine import access, clock, errors, guarding, model, overview, pages, play, publishing, roles, routines
from engine import people as register
from engine.municipality import places
from webforms.cli import checking, counting, ground, people

NAMED = 10  # of the stories that fail: who must mend more begins with these
_MEND = (
    "Rett diagrammet, eller fortellingen hvis det er den som ikke gjelder lenger, og publiser igjen. "
    "«skolemiljo play FORTELLING» spiller én for seg. «--without-stories» publiserer uten å spille; det blir stående "
    "ved utgaven."
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL.bpmn…")
@click.option("--municipality", required=True, help="Kommunens navn.")
@click.option("--by", "username", required=True, help="Brukernavnet til den som publiserer.")
@click.option("--note", default="", help="Hva som er endret og hvorfor; står ved utgaven.")
@click.option(
    "--without-stories", is_flag=True, help="Publiser uten å spille fortellingene; det blir stående ved utgaven."
)
@click.pass_context
def publish(
    context: click.Context,
    files: tuple[Path, ...],
    municipality: str,
    username: str,
    note: str,
    without_stories: bool,
) -> None:
    """Kontroller, spill fortellingene og publiser: 0 publisert, 1 noe i veien, 2 kan ikke leses."""
    with guarding.opened() as guard, ground.database():
        by = people.by_username(username)
        place = places.by_name(municipality)
        if by.municipality_id != place.id:
            raise errors.NotAllowed(f"{username} hører ikke til {municipality}.")
        _require_owner(by)
        guard.roles = roles.of_municipality(place.id)
        _require_clean(context, guard, files)
        gathered, named = publishing.gather_all(files)
        _require_same(context, gathered, guard.checked)
        is_new = not routines.is_in_force(gathered, named, municipality_id=place.id)
        held = _rehearse(context, guard, gathered) if is_new and not without_stories else None
        record = routines.Record(note.strip(), held)
        versions = routines.publish(gathered, named, municipality_id=place.id, by=by, record=record)
        _tell(_lines(versions, overview.in_force(by)), gathered, is_new=is_new, held=held)
        _tell_callers(named, place.id)
        _tell_unknown(publishing.unknown_people(gathered, municipality_id=place.id))
        _tell_untaken(publishing.untaken_messages(gathered, municipality_id=place.id))


def _require_owner(by: model.Person) -> None:
    """A version in force is what every school must do: it bears the name of who answers for routines."""
    held = {one.role for one in register.holdings(by.id, clock.today())}
    if not held & access.MOVES_CASES:
        whose = ", ".join(sorted(access.MOVES_CASES))
        raise errors.NotAllowed(f"{by.name} kan ikke publisere rutiner. Det kan den som har en av rollene {whose}.")


def _require_clean(context: click.Context, guard: guarding.Guard, files: Collection[Path]) -> None:
    """Print what the check found; an error stands in the way, a warning does not."""
    findings = guard.check(files)
    for finding in findings:
        click.echo(checking.sentence(finding), err=True)
    if any(finding.level == "error" for finding in findings):
        if not any(finding.code == "check-too-slow" for finding in findings):
            _tell_taken(files)
        click.echo("Ikke publisert. Rett funnene og prøv igjen.", err=True)
        context.exit(1)


def _tell_taken(files: Collection[Path]) -> None:
    """Say what to publish instead of a routine that has its names from who calls it."""
    callers = publishing.callers(files)
    if callers:
        named = ", ".join(path.name for path in callers)
        what = f"Noe her begynner bare når det blir kalt. Publiser {named}, som kaller det: det følger med."
        click.echo(what, err=True)


def _require_same(context: click.Context, files: Mapping[str, bytes], checked: str) -> None:
    """What was saved while it was checked must be checked again."""
    if routines.publication_id(files) != checked:
        said = "Ikke publisert: en av filene ble lagret på nytt mens den ble kontrollert. Publiser igjen."
        click.echo(said, err=True)
        context.exit(1)


def _tell_unknown(found: Collection[tuple[str, str, str]]) -> None:
    for path, element, text in found:
        click.echo(
            f"{path}: advarsel [person-unknown] {element}: «{text}» er ikke brukernavn eller navn på én person i "
            "kommunen. Oppgaven går til banens rolle til noen heter det.",
            err=True,
        )


def _tell_untaken(found: Collection[tuple[str, str, str]]) -> None:
    for path, element, message in found:
        click.echo(
            f"{path}: advarsel [message-untaken] {element}: Ingen rutine som gjelder i kommunen, tar imot "
            f"meldingen «{message}». Publiser rutinen som begynner med den eller venter på den. Er den til noen "
            "utenfor, kan det stå.",
            err=True,
        )


def _rehearse(context: click.Context, guard: guarding.Guard, files: Mapping[str, bytes]) -> int:
    """Play the stories against the new files on a private stage; return how many held, which is all of them."""
    many = len(publishing.stories(files))
    if not many:
        click.echo("Ingen fortelling nevner rutinen; ingenting er prøvd før den gjelder.")
        return 0
    click.echo(f"Spiller {counting.stories(many)} mot de nye filene …")
    played: list[guarding.Played] = []

    def told(one: guarding.Played) -> None:
        played.append(one)
        if one.failure and len(_failed(played)) > NAMED:
            return
        said = f"sviktet {one.failure}" if one.failure else f"holdt   {one.path}"
        click.echo(f"{len(played):>3}/{many} {said}", err=bool(one.failure))

    with ground.server(is_private=True) as url, play.stage.schema(url) as stage:
        guard.rehearse(files, stage=play.stage.address(stage), told=told)
    if failed := _failed(played):
        left = many - len(played)
        rest = f" {counting.stories(left)} til er ikke spilt." if left else ""
        click.echo(f"Ikke publisert: {_named(failed)} holdt ikke.{rest} {_MEND}", err=True)
        context.exit(1)
    return many


def _failed(played: Collection[guarding.Played]) -> list[str]:
    return [one.path for one in played if one.failure]


def _named(paths: Sequence[str]) -> str:
    """Return the first few by name, and how many others there are."""
    few, others = paths[:NAMED], len(paths) - NAMED
    if others > 0:
        return f"{', '.join(few)} og {others} til"
    return " og ".join(filter(None, (", ".join(few[:-1]), few[-1])))


def _lines(versions: Collection[routines.Version], rows: Collection[pages.RoutineRow]) -> list[str]:
    """Return which version counts for each, as the page Rutiner numbers it: a called routine follows its caller's."""
    called = {row.routine: row for row in rows if row.called_from}
    return [
        f"{one.routine}: følger utgaven av {', '.join(called[one.routine].called_from)}."
        if one.routine in called
        else f"{one.routine}: utgave {one.number} gjelder for nye saker."
        for one in versions
    ]


def _tell(lines: Collection[str], files: Mapping[str, bytes], *, is_new: bool, held: int | None) -> None:
    for line in lines:
        click.echo(line)
    if not is_new:
        click.echo("Filene er de samme som sist: ingenting er endret.")
    elif held is None and publishing.stories(files):
        click.echo("Fortellingene er ikke spilt. Det står ved utgaven.", err=True)


def _tell_callers(named: Collection[str], municipality_id: int) -> None:
    """Say which routines keep an older drawing of what was published: a called routine follows its caller's version."""
    for caller, called in routines.keep_older(named, municipality_id=municipality_id):
        click.echo(
            f"{caller.routine} kaller {called} og beholder den som den er i sin utgave {caller.number}. "
            f"Publiser {caller.routine}.bpmn for at nye saker der skal følge endringen.",
            err=True,
        )

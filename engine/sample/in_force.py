"""The sample municipality's routines: it is one of Bærum's kind, so Bærum's routines and the shared ones are in force.

Knows which diagrams of a folder those are; what a publication is, `publishing` and `routines` know. Each is a
publication of its own, as `skolemiljo publish` makes it, so that one can be changed alone. Neither checked nor played
here: the project's own tests do both. What a process owner has published, or taken out of force, stays so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from engine import bpmn, db, errors, model, publishing, routines, tables
from engine.people import accounts

KINDS = ("baerum-*.bpmn", "felles-*.bpmn")  # each is called as its routine
OWNER = "prosesseier"
_v = tables.versions.c


def ensure(municipality_id: int, *, folder: Path, progress: Callable[[str], None] = lambda _text: None) -> int:
    """Put in force what the municipality has never had a version of; return how many routines that was.

    One that cannot be put in force is told of, and costs the demo that routine only.
    """
    missing = _missing(municipality_id, folder)
    if not missing:
        return 0
    progress("Setter rutinene i kraft …")
    owner, shelf_of = accounts.person_of(OWNER), publishing.shelves()
    return sum(_is_put(path, municipality_id, shelf_of, progress, by=owner) for path in missing)


def _missing(municipality_id: int, folder: Path) -> list[Path]:
    with db.reading() as connection:
        had = set(connection.scalars(sa.select(_v.routine).where(_v.municipality_id == municipality_id).distinct()))
    named = (path for kind in KINDS for path in sorted(folder.glob(kind)))
    return [path for path in named if path.stem not in had and _begins_by_itself(path)]


def _begins_by_itself(path: Path) -> bool:
    """Tell whether somebody, the clock or a message can start it; what is only called follows who calls it."""
    try:
        process = bpmn.read(publishing.read(path), file=path.name).processes[path.stem]
    except (errors.SkolemiljoError, KeyError):
        return True  # why it is no routine is told as it is published
    return bool(bpmn.openings.waiting(process)) or any(start.form_id for start in process.starts(""))


def _is_put(
    path: Path,
    municipality_id: int,
    shelf_of: publishing.ShelfOf,
    progress: Callable[[str], None],
    *,
    by: model.Person | None,
) -> bool:
    try:
        files, named = publishing.gather_all([path], shelf_of=shelf_of)
        if not named:
            raise errors.RoutineNotFound("Det står ingen rutine i filen.")
        routines.publish(files, named, municipality_id=municipality_id, by=by, record=routines.SAMPLE)
    except errors.SkolemiljoError as problem:
        progress(f"Rutinen {path.stem} kunne ikke publiseres: {problem.message}")
        return False
    return True

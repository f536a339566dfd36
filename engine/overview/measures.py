"""The catalogue of measures: what all staff read, and what a plan's row can be filled from (issue 4).

Knows which published files are catalogues; a task follows the version of its case. What stands in a file is
`engine.measures`'.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from uuid import UUID

from engine import db, measures, model, routines
from engine.overview import tasks


def catalogues(person: model.Person) -> list[measures.Catalogue]:
    """Return the catalogues of the routines in force where the person works, by name; the newest where they differ."""
    with db.reading() as connection:
        now = routines.in_force(connection, person.municipality_id)
        found: dict[str, measures.Catalogue] = {}
        for version in sorted(now, key=lambda one: one.published_at):
            found |= _read(routines.files_of(connection, version.publication_id))
    return sorted(found.values(), key=lambda one: one.name)


def task_catalogues(task_id: UUID, person: model.Person, stems: Collection[str]) -> list[measures.Catalogue]:
    """Return the catalogues `stems` of the task's version; raise `TaskNotFound`, `TaskNotOpen` as its page does."""
    with db.reading() as connection:
        found = _read(routines.files_of(connection, tasks.publication(connection, task_id, person)))
    return [found[one] for one in stems if one in found]


def _read(files: Mapping[str, bytes]) -> dict[str, measures.Catalogue]:
    paths = [PurePosixPath(path) for path in files if path.startswith(measures.FOLDER)]
    return {path.stem: measures.read(files[str(path)], path.stem) for path in paths}

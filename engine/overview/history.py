"""Rutiner: the versions of a routine, what each changed, who follows it, and its drawing and files (ux.md Rutiner).

Knows publications and how two of them differ by the names people know; how a drawing is shown is the pages'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa

from engine import bpmn, clock, db, errors, model, pages, phrases, rights, routines, tables
from engine.overview import outline

_v, _c, _p = tables.versions.c, tables.cases.c, tables.people.c

# who answers for routines, or for those who follow them
FOLLOWERS = frozenset(
    {"prosesseier", "læringsmiljøteamet", "rådgiver hos skoleeier", "skoleeier", "kommunalsjef", "rektor"}
)
_TOLD = {"name": "navn", "due": "frist", "follow_up": "oppfølging", "lane": "rolle", "form_id": "skjema"}
_SAID = {
    **_TOLD,
    "documentation": "veiledning",
    "event": "hendelse",
    "loop": "gjentakelse",
    "headers": "innstillinger",
    "decision": "beslutning",
}
_UNSEEN = {"line", "order", "id", "kind", "asks"}
_FOLDERS = {
    "forms": "skjema",
    "decisions": "beslutning",
    "letters": "brev",
    "stories": "fortelling",
    "tiltak": "tiltakskatalog",
}


def may_follow(person: model.Person) -> bool:
    """Tell whether the person may see the versions of the municipality's routines."""
    with db.reading() as connection:
        return _may_follow(connection, person)


def routine_history(routine: str, person: model.Person) -> pages.RoutineHistory:
    """Return the routine's versions, newest first; raise `NotAllowed`, `RoutineNotFound`."""
    with db.reading() as connection:
        found = _versions(connection, routine, person)
    return pages.RoutineHistory(routine, found[0][1], tuple(row for row, _name, _publication in found))


def version_page(routine: str, number: int, person: model.Person) -> pages.VersionPage:
    """Return one version with drawings, steps and files; raise `NotAllowed`, `RoutineNotFound`."""
    with db.reading() as connection:
        row, name, publication = _version(connection, routine, number, person)
        definition = routines.definition(connection, publication, routine)
        files = routines.files_of(connection, publication)
    sizes = tuple((path, len(content)) for path, content in sorted(files.items()))
    return pages.VersionPage(routine, name, row, outline.drawings(definition), outline.steps(definition), sizes)


def version_files(routine: str, number: int, person: model.Person) -> Mapping[str, bytes]:
    """Return the files of one version by path, byte for byte; raise `NotAllowed`, `RoutineNotFound`."""
    with db.reading() as connection:
        return dict(routines.files_of(connection, _version(connection, routine, number, person)[2]))


Found = tuple[pages.VersionRow, str, str]  # with its name and its publication


def _version(connection: sa.Connection, routine: str, number: int, person: model.Person) -> Found:
    found = next((one for one in _versions(connection, routine, person) if one[0].number == number), None)
    if found is None:
        raise errors.RoutineNotFound()
    return found


def _versions(connection: sa.Connection, routine: str, person: model.Person) -> list[Found]:
    if not _may_follow(connection, person):
        refused = phrases.say(
            "Utgavene av en rutine vises for den som eier rutinene, for skoleeier og for rektor. "
            "Spør prosesseieren i kommunen om det du trenger å se."
        )
        raise errors.NotAllowed(refused)
    running = (
        sa.select(_c.version_id, sa.func.count().label("cases"))
        .where(_c.status == model.CaseStatus.OPEN, _c.shielded_role == "")  # a count must not tell of a shielded case
        .group_by(_c.version_id)
        .subquery()
    )
    found = connection.execute(
        sa.select(
            _v.id, _v.number, _v.published_at, _p.name.label("by"), _v.note, _v.stories_held, _v.retired_at,
            _v.name, _v.publication_id, sa.func.coalesce(running.c.cases, 0).label("running"),
        )
        .outerjoin(tables.people, _p.id == _v.published_by)
        .outerjoin(running, running.c.version_id == _v.id)
        .where(_v.municipality_id == person.municipality_id, _v.routine == routine)
        .order_by(_v.number)
    ).all()  # fmt: skip
    if not found:
        raise errors.RoutineNotFound()
    newest = max((row.number for row in found if row.retired_at is None), default=0)
    made: list[Found] = []
    before: str | None = None
    for row in found:
        changes = _changes(connection, routine, before, row.publication_id) if before else None
        before = row.publication_id
        version = pages.VersionRow(
            row.id, row.number, row.published_at, row.by or "", row.note, row.stories_held, row.running,
            row.number == newest, changes, row.note == routines.SAMPLE.note,
        )  # fmt: skip
        made.append((version, row.name, row.publication_id))
    return made[::-1]


def _may_follow(connection: sa.Connection, person: model.Person) -> bool:
    today = clock.today()
    return any(one.role in FOLLOWERS and one.counts_on(today) for one in rights.holdings(connection, person.id))


def _changes(connection: sa.Connection, routine: str, before: str, after: str) -> tuple[pages.Change, ...]:
    """Return what changed from one publication to the next: steps by their names, then the other files."""
    old, new = (routines.definition(connection, one, routine) for one in (before, after))
    return (*_steps(old, new), *_files(routines.files_of(connection, before), routines.files_of(connection, after)))


def _steps(old: bpmn.Definition, new: bpmn.Definition) -> list[pages.Change]:
    found = []
    for ident in (*new.elements, *(one for one in old.elements if one not in new.elements)):
        was, now = old.elements.get(ident), new.elements.get(ident)
        one = now or was
        if one is None or was == now:
            continue
        if was is None or now is None:
            if one.name:  # an unnamed gateway is for the picture
                found.append(pages.Change("gone" if now is None else "new", one.name, one.process))
        elif what := _differs(was, now):
            found.append(pages.Change("changed", one.name or one.id, one.process, what))
    return found


def _differs(was: bpmn.Element, now: bpmn.Element) -> str:
    """Return what is another in the step: short texts before and after, of the rest only which they are."""
    parts = []
    for field in fields(was):
        old, new = getattr(was, field.name), getattr(now, field.name)
        if old == new or field.name in _UNSEEN:
            continue
        if field.name in _TOLD:
            parts.append(f"{_TOLD[field.name]}: {old or '–'} → {new or '–'}")
        else:
            parts.append(_SAID.get(field.name, "innstillinger"))
    return "; ".join(dict.fromkeys(parts))


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[pages.Change]:
    found = []
    for path in sorted({*old, *new}):
        folder, _, name = path.rpartition("/")
        if folder and old.get(path) != new.get(path):
            kind = "gone" if path not in new else "changed" if path in old else "new"
            found.append(pages.Change(kind, name, _FOLDERS.get(folder, folder)))
    return found

"""Routines: what a publication holds, its versions, and the parsed parts of them (design 3.10, 10 publication).

A publication is immutable and named by its content: SHA-256 over sorted (path, SHA-256 of the file). So everything
parsed from it is right for good, also across databases; a process keeps the last ones. Knows neither how a form is
drawn nor channels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import bpmn, clock, db, errors, expressions, forms, model, tables

_v, _f = tables.versions.c, tables.publication_files.c


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a routine in a municipality."""

    id: int
    routine: str
    number: int
    publication_id: str
    name: str
    start_form: str | None
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """What is noted of a publication: why, and how many stories held before it; None = they were not played."""

    note: str = ""
    stories_held: int | None = None


UNTOLD = Record()
SAMPLE = Record(note="Eksempel, lagt inn av demoen")  # published by nobody's decision, and so that it starts fast
TIMER = "timer"  # among what the starts of a version wait for
_VERSION = (_v.id, _v.routine, _v.number, _v.publication_id, _v.name, _v.start_form, _v.published_at)


def publication_id(files: Mapping[str, bytes]) -> str:
    """Return the content's own name: the same files are the same publication."""
    lines = "".join(f"{path}\0{hashlib.sha256(content).hexdigest()}\n" for path, content in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def current(connection: sa.Connection, municipality_id: int, routine: str) -> Version:
    """Return the version that new cases follow; raise `RoutineNotFound`."""
    newest = (
        sa.select(*_VERSION)
        .where(_v.municipality_id == municipality_id, _v.routine == routine, _v.retired_at.is_(None))
        .order_by(_v.number.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    if row is None:
        raise errors.RoutineNotFound(f"Rutinen «{routine}» er ikke publisert i kommunen.")
    return Version(*row)


def version(connection: sa.Connection, version_id: int) -> Version:
    """Return a version that is there."""
    return Version(*connection.execute(sa.select(*_VERSION).where(_v.id == version_id)).one())


def in_force(connection: sa.Connection, municipality_id: int) -> list[Version]:
    """Return the version in force of each routine of the municipality, by name."""
    newest = (
        sa.select(*_VERSION)
        .where(_v.municipality_id == municipality_id, _v.retired_at.is_(None))
        .ext(postgresql.distinct_on(_v.routine))
        .order_by(_v.routine, _v.number.desc())
    )
    return sorted((Version(*row) for row in connection.execute(newest)), key=lambda version: version.name)


def is_in_force(files: Mapping[str, bytes], routines: list[str], *, municipality_id: int) -> bool:
    """Tell whether `files` are what each of `routines` has in force: there is nothing to publish then."""
    name = publication_id(files)
    with db.reading() as connection:
        now = {one.routine: one.publication_id for one in in_force(connection, municipality_id)}
    return all(now.get(routine) == name for routine in routines)


def publish(
    files: Mapping[str, bytes],
    routines: list[str],
    *,
    municipality_id: int,
    by: model.Person | None,
    record: Record = UNTOLD,
) -> list[Version]:
    """Make `files` the version in force of each of `routines`; unchanged content publishes nothing.

    The caller has checked the files, and played their stories or not as `record` says. Returns the versions now in
    force. Two publishers at once get numbers in order.
    """
    with db.transaction() as connection:
        municipality = sa.select(tables.municipalities.c.id).where(tables.municipalities.c.id == municipality_id)
        connection.execute(municipality.with_for_update(key_share=True))
        name = _store(connection, files)
        for routine in routines:
            values = _next_version(connection, routine, name, files, municipality_id=municipality_id)
            if values:
                told = {"published_by": by.id if by else None, **asdict(record)}
                connection.execute(sa.insert(tables.versions).values({**values, **told}))
        return [current(connection, municipality_id, routine) for routine in routines]


def keep_older(named: Collection[str], *, municipality_id: int) -> list[tuple[Version, str]]:
    """Return which other versions in force call one of `named` as it was before, with the routine they call.

    A called routine follows its caller's version, so a new drawing of it counts there when the caller is published.
    """
    with db.reading() as connection:
        now = {one.routine: one for one in in_force(connection, municipality_id)}
        return [
            (caller, called)
            for caller in now.values()
            for called in definition(connection, caller.publication_id, caller.routine).processes
            if called in named and called in now and caller.routine not in named
            if not _holds(connection, caller, now[called])
        ]


def _holds(connection: sa.Connection, caller: Version, called: Version) -> bool:
    """Tell whether the caller's publication has all that the called version is made of; stories decide nothing."""
    theirs = files_of(connection, caller.publication_id)
    ours = files_of(connection, called.publication_id)
    return all(theirs.get(path) == content for path, content in ours.items() if not path.startswith("stories/"))


def _store(connection: sa.Connection, files: Mapping[str, bytes]) -> str:
    name = publication_id(files)
    insert = postgresql.insert(tables.publications).values(id=name, at=clock.now())
    new = connection.execute(insert.on_conflict_do_nothing().returning(tables.publications.c.id)).scalar()
    if new:
        rows = [{"publication_id": name, "path": path, "content": content} for path, content in files.items()]
        connection.execute(sa.insert(tables.publication_files), rows)
    return name


def _next_version(
    connection: sa.Connection,
    routine: str,
    name: str,
    files: Mapping[str, bytes],
    *,
    municipality_id: int,
) -> dict[str, object]:
    """Return the row of the routine's next version, nothing where the last has the same content."""
    mine = sa.and_(_v.municipality_id == municipality_id, _v.routine == routine)
    last = connection.execute(
        sa.select(_v.number, _v.publication_id).where(mine).order_by(_v.number.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.publication_id == name:
        return {}
    definition = bpmn.definition(name, models(files), routine)
    return {
        "municipality_id": municipality_id,
        "routine": routine,
        "number": last.number + 1 if last else 1,
        "publication_id": name,
        "name": definition.name,
        "start_form": definition.start_form,
        "starts": sorted({_waited_for(start) for start in definition.openings}),
        "published_at": clock.now(),
    }


def _waited_for(start: bpmn.Element) -> str:
    event = start.event
    return f"{event.kind}:{event.name}" if event and event.kind != "timer" else TIMER


def started_by(connection: sa.Connection, municipality_id: int, waited_for: str) -> list[Version]:
    """Return the versions in force with a start that waits for `signal:NAME` or `message:NAME`."""
    mine = sa.select(_v.id).where(_v.municipality_id == municipality_id, _v.starts.contains([waited_for]))
    found = set(connection.scalars(mine))
    return [version for version in in_force(connection, municipality_id) if version.id in found] if found else []


def diagrams(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the diagrams among `files`."""
    return {path: content for path, content in files.items() if path.endswith(".bpmn")}


def models(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what a routine is run by among `files`: the diagrams and their decision tables."""
    return {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn"))}


class _Publication:
    """What one publication holds, and what has been parsed of it; it never changes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    @cached_property
    def forms(self) -> Mapping[str, forms.Form]:
        texts = [text for path, text in self.files.items() if path.endswith(".form")]
        found = {one.id: one for one in map(forms.parse, texts)}
        return found | {key: embedded_form(element) for key, (_path, element) in embedding(self.files).items()}

    @cached_property
    def spoken(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        inputs = [field for form in self.forms.values() for field in form.inputs()]
        for field in (one for one in inputs if one.place == one.key):
            own = str(field.get("properties", "kalles") or "")
            is_plain = field.label and not expressions.is_expression(field.label) and "{{" not in field.label
            said = own or (f"«{field.label}»" if is_plain else "")
            if said and (own or field.key not in found):
                found[field.key] = said
        in_rows = (field for field in inputs if field.place != field.key)
        return found | {f".{field.key}": str(own) for field in in_rows if (own := field.get("properties", "kalles"))}


_KEPT = 100  # publications in memory: files and all that is parsed of them are some megabytes each
_publications: dict[str, _Publication] = {}


def _publication(connection: sa.Connection, ident: str) -> _Publication:
    found = _publications.get(ident)
    if found is None:
        rows = connection.execute(sa.select(_f.path, _f.content).where(_f.publication_id == ident))
        found = _Publication({path: bytes(content) for path, content in rows})
        if len(_publications) >= _KEPT:
            _publications.clear()
        _publications[ident] = found
    return found


def files_of(connection: sa.Connection, publication: str) -> Mapping[str, bytes]:
    """Return the publication's files by path."""
    return _publication(connection, publication).files


def definition(connection: sa.Connection, publication: str, routine: str) -> bpmn.Definition:
    """Return the parsed diagrams of a publication, as seen from `routine`."""
    return bpmn.definition(publication, models(files_of(connection, publication)), routine)


def form(connection: sa.Connection, publication: str, form_id: str) -> forms.Form:
    """Return one parsed form of a publication, by the id inside its file, or `PROCESS:ID` inside a diagram."""
    return _publication(connection, publication).forms[form_id]


def letter_bundle(connection: sa.Connection, publication: str) -> dict[str, bytes]:
    """Return the letter templates of a publication, by path below `letters/`."""
    files = files_of(connection, publication)
    return {path.removeprefix("letters/"): content for path, content in files.items() if path.startswith("letters/")}


def spoken(connection: sa.Connection, publication: str) -> Mapping[str, str]:
    """Return what the publication's fields are called in a sentence, by key: by their property `kalles`, else label.

    A field in a row stands as `.naar`, and only where it has the property: which list it is in, a deadline cannot say.
    """
    return _publication(connection, publication).spoken


def embedding(files: Mapping[str, bytes]) -> dict[str, tuple[str, bpmn.Element]]:
    """Return the forms inside the diagrams among `files`, by id: (path, the first element that asks for it)."""
    found: dict[str, tuple[str, bpmn.Element]] = {}
    for path, content in diagrams(files).items():
        for process in bpmn.read(content, file=path).processes.values():
            for element in process.elements.values():
                if element.form_id and element.form_json:
                    found.setdefault(element.form_id, (path, element))
    return found


def embedded_form(element: bpmn.Element) -> forms.Form:
    """Return the parsed form inside the diagram that `element` asks for; raise `FormUnreadable`.

    It is known by `PROCESS:ID`: the id inside its JSON is the editor's own.
    """
    key = element.form_id or ""
    return replace(forms.parse(element.form_json, name=key.partition(":")[2]), id=key)

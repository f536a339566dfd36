"""Uploads and letters: bytes, checksum, and the case they belong to (design 4 `documents`; issue 2 Fields).

A file's kind is read from its content, never from its name. The caller has decided that the person may.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import filetype
import sqlalchemy as sa

from engine import audit, clock, db, errors, letters, model, phrases, rights, rows, settings, tables

_d = tables.documents.c
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # Unicode's controls, formats, halves of signs, line breaks

# what a school attaches to a case: text, pictures, sound and film, office documents
ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG-bilde",
    "image/png": "PNG-bilde",
    "image/heic": "HEIC-bilde",
    "image/webp": "WebP-bilde",
    "audio/mpeg": "MP3-lyd",
    "audio/mp4": "M4A-lyd",
    "video/mp4": "MP4-film",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word-dokument",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel-ark",
    "application/vnd.oasis.opendocument.text": "OpenDocument-tekst",
    "text/plain": "tekstfil",
}

ENDINGS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/heic": ("heic", "heif"),
    "image/webp": ("webp",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "mp4"),
    "video/mp4": ("mp4", "m4v"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "text/plain": ("txt", "csv", "md", "log"),
}


def keep_upload(*, by: model.Person, task_id: UUID | None, name: str, content: bytes) -> int:
    """Keep an upload of `by` for a task (None: for a start form), and return its id.

    Raises `UploadRefused` for an empty or too large file, or a kind that is not on the list; `NotAllowed` where the
    task is not `by`'s. The upload is kept before the form is complete, so that it is not lost with it.
    """
    media_type = media_type_of(content)
    limit = settings.load().upload_max_mb
    if not content:
        raise errors.UploadRefused(phrases.say("Filen «%(name)s» er tom. Velg en annen fil.", name=_safe(name)))
    if len(content) > limit * 1024 * 1024:
        too_large = phrases.say(
            "Filen «%(name)s» er større enn %(limit)s MB. Del den opp.", name=_safe(name), limit=limit
        )
        raise errors.UploadRefused(too_large)
    if media_type not in ALLOWED:
        kinds = ", ".join(ALLOWED.values())
        raise errors.UploadRefused(
            phrases.say(
                "Filen «%(name)s» er av en type som ikke kan tas imot. Dette kan lastes opp: %(kinds)s.",
                name=_safe(name),
                kinds=kinds,
            )
        )
    with db.transaction() as connection:
        _require_room(connection, by, len(content))
        case_id = None if task_id is None else _lock_case_of(connection, task_id, by)
        if case_id is not None:
            _require_room_in_case(connection, case_id, len(content))
        values: dict[str, object] = {
            "case_id": case_id,
            "task_id": task_id,
            "kind": "upload",
            "name": _named(name, media_type),
            "title": _safe(name),
            "media_type": media_type,
            "added_by": by.id,
        }
        number = _insert(connection, values, content)
        if case_id is not None:
            audit.record(connection, case_id, [_added(number, by)])
    return number


def _require_room(connection: sa.Connection, by: model.Person, size: int) -> None:
    """Raise `UploadRefused` where the person has uploaded so much in 24 hours that this is too much more."""
    limit, most = settings.load().upload_day_mb, settings.load().upload_day_files
    # one at a time for each person: many at once would all find room
    connection.execute(sa.select(tables.people.c.id).where(tables.people.c.id == by.id).with_for_update(key_share=True))
    count, used = _uploaded_lately(connection, _d.added_by == by.id)
    if count >= most:
        raise errors.UploadRefused(
            phrases.say(
                "Du har lastet opp %(most)s filer det siste døgnet, og flere tas ikke imot før i morgen. "
                "Samle dem i én fil, eller lever dem på en annen måte.",
                most=most,
            )
        )
    if used + size > limit * 1024 * 1024:
        raise errors.UploadRefused(
            phrases.say(
                "Du har lastet opp så mye det siste døgnet at det ikke er plass til denne filen: høyst %(mb)s MB. "
                "Vent til i morgen, eller lever filen på en annen måte.",
                mb=limit,
            )
        )


def _require_room_in_case(connection: sa.Connection, case_id: int, size: int) -> None:
    """Raise `UploadRefused` where a case, locked, has been given so much in 24 hours that this is too much more."""
    limit = settings.load().upload_case_day_mb
    _, used = _uploaded_lately(connection, _d.case_id == case_id)
    if used + size > limit * 1024 * 1024:
        raise errors.UploadRefused(
            phrases.say(
                "Det er lastet opp så mye i denne saken det siste døgnet at det ikke er plass til denne filen: "
                "høyst %(mb)s MB. Vent til i morgen, eller lever filen på en annen måte.",
                mb=limit,
            )
        )


def _uploaded_lately(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[int, int]:
    """Return how many files have been uploaded in 24 hours, and their bytes."""
    lately = sa.and_(which, _d.kind == "upload", _d.at > clock.now() - timedelta(days=1))
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.octet_length(_d.content)), 0)).where(lately)
    count, used = connection.execute(query).one()
    return int(count), int(used)


def _lock_case_of(connection: sa.Connection, task_id: UUID, by: model.Person) -> int:
    """Return the case of a task that `by` may do, locked for its log; raise `TaskNotFound`, `NotAllowed`."""
    task = rows.task(connection, task_id)
    rights.require_task(connection, task, by)
    db.lock_case(connection, task.case_id)
    return task.case_id


def _added(document_id: int, by: model.Person) -> audit.Entry:
    return audit.Entry(model.EventKind.DOCUMENT_ADDED, person_id=by.id, facts={"document": document_id})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a letter came from: its case, the element that made it, and whose act that was."""

    case_id: int
    element_id: str
    path: str
    by: model.Person | None


def keep_letter(connection: sa.Connection, letter: letters.Letter, *, name: str, origin: Origin) -> int:
    """Keep a rendered letter inside the step's transaction, and return its id."""
    values = {
        "case_id": origin.case_id,
        "kind": "letter",
        "name": name,
        "title": letter.title,
        "media_type": "application/pdf",
        "element_id": origin.element_id,
        "path": origin.path,
        "language": letter.language,
        "added_by": origin.by.id if origin.by else None,
    }
    return _insert(connection, values, letter.pdf)


def letters_made(connection: sa.Connection, case_id: int, elements: Collection[str]) -> list[int]:
    """Return the letters that `elements` made and that still count, the newest first."""
    made = sa.and_(_d.case_id == case_id, _d.kind == "letter", _d.element_id.in_(elements))
    counts = sa.literal(model.WRONG_PUPIL) != sa.all_(_d.labels)
    return list(connection.scalars(sa.select(_d.id).where(made, counts).order_by(_d.id.desc())))


@dataclass(frozen=True, slots=True)
class Outdated:
    """A letter that does not count any more, and what made it."""

    element_id: str
    path: str


def outdate_letters(connection: sa.Connection, case_id: int) -> list[Outdated]:
    """Mark the case's letters as about another pupil; return what made them, each once, the first made first."""
    current = sa.and_(_d.case_id == case_id, _d.kind == "letter", sa.literal(model.WRONG_PUPIL) != sa.all_(_d.labels))
    labelled = {"labels": sa.func.array_append(_d.labels, model.WRONG_PUPIL)}
    marked = sa.update(tables.documents).where(current).values(labelled).returning(_d.id, _d.element_id, _d.path)
    found = sorted(connection.execute(marked).all(), key=lambda row: row.id)
    return [Outdated(*pair) for pair in dict.fromkeys((row.element_id, row.path) for row in found)]


def adopt(connection: sa.Connection, case_id: int, document_ids: list[int], *, by: model.Person) -> None:
    """Give the uploads of a start form to the case it opened; only `by`'s own, and only those without a case."""
    if not document_ids:
        return
    mine = sa.and_(_d.id.in_(document_ids), _d.case_id.is_(None), _d.added_by == by.id)
    adopted = connection.scalars(sa.update(tables.documents).where(mine).values(case_id=case_id).returning(_d.id)).all()
    audit.record(connection, case_id, [_added(one, by) for one in adopted])


def checksums(connection: sa.Connection, document_ids: list[int]) -> list[str]:
    """Return what tells documents' contents apart, in an order of its own: a file sent twice is the same file."""
    return sorted(connection.scalars(sa.select(_d.sha256).where(_d.id.in_(document_ids))))


def are_same(some: list[int], others: list[int], *, by: model.Person) -> bool:
    """Tell whether two answers name the same files of `by`'s own, each told by what is in it."""
    if some == others:
        return True
    with db.reading() as connection:
        mine = sa.select(_d.sha256).where(_d.added_by == by.id)
        one, two = (sorted(connection.scalars(mine.where(_d.id.in_(ids)))) for ids in (some, others))
    return one == two and len(one) == len(some) == len(others)


def media_type_of(content: bytes) -> str:
    """Return the media type that the content shows; empty where it is none we know."""
    kind = filetype.guess(content)
    if kind is not None:
        return str(kind.mime)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if re.search(r"[\x00-\x08\x0e-\x1f]", text) else "text/plain"


def _insert(connection: sa.Connection, values: dict[str, object], content: bytes) -> int:
    row = {**values, "content": content, "sha256": hashlib.sha256(content).hexdigest(), "at": clock.now()}
    return int(connection.execute(sa.insert(tables.documents).values(row).returning(_d.id)).scalar_one())


def _named(name: str, media_type: str) -> str:
    """Return a name whose ending is one of what the content is: a text called `.hta` runs when it is opened."""
    plain = _safe(name)
    ending = plain.rpartition(".")[2].lower()
    return plain if ending in ENDINGS[media_type] else f"{plain}.{ENDINGS[media_type][0]}"


def _safe(name: str) -> str:
    """Return the file's name without folders, control characters, what cannot be seen or turns it round, short enough.

    Letters are whole (NFC): a Mac writes `å` as two signs, which no search for the name would find.
    """
    own = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = "".join(sign for sign in own if unicodedata.category(sign) not in _UNSEEN).strip()
    return plain[-120:].strip() or "fil"

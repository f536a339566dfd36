"""The map of a school's yard: a picture that rektor, or who decides for the municipality, uploads (BAE-V-5).

What is kept is never the file that came: it is read as a picture and drawn anew, without place, time or camera.
Each upload is a version of its own; the newest is in use. The only place that knows Pillow.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import sqlalchemy as sa
from PIL import ExifTags, Image

from engine import access, clock, db, errors, model, phrases, rights, settings, tables

_m, _s, _p = tables.school_maps.c, tables.schools.c, tables.people.c

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = 40_000_000  # points in the picture that comes: what a good telephone takes, and no more memory than that
LONGEST = 2000  # points along the longer side of what is kept
SHORTEST = 200
TEXT_LIMIT = 500
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning)
_TURNS: Mapping[object, Image.Transpose] = {  # by what a camera writes of how it was held
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Map:
    """One version of a school's map, without its content."""

    id: int
    school_id: int
    number: int
    width: int
    height: int
    description: str
    by: str
    at: datetime


# -- questions


def newest(connection: sa.Connection, school_id: int | None) -> Map | None:
    """Return the map in use at the school; None where none was uploaded."""
    found = _versions(connection, school_id) if school_id is not None else []
    return found[0] if found else None


def versions(school_id: int, person: model.Person) -> list[Map]:
    """Return the school's maps, the newest first; raise `NotAllowed` unless the person may change it."""
    with db.reading() as connection:
        _require(connection, school_id, person)
        return _versions(connection, school_id)


def content(map_id: int, person: model.Person) -> tuple[str, bytes]:
    """Return (media type, picture) of a map; raise `DocumentNotFound` for who does not work in the municipality."""
    query = (
        sa.select(_m.media_type, _m.content)
        .join(tables.schools, _s.id == _m.school_id)
        .where(_m.id == map_id, _s.municipality_id == person.municipality_id)
    )
    with db.reading() as connection:
        is_staff = access.is_staff(rights.holdings(connection, person.id), day=clock.today())
        row = connection.execute(query).one_or_none() if is_staff else None
    if row is None:
        raise errors.DocumentNotFound()
    return row.media_type, row.content


def may_change(connection: sa.Connection, school_id: int, person: model.Person) -> bool:
    """Tell whether the person leads the school, or decides for its municipality."""
    held, today = rights.holdings(connection, person.id), clock.today()
    own = connection.scalar(sa.select(_s.municipality_id).where(_s.id == school_id))
    decides = own == person.municipality_id and any(one.role in access.DECIDES and one.counts_on(today) for one in held)
    return decides or access.holds(held, access.LEADS_SCHOOL, f"s:{school_id}", today)


def _versions(connection: sa.Connection, school_id: int) -> list[Map]:
    query = (
        sa.select(_m.id, _m.school_id, _m.number, _m.width, _m.height, _m.description, _p.name, _m.at)
        .outerjoin(tables.people, _p.id == _m.added_by)
        .where(_m.school_id == school_id)
        .order_by(_m.number.desc())
    )
    return [Map(*row) for row in connection.execute(query)]


# -- the command


def keep(*, by: model.Person, school_id: int, content: bytes, description: str) -> int:
    """Keep a new version of the school's map, and return its id.

    Raises `NotAllowed`, and `UploadRefused` for what is no picture, too large or too small, or has no description.
    """
    with db.reading() as connection:
        _require(connection, school_id, by)
    said = " ".join(description.split())
    if not said or len(said) > TEXT_LIMIT:
        raise errors.UploadRefused(
            phrases.say(
                "Skriv hva kartet viser, i høyst %(most)s tegn. Den som ikke ser bildet, får det lest opp.",
                most=TEXT_LIMIT,
            )
        )
    media_type, width, height, drawn = redrawn(content)
    values = {"school_id": school_id, "media_type": media_type, "width": width, "height": height, "description": said}
    values |= {"content": drawn, "sha256": hashlib.sha256(drawn).hexdigest(), "added_by": by.id, "at": clock.now()}
    with db.transaction() as connection:
        _require(connection, school_id, by)
        connection.execute(sa.select(_s.id).where(_s.id == school_id).with_for_update(key_share=True))
        last = connection.scalar(sa.select(sa.func.max(_m.number)).where(_m.school_id == school_id)) or 0
        new = sa.insert(tables.school_maps).values(values | {"number": last + 1})
        return int(connection.execute(new.returning(_m.id)).scalar_one())


def redrawn(content: bytes) -> tuple[str, int, int, bytes]:
    """Return (media type, width, height, picture) drawn anew from an upload; raise `UploadRefused`."""
    limit = settings.load().upload_max_mb
    if len(content) > limit * 1024 * 1024:
        raise errors.UploadRefused(phrases.say("Bildet er større enn %(limit)s MB. Velg et mindre.", limit=limit))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as found:
            _require_size(found)
            is_photo = found.format == "JPEG"
            return _drawn(found, is_photo=is_photo)
    except _UNREADABLE as unreadable:
        raise errors.UploadRefused(
            phrases.say("Filen er ikke et bilde som kan leses. Velg et bilde av slaget JPEG, PNG eller WebP.")
        ) from unreadable


def _drawn(found: Image.Image, *, is_photo: bool) -> tuple[str, int, int, bytes]:
    picture = _upright(found).convert("RGBA")
    picture.thumbnail((LONGEST, LONGEST))
    ground = Image.new("RGB", picture.size, "white")  # what was clear would be black in dark mode
    ground.paste(picture, mask=picture.getchannel("A"))
    out = BytesIO()
    ground.save(out, "JPEG" if is_photo else "PNG", optimize=True)
    return ("image/jpeg" if is_photo else "image/png"), *ground.size, out.getvalue()


def _upright(found: Image.Image) -> Image.Image:
    """Return the picture turned as its camera says; what else the camera wrote may be broken, and is not kept."""
    try:
        turn = _TURNS.get(found.getexif().get(ExifTags.Base.Orientation))
    except (*_UNREADABLE, ArithmeticError, AttributeError, LookupError, TypeError, struct.error):
        return found
    return found if turn is None else found.transpose(turn)


def _require_size(found: Image.Image) -> None:
    if found.width * found.height > LARGEST:
        raise errors.UploadRefused(
            phrases.say(
                "Bildet har for mange punkter (%(size)s). Gjør det mindre.", size=f"{found.width}×{found.height}"
            )
        )
    if min(found.size) < SHORTEST:
        raise errors.UploadRefused(
            phrases.say("Bildet er for lite til å sette merker i: minst %(least)s punkter hver vei.", least=SHORTEST)
        )


def _require(connection: sa.Connection, school_id: int, person: model.Person) -> None:
    if not may_change(connection, school_id, person):
        raise errors.NotAllowed(phrases.say("Kartet legges inn av rektor ved skolen, eller av skoleeier."))

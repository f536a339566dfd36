"""The settings of a municipality as versions: what is in force, what was before, who changed it and why (issue 4).

Each change is a row that is never changed again; the newest is in force. Functions that take a connection belong to
the caller's transaction. Knows who may change them; what they mean is `policy`'s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from engine import access, clock, db, errors, model, phrases, rights, routines, snapshot, tables
from engine.municipality import policy

_v, _m, _p = tables.setting_versions.c, tables.municipalities.c, tables.people.c
Values = Mapping[str, object]
REASON_LIMIT = 2000
_LINK = re.compile(r"\[([^\]]+)\]\(/meld/([\w-]+)\)")  # to the start form of a routine that runs beside a case


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs between two versions; None = it was not there."""

    key: str
    label: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Version:
    """One version: the whole of the settings, who made it (empty: an import), why, and what it changed."""

    number: int
    values: Values
    at: datetime
    by: str
    reason: str
    changes: tuple[Change, ...] = ()


# -- questions


def values(connection: sa.Connection, municipality_id: int) -> Values:
    """Return all settings that are in force; start values for what nobody has decided."""
    key = ("settings", policy.declared().form.key)
    return snapshot.kept(
        connection, municipality_id, key, lambda: policy.whole(_newest(connection, municipality_id)[1])
    )


def names(
    connection: sa.Connection, municipality_id: int, day: date, *, at: datetime | None = None
) -> dict[str, object]:
    """Return the settings as expressions and letters see them, those of now or as they were `at`; the law of `day`."""
    number, own = 0, values(connection, municipality_id)
    if at is not None:
        number, own = _then(connection, municipality_id, at)
    key = ("setting names", policy.declared().form.key, policy.since(own, day), number, at is None)
    return snapshot.kept(connection, municipality_id, key, lambda: policy.names(own, day))


def form_json(
    connection: sa.Connection,
    municipality_id: int,
    publication: str,
    form_id: str | None,
    *,
    law_of: date | None = None,
    at: datetime | None = None,
) -> Mapping[str, object] | None:
    """Return a published form as form-js JSON, in the municipality's own words, for the page that draws it.

    The law's references are those of `law_of` (today), the words those of now, or of when it was answered (`at`).
    """
    if form_id is None:
        return None
    text = routines.form(connection, publication, form_id).text
    if policy.NAME in text:
        text = policy.fill_json(text, names(connection, municipality_id, law_of or clock.today(), at=at))
    found: dict[str, object] = json.loads(text)
    return found


def said(connection: sa.Connection, municipality_id: int, text: str, *, law_of: date | None = None) -> str:
    """Return a text of the diagram in the municipality's own words, with links to the routines that it has only."""
    day = law_of or clock.today()
    told = policy.fill(text, names(connection, municipality_id, day)) if policy.NAME in text else text
    if not _LINK.search(told):
        return told
    there = {one.routine for one in routines.in_force(connection, municipality_id) if one.start_form}
    return _LINK.sub(lambda link: link[0] if link[2] in there else f"«{link[1]}»", told)


def history(person: model.Person) -> list[Version]:
    """Return the versions of the person's municipality, the newest first; raise `NotAllowed`."""
    with db.reading() as connection:
        _require(connection, person)
        return _history(connection, person.municipality_id)


def versions(municipality_id: int) -> list[Version]:
    """Return the versions of a municipality, the newest first; for who runs the installation."""
    with db.reading() as connection:
        return _history(connection, municipality_id)


def current(person: model.Person) -> tuple[int, Values]:
    """Return the number of the version in force (0: nobody has decided anything) and all settings."""
    with db.reading() as connection:
        _require(connection, person)
        return _newest(connection, person.municipality_id)[0], values(connection, person.municipality_id)


def may_change(person: model.Person) -> bool:
    """Tell whether the person may see and change the municipality's settings."""
    with db.reading() as connection:
        return _may(connection, person)


def differences(before: Values, after: Values) -> tuple[Change, ...]:
    """Return what differs, in the order of the form."""
    here = policy.declared()
    old, new = policy.whole(before), policy.whole(after)
    return tuple(
        Change(key, here.label(key), old[key], new[key]) for key in here.keys if _plain(old[key]) != _plain(new[key])
    )


# -- the command


def change(*, by: model.Person, wanted: Values, reason: str, seen: int | None = None) -> Version:
    """Store a new version with the settings of `wanted`; those it leaves out stay.

    Raises `NotAllowed`, `AnswersInvalid` without a reason or a change, `SettingsUnreadable` (details: errors = {key:
    sentence}), `StaleVersion` when `seen` is not the version in force.
    """
    _require_reason(reason)
    with db.transaction() as connection:
        _require(connection, by)
        _lock(connection, by.municipality_id)
        number, _stored = _newest(connection, by.municipality_id)
        if seen is not None and seen != number:
            raise _stale(_history(connection, by.municipality_id)[:1])
        if not store(connection, by.municipality_id, wanted, by=by.id, reason=reason.strip()):
            raise errors.AnswersInvalid(phrases.say("Ingenting er endret: alt er som det gjelder nå."), errors={})
        return _history(connection, by.municipality_id)[0]


def store(
    connection: sa.Connection, municipality_id: int, wanted: Values, *, by: int | None = None, reason: str = ""
) -> bool:
    """Store a version where `wanted` changes something, and tell whether it does; raise `SettingsUnreadable`.

    Only what differs counts as decided: a start value that is changed in the form goes on to who never chose.
    """
    accepted = policy.checked(wanted)
    _lock(connection, municipality_id)
    number, stored = _newest(connection, municipality_id)
    changed = {one.key: one.after for one in differences(stored, {**stored, **accepted})}
    if not changed:
        return False
    row = {"municipality_id": municipality_id, "number": number + 1, "content": {**stored, **changed}}
    connection.execute(sa.insert(tables.setting_versions).values(**row, person_id=by, at=clock.now(), reason=reason))
    snapshot.touch(connection, municipality_id)
    return True


def _newest(connection: sa.Connection, municipality_id: int) -> tuple[int, Values]:
    query = sa.select(_v.number, _v.content).where(_v.municipality_id == municipality_id)
    row = connection.execute(query.order_by(_v.number.desc()).limit(1)).one_or_none()
    return (row.number, row.content) if row else (0, {})


def _then(connection: sa.Connection, municipality_id: int, at: datetime) -> tuple[int, Values]:
    """Return the number of the version that was in force `at` (0: none), and all settings as they were."""
    found = snapshot.kept(connection, municipality_id, "setting versions", lambda: _all(connection, municipality_id))
    before = [(number, content) for number, since, content in found if since <= at]
    number, content = before[-1] if before else (0, {})
    return number, policy.whole(content)


def _all(connection: sa.Connection, municipality_id: int) -> list[tuple[int, datetime, Values]]:
    query = sa.select(_v.number, _v.at, _v.content).where(_v.municipality_id == municipality_id)
    return [(row.number, row.at, row.content) for row in connection.execute(query.order_by(_v.number))]


def _history(connection: sa.Connection, municipality_id: int) -> list[Version]:
    query = (
        sa.select(_v.number, _v.content, _v.at, _p.name, _v.reason)
        .outerjoin(tables.people, _p.id == _v.person_id)
        .where(_v.municipality_id == municipality_id)
        .order_by(_v.number)
    )
    found: list[Version] = []
    before: Values = {}
    for row in connection.execute(query):
        changes = differences(before, row.content)
        found.append(Version(row.number, policy.whole(row.content), row.at, row.name or "", row.reason, changes))
        before = row.content
    return found[::-1]


def _lock(connection: sa.Connection, municipality_id: int) -> None:
    # NO KEY UPDATE: who opens a case refers to the municipality, and need not wait until a whole register is taken in
    own = sa.select(_m.id).where(_m.id == municipality_id)
    locked = connection.scalar(own.with_for_update(key_share=True))
    if locked is None:
        raise errors.MunicipalityNotFound()


def _require(connection: sa.Connection, person: model.Person) -> None:
    if not _may(connection, person):
        raise errors.NotAllowed(
            phrases.say(
                "Innstillingene endres av skoleeier, kommunalsjefen, prosesseieren eller rådgiveren hos skoleeier."
            )
        )


def _may(connection: sa.Connection, person: model.Person) -> bool:
    today = clock.today()
    held = rights.holdings(connection, person.id)
    return any(one.role in access.DECIDES and one.counts_on(today) for one in held)


def _stale(newest: Sequence[Version]) -> errors.StaleVersion:
    said = phrases.say("Innstillingene er endret etter at du åpnet siden. Se over endringen, og lagre på nytt.")
    known = {"by": newest[0].by, "at": newest[0].at} if newest else {}
    return errors.StaleVersion(said, **known)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise errors.AnswersInvalid(phrases.say("Skriv kort hvorfor."), errors={"reason": ["required"]})
    length = len(reason.strip().replace("\r\n", "\n"))  # a line break is one, however the browser sends it
    if length > REASON_LIMIT:
        too_long = phrases.say(
            "Grunnen er på %(length)s tegn. Kort den ned til høyst %(most)s.", length=length, most=REASON_LIMIT
        )
        raise errors.AnswersInvalid(too_long, errors={"reason": ["maxLength"]})


def _plain(value: object) -> object:
    """Return the value as it counts: nothing is nothing, however it is written."""
    return None if value in ("", [], None) else value

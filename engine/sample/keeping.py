"""How far the demo has come with each of its sample cases, so that a start that was stopped midway goes on (design 9).

Each sample case is opened with a start token of its own, which the database keeps; when it has been played as far as it
shall, a second token says so in the same transaction that marks what it has queued as sent. From then on the case
belongs to those who use the demo, and no later start touches it.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine import clock, db, model, tables
from engine.sample import choosing

_k, _c, _t, _a = tables.start_tokens.c, tables.cases.c, tables.tasks.c, tables.answers.c
_PREFIX = "eksempelsak:"


def token(one: choosing.Sample) -> str:
    """Return the start token that opens this sample case, and no other."""
    return f"{_PREFIX}{one.story}:{one.pupils['Testelev A']}"


def is_made(one: choosing.Sample) -> bool:
    """Tell whether the sample case was played to its place, in this start or an earlier one."""
    with db.reading() as connection:
        return bool(connection.scalar(sa.select(sa.exists().where(_k.token == _made(one)))))


def last_deed(one: choosing.Sample) -> datetime | None:
    """Return when the last answers of a case that a stopped start left were given, None where it was not opened."""
    given = sa.select(sa.func.max(_a.at)).where(_a.case_id == _c.id).scalar_subquery()
    query = sa.select(sa.func.coalesce(given, _c.opened_at)).join(tables.start_tokens, _k.case_id == _c.id)
    with db.reading() as connection:
        found: datetime | None = connection.scalar(query.where(_k.token == token(one)))
        return found


def begun(one: choosing.Sample) -> tuple[model.CaseRef, int]:
    """Return the opened case, and how many of its tasks are done."""
    done = sa.select(sa.func.count()).where(_t.case_id == _c.id, _t.status == model.TaskStatus.DONE)
    query = sa.select(_c.id, _c.number, _c.state_version, _c.ended_by_event, done.scalar_subquery())
    with db.reading() as connection:
        row = connection.execute(
            query.join(tables.start_tokens, _k.case_id == _c.id).where(_k.token == token(one))
        ).one()
    return model.CaseRef(*row[:4]), row[4]


def has_only_others(municipality_id: int) -> bool:
    """Tell whether the municipality has cases, and none of them is a sample: then it wants none."""
    mine = sa.exists().where(_c.municipality_id == municipality_id)
    sample = sa.exists().where(_k.token.startswith(_PREFIX))
    with db.reading() as connection:
        return bool(connection.scalar(sa.select(sa.and_(mine, ~sample))))


def finish(one: choosing.Sample) -> None:
    """Note that the sample case is made, if it was opened, and mark as sent what it has queued on the way."""
    m = tables.messages.c
    with db.transaction() as connection:
        opened = connection.execute(sa.select(_k.case_id, _k.person_id).where(_k.token == token(one))).one_or_none()
        if opened is None:
            return
        waiting = sa.and_(m.case_id == opened.case_id, m.status == "queued")
        sent = {"status": "sent", "sent_at": m.queued_at, "attempts": 1}
        connection.execute(sa.update(tables.messages).where(waiting).values(sent))
        made = {"token": _made(one), "person_id": opened.person_id, "case_id": opened.case_id, "at": clock.now()}
        connection.execute(sa.insert(tables.start_tokens).values(made))


def _made(one: choosing.Sample) -> str:
    return f"{token(one)}:ferdig"

"""Messages waiting to be sent: queue, hand out, mark (design 3.9, 5; domain.md 6.3 no. 7).

Knows rows of `messages`, not channels or wording. A message is queued in the transaction of the step that causes it, so
that it exists when the step does and not otherwise; `once_key` names the happening and the person, and the database
keeps one row for it, however often the clock runs. Whether its reader may hear of the case is asked again when it is
sent. Facts hold a case number, a step, a school and a deadline, or a routine and a place in its file: nothing about a
child; that is held here, where every message passes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, model, presence, rights, rows, tables
from engine.db import statements

_m, _p, _t = tables.messages.c, tables.people.c, tables.tasks.c
_c, _s = tables.cases.c, tables.schools.c

# of a case, `ingen` where nobody has what it is about; where no case was opened, the routine and the place in its file
FACTS = frozenset({"sak", "steg", "skole", "frist", "ingen", "rutine", "sted"})
# after each failure, the wait; after the last one the message is dead
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))

_NOTHING: Mapping[str, object] = MappingProxyType({})
# more than there are senders: each holds one
_AT_ONCE = 20
_HOLD = sa.text("SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ':message:' || :id, 0))")
_LET_GO = sa.text("SELECT pg_advisory_unlock_all()")


class NewMessage(TypedDict):
    """What a message is queued with; `facts` has keys of `FACTS` only."""

    kind: str
    municipality_id: int
    case_id: int | None
    task_id: UUID | None
    element_id: str
    role: str
    person_id: int
    facts: Mapping[str, str]
    once_key: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a sender gets it; the deadline is the task's as it stands now."""

    id: int
    kind: str
    role: str
    facts: Mapping[str, str]
    once_key: str
    task_id: UUID | None
    attempts: int
    queued_at: datetime
    name: str
    email: str
    language: str
    due_at: datetime | None
    is_straks: bool
    due_explained: str
    opened_at: datetime | None
    case_id: int | None = None
    person_id: int = 0
    may_open: bool = True  # its reader may open what it is about


@dataclass(frozen=True, slots=True)
class Dead:
    """A message that could not be sent, as the leader sees it; it may be of no case."""

    id: int
    case_number: str
    kind: str
    step: str
    role: str
    name: str
    problem: str
    queued_at: datetime


_INSERT = postgresql.insert(tables.messages)
# whose reader lost the right to hear of it, and has it again, was never told
_QUEUE = _INSERT.on_conflict_do_update(
    index_elements=["once_key"],
    set_={"status": "queued", "attempts": 0}
    | {name: _INSERT.excluded[name] for name in ("role", "facts", "queued_at", "next_try_at")},
    where=_m.status == "withdrawn",
)


def queue(connection: sa.Connection, **message: Unpack[NewMessage]) -> None:
    """Queue one message in the caller's transaction; the same `once_key` is one message, however often it is queued.

    One that was withdrawn before it was sent is queued again.
    """
    unknown = set(message["facts"]) - FACTS
    if unknown:
        raise ValueError(f"a message may not hold {sorted(unknown)}: nothing but {sorted(FACTS)}")
    now = clock.now()
    statements.later(connection, _QUEUE, {**message, "queued_at": now, "next_try_at": now})


@contextlib.contextmanager
def held() -> Iterator[Message | None]:
    """Give the next message that is due, for nobody else to send until the block ends; None where there is none.

    It is held by a lock of the session, which goes with the process. No transaction is open meanwhile, so none is cut
    off (`lock_hold_seconds`) however long a mail server takes.
    """
    with db.singly() as connection:
        try:
            yield _hold_next(connection)
        finally:  # however it ends: the connection goes back to the pool, and would keep what it holds
            connection.execute(_LET_GO)


def due(connection: sa.Connection, limit: int, *, ident: int | None = None) -> list[Message]:
    """Return messages that are due, held or not; only the one with `ident`, where that is given.

    The language is the reader's own choice, else the school's hovudmål.
    """
    language = sa.func.coalesce(sa.func.nullif(_p.language, ""), _s.language, "nb")
    found = (
        sa.select(
            _m.id, _m.kind, _m.role, _m.facts, _m.once_key, _m.task_id, _m.attempts, _m.queued_at,
            _p.name, _p.email, language,
            _t.due_at, sa.func.coalesce(_t.is_straks, False), _t.due_explained, _t.opened_at,
            _m.case_id, _m.person_id,
        )
        .join(tables.people, _p.id == _m.person_id)
        .outerjoin(tables.tasks, _t.id == _m.task_id)
        .outerjoin(tables.cases, _c.id == _m.case_id)
        .outerjoin(tables.schools, _s.id == _c.school_id)
        .where(_m.status == "queued", _m.next_try_at <= clock.now())
        .order_by(_m.next_try_at, _m.id)
        .limit(limit)
    )  # fmt: skip
    only = found if ident is None else found.where(_m.id == ident)
    return [Message(*tuple(row)) for row in connection.execute(only)]


def _hold_next(connection: sa.Connection) -> Message | None:
    for seen in due(connection, _AT_ONCE):
        if connection.scalar(_HOLD, {"id": str(seen.id)}):
            again = due(connection, 1, ident=seen.id)  # another may have sent it since we looked
            if again:
                return again[0]
            connection.execute(_LET_GO)
    return None


def reaching(connection: sa.Connection, message: Message) -> Message | None:
    """Return the message as its reader may have it now, None where nothing of the case may be heard any more.

    The case may have been shielded, or the role ended, since queueing. Of a shielded case hears who may open it. Of
    another hears who still has the role that the message was queued for, or the task it is about, or may open the case;
    and who works there hears that a task is gone which was theirs by name.
    """
    if message.case_id is None:
        return message
    case = rows.case(connection, message.case_id)
    if rights.may_open(connection, case, message.person_id):
        return message
    if case.shielded_role or not (
        rights.has_role(connection, case, message.person_id, message.role) or _has_lost(connection, message)
    ):
        return None
    return replace(message, may_open=False)


def _has_lost(connection: sa.Connection, message: Message) -> bool:
    is_gone = message.kind == model.MessageKind.TASK_GONE
    return is_gone and bool(connection.scalar(sa.select(presence.works_at(message.case_id or 0, message.person_id))))


def withdraw(connection: sa.Connection, message: Message) -> None:
    """Let a message be: its reader may not hear of the case any more. It is no fault, and nobody is told of it."""
    connection.execute(sa.update(tables.messages).where(_m.id == message.id).values(status="withdrawn", problem=""))


def mark_sent(connection: sa.Connection, message_id: int) -> None:
    """Note that a channel has taken the message."""
    sent = {"status": "sent", "sent_at": clock.now(), "attempts": _m.attempts + 1, "problem": ""}
    connection.execute(sa.update(tables.messages).where(_m.id == message_id).values(sent))


def mark_failed(connection: sa.Connection, message: Message, problem: str) -> bool:
    """Note a failure and when to try again; return whether the message is dead now, having failed for the last time."""
    if message.attempts >= len(BACK_OFF):
        mark_dead(connection, message, problem)
        return True
    again = {"next_try_at": clock.now() + BACK_OFF[message.attempts], "attempts": _m.attempts + 1, "problem": problem}
    connection.execute(sa.update(tables.messages).where(_m.id == message.id).values(again))
    return False


def mark_dead(connection: sa.Connection, message: Message, problem: str) -> None:
    """Note that trying again will not help: it is the leader's now."""
    ended = {"status": "dead", "attempts": _m.attempts + 1, "problem": problem}
    connection.execute(sa.update(tables.messages).where(_m.id == message.id).values(ended))


def about() -> sa.ColumnElement[str]:
    """Return what a message is about: its step; of no case, the routine that failed and the place in its file."""
    unopened = sa.func.concat_ws(" – ", *(sa.func.nullif(_m.facts[name].astext, "") for name in ("rutine", "sted")))
    return sa.func.coalesce(sa.func.nullif(_m.facts["steg"].astext, ""), unopened)


def dead(
    connection: sa.Connection,
    mine: sa.ColumnElement[bool],
    values: Mapping[str, object] = _NOTHING,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[Dead]:
    """Return the messages that could not be sent and that `mine` (a condition on messages and cases) lets through.

    `values` is what the condition asks. The oldest first, and at most `limit` of them after the first `offset`.
    """
    number = sa.func.coalesce(_c.number, "")
    query = (
        sa.select(_m.id, number, _m.kind, about(), _m.role, _p.name, _m.problem, _m.queued_at)
        .outerjoin(tables.cases, _c.id == _m.case_id)
        .join(tables.people, _p.id == _m.person_id)
        .where(_m.status == "dead", mine)
        .order_by(_m.queued_at, _m.id)
        .limit(limit)
        .offset(offset)
    )
    return [Dead(*row) for row in connection.execute(query, values)]


def retry(message_id: int, *, by: model.Person) -> bool:
    """Queue a dead message anew, in the municipality of `by`; return whether there was one."""
    where = sa.and_(_m.id == message_id, _m.status == "dead", _m.municipality_id == by.municipality_id)
    anew = {"status": "queued", "attempts": 0, "next_try_at": clock.now()}
    with db.transaction() as connection:
        change = sa.update(tables.messages).where(where).values(anew).returning(_m.id)
        return connection.execute(change).first() is not None

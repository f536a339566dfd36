"""Signals and messages that a case throws: one row for each case that waits, and each routine that starts by it.

The rows are written in the step's own transaction, so that nothing is lost and nothing is sent for a step that was
undone; who waits is who waits now, and a message nobody waits for is kept (`keeping`). They are delivered right after
the commit, or by the clock (`delivering`). Rows, not calls: a fault or a lock in one case is none of the thrower's, and
the thrower learns nothing of the others. What a shielded case throws reaches all who wait; its data only those whom the
same people may open, and that are hidden from whom it is about.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine import access, audit, bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases.throws import awaiting, keeping

MOST_HOPS = 20
_hops: contextvars.ContextVar[int] = contextvars.ContextVar("hops", default=0)
_deliver: list[Callable[[], object]] = []


@dataclass(frozen=True, slots=True)
class Thrower:
    """What goes with the throw: the thrower's school, its shield, and whose it is, else it would tell.

    Whom the thrower is about is asked of it when the throw arrives: a correction on the way counts.
    """

    school_id: int | None = None
    shielded_role: str = ""
    case_id: int | None = None

    def may_tell(self, connection: sa.Connection, case: rows.CaseRow) -> bool:
        """Tell whether its data may go to `case`: where the same people open it, and nobody whom the data is about."""
        if not self.shielded_role:
            return True
        has_same_place = self.shielded_role == access.LEADS_MUNICIPALITY or self.school_id == case.place.school_id
        if case.shielded_role != self.shielded_role or not has_same_place:
            return False
        about, hidden = tables.case_subjects.alias("about").c, tables.case_subjects.alias("hidden").c
        is_hidden = sa.exists().where(hidden.case_id == case.id, hidden.person_id == about.person_id)
        sees = sa.select(sa.exists().where(about.case_id == self.case_id, ~is_hidden))
        return not connection.scalar(sees)


OUTSIDE = Thrower()


def deliver_with(deed: Callable[[], object]) -> None:
    """Name what delivers the rows; said once, by whoever puts the commands together."""
    _deliver[:] = [deed]


@contextlib.contextmanager
def hop(number: int) -> Iterator[None]:
    """Count what is thrown inside as set off by something that came through `number` cases."""
    token = _hops.set(number)
    try:
        yield
    finally:
        _hops.reset(token)


def spread(connection: sa.Connection, case: rows.CaseRow, sent: Sequence[bpmn.Throw]) -> None:
    """Write the rows of what a step of `case` threw; raise `RoutineFault` where cases set each other off for ever."""
    thrower = Thrower(case.place.school_id, case.shielded_role, case.id)
    found: list[dict[str, object]] = []
    was_kept = False
    for throw in sent:
        rows_of_it = _recipients(connection, case, throw, thrower)
        if throw.kind == "message" and not rows_of_it:
            was_kept |= keep(connection, case.place.municipality_id, throw, thrower)
        found += rows_of_it
    if (found or was_kept) and _hops.get() >= MOST_HOPS:
        what = phrases.say("Saker setter hverandre i gang uten ende fra «%(step)s».", step=sent[0].element_id)
        raise errors.RoutineFault(what, element=sent[0].element_id)
    queue(connection, found)
    if case.shielded_role:
        audit.record(connection, case.id, [_withheld(throw, case.shielded_role) for throw in sent if throw.data])


def _withheld(throw: bpmn.Throw, role: str) -> audit.Entry:
    """Return the log's word that data stays among the shielded; it says the same whoever waits, or nobody does."""
    return audit.Entry(model.EventKind.DATA_WITHHELD, throw.element_id, throw.path, facts={"role": role})


def keep(connection: sa.Connection, municipality_id: int, throw: bpmn.Throw, thrower: Thrower = OUTSIDE) -> bool:
    """Keep a message that nobody waits for; return False where no routine can take it."""
    sent = _row(municipality_id, throw, thrower)
    return keeping.keep(connection, sent, municipality_id=municipality_id, at=clock.now())


def queue(connection: sa.Connection, found: Sequence[dict[str, object]]) -> None:
    """Insert rows of `recipients`, and have them delivered after the commit."""
    if found:
        connection.execute(sa.insert(tables.broadcasts), list(found))
        db.after_commit(_deliver[0])


def recipients(
    connection: sa.Connection, municipality_id: int, throw: bpmn.Throw, thrower: Thrower = OUTSIDE
) -> list[dict[str, object]]:
    """Return a row for each open case that waits for it, and each routine in force that starts by it."""
    shared = _row(municipality_id, throw, thrower)
    waiting = awaiting.open_cases(connection, municipality_id, awaiting.text(throw.kind, throw.name, throw.key))
    starting = routines.started_by(connection, municipality_id, f"{throw.kind}:{throw.name}")
    to_cases = [{**shared, "case_id": case_id} for case_id in waiting]
    found = to_cases + [{**shared, "routine": one.routine} for one in starting]
    return [{**found[0], "is_sole": True}] if len(found) == 1 else found


def _row(municipality_id: int, throw: bpmn.Throw, thrower: Thrower) -> dict[str, object]:
    """Return a row that goes to nobody yet."""
    return {
        "municipality_id": municipality_id,
        "kind": throw.kind,
        "name": throw.name,
        "key": throw.key,
        "data": {name: bpmn.typed.dump(value) for name, value in throw.data.items()},
        "hops": _hops.get() + 1,
        "at": clock.now(),
        "case_id": None,
        "routine": "",
        "school_id": thrower.school_id,
        "shielded_role": thrower.shielded_role,
        "thrower_id": thrower.case_id,
        "is_sole": False,
    }


def _recipients(
    connection: sa.Connection, case: rows.CaseRow, throw: bpmn.Throw, thrower: Thrower
) -> list[dict[str, object]]:
    found = recipients(connection, case.place.municipality_id, throw, thrower)
    # the engine has given a signal to the case itself already
    return [row for row in found if not (throw.kind == "signal" and row["case_id"] == case.id)]

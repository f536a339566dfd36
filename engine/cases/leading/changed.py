"""Has the case moved since somebody saw it, and by what? (design 3.9; DECISIONS 25)

Knows the case's version and its log. What was shown is named by both: the version decides, the log tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine import errors, model, phrases, routines, rows, tables

_e, _p = tables.events.c, tables.people.c
MOST_TOLD = 5
_WORDS = {
    model.EventKind.TASK_COMPLETED: phrases.say("«%(element)s» er fullført av %(person)s."),
    model.EventKind.TASK_CANCELLED: phrases.say("«%(element)s» har falt bort."),
    model.EventKind.TASK_OPENED: phrases.say("«%(element)s» er åpnet."),
    model.EventKind.TIMER_FIRED: phrases.say("Tiden for «%(element)s» er ute."),
    model.EventKind.DEADLINE_SET: phrases.say("Fristen for «%(element)s» er endret av %(person)s."),
    model.EventKind.STEP_SKIPPED: phrases.say("«%(element)s» er hoppet over av %(person)s."),
    model.EventKind.STEP_CHOSEN: phrases.say("Saken er sendt til «%(element)s» av %(person)s."),
    model.EventKind.BRANCH_ENDED: phrases.say("Grenen med «%(element)s» er avsluttet av %(person)s."),
    model.EventKind.VARIABLE_SET: phrases.say("En verdi i saken er endret av %(person)s."),
    model.EventKind.ANSWERS_CORRECTED: phrases.say("Svarene i «%(element)s» er rettet av %(person)s."),
    model.EventKind.CASE_STOPPED: phrases.say("Saken er stoppet av %(person)s."),
    model.EventKind.CASE_MOVED: phrases.say("Saken er flyttet til en annen utgave av %(person)s."),
    model.EventKind.CASE_MOVED_BACK: phrases.say("Saken er flyttet tilbake av %(person)s."),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a case had come when it was shown: its state's version, and the last number in its log."""

    version: int
    logged: int

    def __str__(self) -> str:
        """Return it as a page carries it."""
        return f"{self.version}-{self.logged}"


def read(text: str) -> Seen | None:
    """Return what a page carried; None where it is nothing of ours."""
    version, dash, logged = text.partition("-")
    if not dash or not (version.isdecimal() and logged.isdecimal() and len(text) < 20):
        return None
    return Seen(int(version), int(logged))


def seen(connection: sa.Connection, case: rows.CaseRow) -> Seen:
    """Return how far the case has come now."""
    logged = connection.scalar(sa.select(sa.func.max(_e.sequence)).where(_e.case_id == case.id))
    return Seen(case.state_version, logged or 0)


def require_same(connection: sa.Connection, case: rows.CaseRow, before: Seen) -> None:
    """Raise `StaleVersion`, saying what has happened, where the case has moved since `before`."""
    if case.state_version == before.version:
        return
    what = _happened(connection, case, before.logged)
    said = phrases.series(what, " ") if what else phrases.say("Noe har hendt i den.")
    stale = phrases.say(
        "Saken er endret etter at du så over, og ingenting er gjort. %(what)s Se over en gang til.", what=said
    )
    raise errors.StaleVersion(stale, changed=tuple(what))


def _happened(connection: sa.Connection, case: rows.CaseRow, logged: int) -> list[str]:
    names = routines.definition(connection, case.publication_id, case.routine).names
    since = (
        sa.select(_e.kind, _e.element_id, _p.name)
        .outerjoin_from(tables.events, tables.people, _p.id == _e.person_id)
        .where(_e.case_id == case.id, _e.sequence > logged, _e.kind.in_([kind.value for kind in _WORDS]))
        .order_by(_e.sequence)
        .limit(MOST_TOLD)
    )
    return [
        phrases.say(
            _WORDS[model.EventKind(row.kind)],
            element=names.get(row.element_id, row.element_id),
            person=row.name or phrases.say("systemet"),
        )
        for row in connection.execute(since)
    ]

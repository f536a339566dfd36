"""What the engine is told of a case's surroundings at each step: the built-in names, and the days without school."""

from __future__ import annotations

from typing import TypedDict

import sqlalchemy as sa

from engine import deadlines, model, rows
from engine.db import statements
from engine.municipality import places


class Surroundings(TypedDict):
    """The keyword arguments that every step of `engine.bpmn` takes."""

    builtins: dict[str, dict[str, object]]
    calendar: deadlines.SchoolCalendar


def of(connection: sa.Connection, case: rows.CaseRow) -> Surroundings:
    """Return them for `case`, as they are now."""
    return {
        "builtins": places.builtins(connection, case.place, number=case.number, opened_at=case.opened_at),
        "calendar": places.calendar(connection, case.place),
    }


def foreseen(place: model.Place) -> statements.Asked:
    """Return what `of` asks of a place, for whoever has more to ask in the same round trip (`statements.foresee`)."""
    return places.NAMES, {"school": place.school_id, "municipality": place.municipality_id}

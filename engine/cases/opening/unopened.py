"""Tell who answers for routines that a report did not become a case: its routine failed on the first steps (design 5).

There is no case then that could stand with an incident, and the words are in the reporter's draft. Who reported, where
and about what is told to nobody: of some routines not even the school's leader may know. The answers are not quoted.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import access, clock, db, errors, model, outbox, roles, routines
from engine.cases import telling


def tell(by: model.Person, routine: str, fault: errors.RoutineFault) -> bool:
    """Queue a message of where the routine failed, once a day for a place in a version; return whether anybody hears.

    In a transaction of its own: that of the report has been undone.
    """
    with db.transaction() as connection:
        version = routines.current(connection, by.municipality_id, routine)
        reached = _answering(connection, by.municipality_id)
        element = str(fault.details.get("element", ""))
        once = f"{model.MessageKind.NOT_OPENED}:{version.id}:{element}:{clock.today().isoformat()}"
        for one in reached:
            outbox.queue(
                connection,
                kind=model.MessageKind.NOT_OPENED,
                municipality_id=by.municipality_id,
                case_id=None,
                task_id=None,
                element_id=element,
                role=one.role,
                person_id=one.person_id,
                facts={"rutine": f"{version.name}, utgave {version.number}", "sted": _place(fault)},
                once_key=f"{once}:{one.person_id}",
            )
    return bool(reached)


def _answering(connection: sa.Connection, municipality_id: int) -> list[model.Recipient]:
    kinds = roles.scope_kinds(connection, municipality_id)
    place = model.Place(municipality_id)
    wanted = [
        one for role in sorted(access.MOVES_CASES) for one in roles.scopes(roles.parse(role, kinds), place, kinds)
    ]
    return telling.holders(connection, wanted)


def _place(fault: errors.RoutineFault) -> str:
    """Return file, line and element, as the diagram has them, and no more: the same in both languages."""
    file, line, name, element = (str(fault.details.get(key) or "") for key in ("file", "line", "name", "element"))
    named = " ".join(part for part in (name and f"«{name}»", name and element and f"({element})") if part) or element
    return ", ".join(part for part in (file, line and f"linje {line}", named) if part)

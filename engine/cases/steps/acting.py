"""The named actions that a service or send task may ask for (design 7): `varsel`, `brev`, `skjerm`, `innsyn`.

An action only writes rows, in the step's own transaction; the world is touched after the commit. An action that
fails raises `RoutineFault`, and the case stands with an incident until somebody mends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from engine import access, audit, bpmn, clock, errors, model, phrases, rights, roles, rows, tables
from engine.cases import telling
from engine.cases.letters import making
from engine.cases.subjects import hiding


def act(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, *, by: model.Person | None
) -> list[audit.Entry]:
    """Do `action`; return the log entries. Raises `RoutineFault` for a header that is missing or says nothing."""
    return _ACTIONS[action.type](connection, case, action, by)


def _varsel(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, _by: model.Person | None
) -> list[audit.Entry]:
    """Send a message to a role: headers `til` (a role as a lane names it), `mal` (another wording)."""
    to = telling.role_holders(connection, case, _header(action, "til"))
    news = telling.News(
        kind=str(action.headers.get("mal") or model.MessageKind.NOTICE),
        element_id=action.element_id,
        step=action.name,
        once=f"{action.element_id}:{action.token}",
    )
    told = telling.tell(connection, case, to, news)
    return [replace(one, path=action.path, instance=action.instance) for one in told]


def _brev(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, by: model.Person | None
) -> list[audit.Entry]:
    """Make a letter: header `mal` (its template); all headers are known to the template."""
    document_id = making.make(connection, case, _header(action, "mal"), action, by=by)
    return [
        audit.Entry(
            model.EventKind.LETTER_MADE,
            action.element_id,
            action.path,
            action.instance,
            facts={"letter": _header(action, "mal"), "document": document_id, "pupil": case.pupil_id},
        )
    ]


def _skjerm(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, _by: model.Person | None
) -> list[audit.Entry]:
    """Shield the case: from now on only holders of `rolle`, and named members, may see that it exists."""
    role = hiding.shielding(connection, case, _shield(connection, case, action))
    if rows.case(connection, case.id).shielded_role == role:
        return []  # a routine that shields itself may be called by one that has
    connection.execute(sa.update(tables.cases).where(tables.cases.c.id == case.id).values(shielded_role=role))
    return [audit.Entry(model.EventKind.CASE_SHIELDED, action.element_id, action.path, facts={"role": role})]


def _shield(connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action) -> str:
    """Return the role that the case is shielded for, as the register writes it.

    Raises `RoutineFault` for one with which nobody would see the case. The check refuses it (`shield-role`); this is
    for what was published before, and for what is worked out.
    """
    named = _header(action, "rolle")
    municipality = case.place.municipality_id
    rule = roles.rule(connection, municipality, named)
    role = None if rule.unknown else access.shield(rule.roles, roles.scope_kinds(connection, municipality))
    if role is None:
        raise errors.RoutineFault(
            phrases.say("Saken kan ikke skjermes for «%(role)s»: da ser ingen den.", role=named),
            element=action.element_id,
        )
    return role


def _innsyn(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, by: model.Person | None
) -> list[audit.Entry]:
    """Let who holds `rolle` today take part in the case as named members: a shielded case opens to nobody by role.

    Nobody whom a shielded case is about: the page would name the accused among those who see it. Header `grunn`: why,
    as somebody wrote it; else the step's name says it.
    """
    asked = telling.role_holders(connection, case, _header(action, "rolle"))
    now = rows.case(connection, case.id)  # an action earlier in the same step may have shielded it
    new = dict.fromkeys(one.person_id for one in asked if not _is_out(connection, now, one.person_id))
    return [_member(connection, case, action, person_id, by=by) for person_id in new]


def _is_out(connection: sa.Connection, case: rows.CaseRow, person_id: int) -> bool:
    """Tell whether the person needs no part in the case, or must not have one."""
    is_hidden = bool(case.shielded_role) and rights.case_facts(connection, case, person_id).is_subject
    return is_hidden or rights.may_open(connection, case, person_id)


def _member(
    connection: sa.Connection, case: rows.CaseRow, action: bpmn.Action, person_id: int, *, by: model.Person | None
) -> audit.Entry:
    reason = str(action.headers.get("grunn") or "").strip() or action.name
    values = {"case_id": case.id, "person_id": person_id, "reason": reason, "from_at": clock.now()}
    insert = sa.insert(tables.case_members).values(values | {"added_by": by.id if by else None})
    member_id = int(connection.execute(insert.returning(tables.case_members.c.id)).scalar_one())
    return audit.Entry(
        model.EventKind.MEMBER_ADDED,
        action.element_id,
        action.path,
        person_id=by.id if by else None,
        facts={"to": person_id, "member": member_id},
    )


_Act = Callable[[sa.Connection, rows.CaseRow, bpmn.Action, model.Person | None], list[audit.Entry]]
_ACTIONS: dict[str, _Act] = {"varsel": _varsel, "brev": _brev, "skjerm": _skjerm, "innsyn": _innsyn}
ACTIONS = frozenset(_ACTIONS)  # the types that the check accepts


def _header(action: bpmn.Action, name: str) -> str:
    value = action.headers.get(name)
    if not value:
        raise errors.RoutineFault(
            phrases.say(
                "Handlingen «%(type)s» i elementet %(element)s mangler overskriften «%(header)s». "
                "Legg den til i diagrammet, publiser, og prøv igjen.",
                type=action.type,
                element=action.element_id,
                header=name,
            ),
            element=action.element_id,
        )
    return str(value)

"""The case page: where are we, what is next, who has it (design 5; ux.md Sak)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import access, clock, db, errors, model, pages, rights, routines, rows, tables
from engine.cases import timing
from engine.cases.leading import transferring
from engine.cases.steps import beginning
from engine.cases.subjects import pupils
from engine.municipality import places, setting_versions
from engine.overview import heads, inbox, loose, outline, paging

_e, _m, _r, _p = tables.events.c, tables.case_members.c, tables.reads.c, tables.people.c
_d, _w, _t, _h = tables.documents.c, tables.timers.c, tables.tasks.c, tables.drafts.c


def case_page(number: str, person: model.Person, *, events: int = 1) -> pages.CasePage:
    """Return what the person may see of the case, of its log the page `events`; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        definition = routines.definition(connection, case.publication_id, case.routine)
        answers = heads.answers(connection, case)
        open_rows = _open_rows(connection, case, person)
        due = [(row.task.due_at, row.task.name) for row in open_rows if row.task.due_at is not None]
        names = heads.step_names(connection, case)
        next_due, next_name = min(due, default=(None, "")) if open_rows else _next_timer(connection, case, names)
        log, at, last = _events(connection, case, names, events)
        files = routines.files_of(connection, case.publication_id)
        may_lead = heads.may_lead(connection, case, person)
        destination = transferring.destination(connection, case) if may_lead else None
        return pages.CasePage(
            case=heads.head(connection, case),
            open_tasks=open_rows,
            next_deadline=next_due,
            next_deadline_name=next_name,
            outline=outline.of(connection, case, definition),
            diagram=definition.diagram(case.routine),
            diagrams={process: definition.diagram(process) for process in definition.processes} if files else {},
            answers=answers,
            documents=loose.told(loose.shown(connection, case, heads.documents(connection, case.id), person), answers),
            events=log,
            events_page=at,
            events_last=last,
            members=_members(connection, case.id),
            reads=_reads(connection, case.id),
            may_lead=may_lead,
            pupil_school=destination[1] if destination else "",
            drawings=outline.drawings(definition),
            lacks_pupil=_lacks_pupil(connection, case),
            beginnings=beginning.offers(connection, case, person.id),
        )


def routine_forms(number: str, person: model.Person) -> tuple[Mapping[str, object], ...]:
    """Return the forms of the case's version in reading order, the start form first; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        definition = routines.definition(connection, case.publication_id, case.routine)
        used = dict.fromkeys((definition.start_form, *(one.form_id for one in definition.outline)))
        town, law_of = case.place.municipality_id, clock.oslo(case.opened_at).date()
        found = (setting_versions.form_json(connection, town, case.publication_id, one, law_of=law_of) for one in used)
        return tuple(one for one in found if one is not None)


def half_written(number: str, person: model.Person) -> tuple[tuple[str, str], ...]:
    """Return (step, who) of each draft in the case's open tasks, for who leads it; raise `CaseNotFound`, `NotAllowed`.

    Who loses the task with the case cannot read such words again, and nobody else can until they are laid in the case.
    """
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        rights.require_lead(connection, case, person)
        mine = sa.and_(_t.case_id == case.id, _t.status == model.TaskStatus.OPEN)
        begun = (
            sa.select(_t.name, _p.name)
            .join(tables.drafts, _h.task_id == _t.id)
            .join(tables.people, _p.id == _h.person_id)
        )
        found = connection.execute(begun.where(mine).order_by(_t.opened_at, _t.path, _p.name)).all()
        return tuple(dict.fromkeys((step, name) for step, name in found))


def given_to(number: str, person: model.Person) -> str:
    """Return the school to which the person was the last to give the case; raise `CaseNotFound` for anybody else.

    It is closed to them since, and this is all that they are told of it.
    """
    with db.reading() as connection:
        given = (
            sa.select(_e.person_id, _e.facts)
            .where(_e.case_id == heads.case_id_of(connection, number, person))
            .where(_e.kind == model.EventKind.CASE_TRANSFERRED)
            .order_by(_e.sequence.desc())
            .limit(1)
        )
        last = connection.execute(given).one_or_none()
        if last is None or last.person_id != person.id:
            raise errors.CaseNotFound()
        return places.school(connection, int(last.facts["to"])).name


def document(document_id: int, person: model.Person) -> tuple[pages.DocumentRow, bytes, int | None]:
    """Return a document with its bytes and case id; raise `DocumentNotFound` unless the person may open its case.

    An upload that has no case yet, or stands in no answer, is open to the one who uploaded it; the latter to who leads
    the case too.
    """
    with db.reading() as connection:
        row = connection.execute(heads.document_query().where(_d.id == document_id)).one_or_none()
        if row is None:
            raise errors.DocumentNotFound()
        found = heads.document_row(row)
        if not _may_read(connection, found, row.case_id, person):
            raise errors.DocumentNotFound()
        content = connection.scalar(sa.select(_d.content).where(_d.id == document_id))
    return found, bytes(content or b""), row.case_id


def _may_read(
    connection: sa.Connection, document: pages.DocumentRow, case_id: int | None, person: model.Person
) -> bool:
    if case_id is None:
        return document.added_by == person.id
    try:
        case = heads.visible_case(connection, case_id, person)
    except errors.CaseNotFound:
        return False
    return bool(loose.shown(connection, case, [document], person))


def _next_timer(connection: sa.Connection, case: rows.CaseRow, names: Mapping[str, str]) -> tuple[datetime | None, str]:
    """Return when the case goes on by itself, and what the first of its clocks is called, if it has a name."""
    mine = sa.and_(_w.case_id == case.id, _w.kind == timing.ENGINE, _w.fired_at.is_(None), _w.cancelled_at.is_(None))
    found = connection.execute(sa.select(_w.due_at, _w.element_id).where(mine).order_by(_w.due_at, _w.id).limit(1))
    row = found.one_or_none()
    if row is None:
        return None, ""
    name = names.get(row.element_id, "")
    return row.due_at, name if name != row.element_id else ""


def _lacks_pupil(connection: sa.Connection, case: rows.CaseRow) -> bool:
    is_open = case.status == model.CaseStatus.OPEN
    return is_open and case.pupil_id is None and pupils.field(connection, case) is not None


def _open_rows(connection: sa.Connection, case: rows.CaseRow, person: model.Person) -> tuple[pages.OpenRow, ...]:
    """Return a row for each open step; the parts of one (`A og B`) are one row, which leads to the reader's own."""
    tasks = rows.open_tasks(connection, case.id)
    held = rights.holdings(connection, person.id)
    steps: dict[UUID, list[pages.TaskRow]] = {}
    for row in inbox.rows_of_case(connection, case.id, person):
        steps.setdefault(tasks[row.id].token, []).append(row)
    found = []
    for parts in steps.values():
        facts = {row.id: rights.task_facts(connection, tasks[row.id]) for row in parts}
        own = (row for row in parts if access.my_roles(facts[row.id], held, day=clock.today()))
        whose = [heads.responsible(connection, tasks[row.id]) for row in parts]
        both = pages.Responsible(
            tuple(dict.fromkeys(role for one in whose for role in one.roles)),
            tuple(dict.fromkeys(name for one in whose for name in one.people)),
        )
        found.append(pages.OpenRow(next(own, parts[0]), both, is_for_all=bool(tasks[parts[0].id].part)))
    return tuple(found)


def _events(
    connection: sa.Connection, case: rows.CaseRow, names: Mapping[str, str], page: int
) -> tuple[tuple[pages.EventRow, ...], int, int]:
    """Return a page of the log, oldest first, with its number and the last one; the newest are on the first page."""
    # gateways and the like that nobody has named are for the picture, not for the story of the case
    named = [one for one, name in names.items() if name != one]
    said = sa.or_(_e.kind != model.EventKind.ELEMENT_PASSED, _e.element_id.in_(named))
    mine = sa.and_(_e.case_id == case.id, said)
    count = connection.scalar(sa.select(sa.func.count()).select_from(tables.events).where(mine)) or 0
    at, last, skip = paging.window(count, page)
    newest = connection.execute(
        sa.select(_e.sequence, _e.at, _e.kind, _e.element_id, _p.name, _e.facts)
        .outerjoin(tables.people, _p.id == _e.person_id)
        .where(mine)
        .order_by(_e.sequence.desc())
        .limit(paging.ROWS)
        .offset(skip)
    ).all()
    found = newest[::-1]
    told = _names(connection, {person for row in found for person in row.facts.get("people", ())})
    letters = heads.letter_titles(connection, case.id)
    log = tuple(
        pages.EventRow(
            row.sequence,
            row.at,
            row.kind,
            letters.get(row.facts.get("document", 0)) or names.get(row.element_id) or row.element_id,
            row.name or "",
            row.facts,
            tuple(told[one] for one in row.facts.get("people", ()) if one in told),
        )
        for row in found
    )
    return log, at, last


def _names(connection: sa.Connection, people: Collection[int]) -> dict[int, str]:
    """Return what these persons are called now, by id."""
    if not people:
        return {}
    found = connection.execute(sa.select(_p.id, _p.name).where(_p.id.in_(people)))
    return {row.id: row.name for row in found}


def _members(connection: sa.Connection, case_id: int) -> tuple[pages.MemberRow, ...]:
    found = connection.execute(
        sa.select(_m.id, _m.person_id, _p.name, _m.reason, _m.from_at, _m.to_at)
        .join(tables.people, _p.id == _m.person_id)
        .where(_m.case_id == case_id)
        .order_by(_m.id)
    )
    return tuple(pages.MemberRow(*row, is_ended=row.to_at is not None) for row in found)


def _reads(connection: sa.Connection, case_id: int) -> tuple[pages.ReadRow, ...]:
    found = connection.execute(
        sa.select(_p.name, _r.at, _r.page)
        .join(tables.people, _p.id == _r.person_id)
        .where(_r.case_id == case_id)
        .order_by(_r.id.desc())
        .limit(200)
    )
    return tuple(pages.ReadRow(*row) for row in found)

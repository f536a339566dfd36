"""Parts that the task page and the case page share: head, answers, documents, who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine import access, bpmn, clock, errors, model, pages, people, phrases, rights, routines, rows, tables
from engine.cases.tasks import parts
from engine.municipality import setting_versions

_c, _v, _a, _d, _p = tables.cases.c, tables.versions.c, tables.answers.c, tables.documents.c, tables.people.c
_i, _x = tables.incidents.c, tables.deliveries.c


def visible_case(connection: sa.Connection, case_id: int, person: model.Person) -> rows.CaseRow:
    """Return the case; raise `CaseNotFound` unless the person may open it."""
    case = rows.case(connection, case_id)
    rights.require_case(connection, case, person)
    return case


def head(connection: sa.Connection, case: rows.CaseRow) -> pages.CaseHead:
    """Return what stands on top of every page of the case."""
    pupil = tables.people.alias("pupil")
    row = connection.execute(
        sa.select(
            _v.number.label("version_number"), _v.name, tables.schools.c.name.label("school"),
            tables.classes.c.name.label("class_name"), pupil.c.name.label("pupil"), _c.ended_at, _c.ended_by_event,
        )
        .select_from(tables.cases)
        .join(tables.versions, _v.id == _c.version_id)
        .outerjoin(tables.schools, tables.schools.c.id == _c.school_id)
        .outerjoin(tables.classes, tables.classes.c.id == _c.class_id)
        .outerjoin(pupil, pupil.c.id == _c.pupil_id)
        .where(_c.id == case.id)
    ).one()  # fmt: skip
    definition = routines.definition(connection, case.publication_id, case.routine)
    end = definition.elements.get(row.ended_by_event or "")
    return pages.CaseHead(
        id=case.id,
        number=case.number,
        routine=case.routine,
        routine_name=row.name,
        version_number=row.version_number,
        status=case.status,
        opened_at=case.opened_at,
        ended_at=row.ended_at,
        end_name=phrases.say("stoppet") if row.ended_by_event == bpmn.STOPPED else (end.name if end else "") or "",
        school_name=row.school or "",
        class_name=row.class_name or "",
        pupil_name=row.pupil or "",
        pupil_id=case.pupil_id,
        shielded_role=case.shielded_role,
        state_version=case.state_version,
        incident=_incident(connection, case.id),
        day_count=(clock.today() - clock.oslo(case.opened_at).date()).days,
    )


def _incident(connection: sa.Connection, case_id: int) -> str:
    row = connection.execute(
        sa.select(_i.what, _i.remedy).where(_i.case_id == case_id, _i.resolved_at.is_(None)).order_by(_i.id).limit(1)
    ).one_or_none()
    return incident_text(row.what, row.remedy) if row else ""


def incident_text(what: str, remedy: str) -> str:
    """Return why a routine stopped and what mends it; most faults name their remedy themselves."""
    return what if remedy in what else phrases.series([what, remedy], " ")


def step_names(connection: sa.Connection, case: rows.CaseRow) -> dict[str, str]:
    """Return what each step is called, those that only an earlier version of a moved case had too."""
    m = tables.moves.c
    earlier = connection.scalars(
        sa.select(_v.publication_id)
        .join(tables.moves, m.from_version == _v.id)
        .where(m.case_id == case.id)
        .order_by(m.id)
    )
    names: dict[str, str] = {}
    for publication in (*earlier, case.publication_id):
        names |= routines.definition(connection, publication, case.routine).names
    return names


def answers(
    connection: sa.Connection, case: rows.CaseRow, *, by: model.Person | None = None
) -> tuple[pages.AnswersView, ...]:
    """Return the answer records of the case (`by`: of that person only), oldest first, each with its form."""
    called = step_names(connection, case)
    found = connection.execute(
        sa.select(
            _a.id, _a.element_id, _a.form_id, _a.publication_id, _a.at, _a.standing, _a.content, _a.corrects_id,
            _p.name, tables.tasks.c.instance, tables.tasks.c.part_of, tables.tasks.c.name.label("task_name"),
            tables.tasks.c.path, tables.tasks.c.local,
        )
        .outerjoin(tables.people, _p.id == _a.person_id)
        .outerjoin(tables.tasks, tables.tasks.c.id == _a.task_id)
        .where(_a.case_id == case.id, sa.true() if by is None else _a.person_id == by.id)
        .order_by(_a.id)
    ).all()  # fmt: skip
    corrected = {row.corrects_id for row in found if row.corrects_id}
    first, given = rows.first_records((row.id, row.corrects_id) for row in found), {row.id: row.at for row in found}
    town, law_of = case.place.municipality_id, clock.oslo(case.opened_at).date()
    then = {row.id: given.get(first[row.id], row.at) for row in found}  # the words are those of that day
    return tuple(
        pages.AnswersView(
            id=row.id,
            element_id=row.element_id,
            step_name=row.task_name or called.get(row.element_id, row.element_id),
            by=row.name or "",
            at=row.at,
            standing=row.standing,
            form=setting_versions.form_json(
                connection, town, row.publication_id, row.form_id, law_of=law_of, at=then[row.id]
            ),
            content=row.content,
            instance=row.instance,
            corrects_id=row.corrects_id,
            is_corrected=row.id in corrected,
            part_of=row.part_of,
            path=row.path or "",
            local=row.local or {},
        )
        for row in found
    )


def in_force(views: Iterable[pages.AnswersView]) -> list[pages.AnswersView]:
    """Return the accepted answers that stand now, oldest first; a correction stands where what it corrects stood."""
    found = list(views)
    first = rows.first_records((one.id, one.corrects_id) for one in found)
    standing = [one for one in found if one.standing == model.Standing.ACCEPTED and not one.is_corrected]
    return sorted(standing, key=lambda one: first[one.id])


def whole(views: Iterable[pages.AnswersView]) -> list[pages.AnswersView]:
    """Return the answers in force as `in_force` does, those of one task by several persons as one."""
    standing = in_force(views)
    merged = parts.together_by_task((one.part_of, one.content) for one in standing)
    return [replace(standing[place], content=content) for place, content in merged]


def documents(
    connection: sa.Connection, case_id: int, *, by: model.Person | None = None
) -> tuple[pages.DocumentRow, ...]:
    """Return the case's letters and uploads with how they were sent, newest first, without their bytes.

    `by`: only what that person has added.
    """
    sent: dict[int, list[pages.DeliveryRow]] = {}
    deliveries = (
        sa.select(_x.document_id, _x.channel, _x.recipient, _x.sent_at, _p.name)
        .join(tables.documents, _d.id == _x.document_id)
        .outerjoin(tables.people, _p.id == _x.recorded_by)
        .where(_d.case_id == case_id)
        .order_by(_x.sent_at)
    )
    for document_id, channel, recipient, sent_at, name in connection.execute(deliveries):
        sent.setdefault(document_id, []).append(pages.DeliveryRow(channel, recipient, sent_at, name or ""))
    query = document_query().where(_d.case_id == case_id).order_by(_d.id.desc())
    if by is not None:
        query = query.where(_d.added_by == by.id)
    return tuple(document_row(row, tuple(sent.get(row.id, ()))) for row in connection.execute(query))


def letter_titles(connection: sa.Connection, case_id: int) -> dict[int, str]:
    """Return what the case's documents are called, by id: the log says which was made, not of which step alone."""
    return {row.id: row.title for row in connection.execute(sa.select(_d.id, _d.title).where(_d.case_id == case_id))}


def document_query() -> sa.Select[Any]:
    """Return the query of documents without their bytes."""
    return sa.select(
        _d.id, _d.kind, _d.title, _d.name, _d.media_type, sa.func.octet_length(_d.content).label("size"), _d.at,
        _d.element_id, _d.case_id, _d.added_by, _d.labels, _p.name.label("person"),
    ).outerjoin(tables.people, _p.id == _d.added_by)  # fmt: skip


def document_row(row: sa.Row[Any], sent: tuple[pages.DeliveryRow, ...] = ()) -> pages.DocumentRow:
    """Turn a row of `document_query` into its frozen value."""
    return pages.DocumentRow(
        row.id, row.kind, row.title, row.name, row.media_type, row.size, row.at, row.person or "", row.element_id, sent,
        is_wrong=model.WRONG_PUPIL in row.labels,
        added_by=row.added_by,
    )  # fmt: skip


def responsible(connection: sa.Connection, task: rows.TaskRow) -> pages.Responsible:
    """Return the roles that may do an open task, and the persons who have them or are named (or who has taken it).

    Of a shielded case only those who may open it: nobody waits for, or is told of, somebody who knows nothing of it.
    """
    facts = rights.task_facts(connection, task)
    held = list(people.holders_of(connection, sorted(facts.roles), clock.today()))
    shown = {role for role, _scope in facts.roles}
    if facts.is_shielded:
        case = rows.case(connection, task.case_id)
        held = [(one, role) for one, role in held if rights.may_open(connection, case, one)]
        shown = {role for _one, role in held} or {access.leader(case.place, case.shielded_role)}
    roles = tuple(sorted(shown))
    if task.assignee_id is not None:
        return pages.Responsible(roles, (name(connection, task.assignee_id),))
    whose = {*(one for one, _role in held), *facts.people}
    return pages.Responsible(roles, tuple(sorted(names(connection, whose).values())))


def may_lead(connection: sa.Connection, case: rows.CaseRow, person: model.Person) -> bool:
    """Tell whether the person leads the case."""
    facts = rights.case_facts(connection, case, person.id)
    return access.leads(facts, rights.holdings(connection, person.id), day=clock.today()).allowed


def case_id_of(connection: sa.Connection, number: str, person: model.Person) -> int:
    """Return the id of the municipality's case `number`; raise `CaseNotFound`."""
    mine = sa.and_(_c.number == number, _c.municipality_id == person.municipality_id)
    case_id = connection.scalar(sa.select(_c.id).where(mine))
    if case_id is None:
        raise errors.CaseNotFound()
    return int(case_id)


def names(connection: sa.Connection, ids: set[int]) -> Mapping[int, str]:
    """Return persons' names by id."""
    return dict(connection.execute(sa.select(_p.id, _p.name).where(_p.id.in_(ids))).all())


def name(connection: sa.Connection, number: int) -> str:
    """Return a person's name, empty for nobody."""
    return names(connection, {number}).get(number, "")

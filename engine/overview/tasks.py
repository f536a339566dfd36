"""The task page: form, draft, what is known, guidance, and why I see it (design 5; ux.md Oppgave)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import (
    access,
    bpmn,
    clock,
    db,
    errors,
    expressions,
    form_values,
    forms,
    model,
    pages,
    phrases,
    rights,
    routines,
    rows,
    tables,
)
from engine.cases import telling
from engine.cases.answers import answering, drafting
from engine.cases.letters import letter_data, making, signing
from engine.cases.tasks import task_rows
from engine.municipality import setting_versions
from engine.overview import carrying, heads, inbox, loose, shared_tasks

# zeebe:properties that a process owner sets on a user task (processes/README.md)
REVIEWED_LETTER = "se-over"
HELD_FIELD = "gjennomfort"
HELD_WORDS = "skjedd"  # also a property of the form's field; what the task's own element says goes before it


def task_page(task_id: UUID, person: model.Person) -> pages.TaskPage:
    """Return the page of an open task; raise `TaskNotFound`, `TaskNotOpen` (its case is still open to the person)."""
    with db.reading() as connection:
        task, case, why = _mine(connection, task_id, person)
        definition = routines.definition(connection, case.publication_id, case.routine)
        element = definition.elements[task.element_id]
        form = routines.form(connection, case.publication_id, task.form_id) if task.form_id else None
        asker = answering.asker(case, person, task.local)
        town, law_of = case.place.municipality_id, asker.law_of
        earlier = heads.answers(connection, case)
        return pages.TaskPage(
            task=inbox.task_row(connection, task_id, person),
            case=heads.head(connection, case),
            form=setting_versions.form_json(connection, town, case.publication_id, task.form_id, law_of=law_of),
            options=answering.options(connection, form, asker) if form else {},
            draft=drafting.find(connection, person, task_id, ""),
            known=_known(connection, case, form, earlier, task) | shared_tasks.known(connection, form, task),
            guidance=setting_versions.said(connection, town, element.documentation, law_of=law_of),
            why=why,
            may_complete=task.assignee_id in (None, person.id),
            letter=element.properties.get(REVIEWED_LETTER, ""),
            letter_to=_headers(definition, element.properties.get(REVIEWED_LETTER, "")).get("mottaker", ""),
            held_field=element.properties.get(HELD_FIELD, ""),
            held_words=_held_words(element, form),
            earlier=earlier,
            documents=tuple(loose.shown(connection, case, heads.documents(connection, case.id), person)),
            responsible=heads.responsible(connection, task),
            last_change=_last_change(connection, case.id),
            part=shared_tasks.part(connection, case, task, person),
            taken_at=None if task.assignee_id in (None, person.id) else _taken_at(connection, task),
            answered=_answered(connection, task_id),
        )


def letter_preview(task_id: UUID, person: model.Person, raw: Mapping[str, object]) -> bytes:
    """Return the PDF that the task's letter will be with the answers `raw`, before it takes effect (*Se over*).

    Raises `DocumentNotFound` for a task without a letter, `AnswersInvalid`, `PupilNotConnected` where the letter names
    a pupil and the case has none, `RoutineFault` where the template fails.
    """
    with db.reading() as connection:
        task, case, _why = _mine(connection, task_id, person)
        definition = routines.definition(connection, case.publication_id, case.routine)
        element = definition.elements[task.element_id]
        template = element.properties.get(REVIEWED_LETTER, "")
        if not template:
            raise errors.DocumentNotFound()
        asker = answering.asker(case, person, task.local)
        answered = answering.clean(connection, case.publication_id, task.form_id, raw, asker)
        letter = making.render(
            connection,
            case,
            template,
            headers=_headers(definition, template, own=task.element_id),
            element=task.element_id,
            beside=letter_data.Beside(
                answers={task.element_id: answered.content},
                signed=signing.said(connection, case, person.id, task.role_text),
                at=bpmn.Stand(task.path, task.instance, task.local),
            ),
        )
    return letter.pdf


def publication(connection: sa.Connection, task_id: UUID, person: model.Person) -> str:
    """Return the publication that an open task's case follows; raise as `task_page` does."""
    return _mine(connection, task_id, person)[1].publication_id


def connecting(task_id: UUID, person: model.Person) -> pages.Connecting:
    """Return who can connect the task's case to its pupil, when its letter cannot be made for nobody."""
    with db.reading() as connection:
        _task, case, _why = _mine(connection, task_id, person)
        leaders = telling.role_holders(connection, case, access.leader(case.place, case.shielded_role))
        names = heads.names(connection, {one.person_id for one in leaders})
        return pages.Connecting(case.number, heads.may_lead(connection, case, person), tuple(sorted(names.values())))


def _headers(definition: bpmn.Definition, template: str, own: str = "") -> Mapping[str, str]:
    """Return the headers of the action that will make this letter, so that the preview is the letter.

    Where its source is worked out when it is made, it is the task `own` that is looked over.
    """
    for element in definition.elements.values():
        if element.action_type == "brev" and element.headers.get("mal") == template:
            is_worked_out = expressions.is_expression(element.headers.get("kilde", ""))
            return {**element.headers, "kilde": own} if own and is_worked_out else element.headers
    return {}


def _mine(connection: sa.Connection, task_id: UUID, person: model.Person) -> tuple[rows.TaskRow, rows.CaseRow, str]:
    task = rows.task(connection, task_id)
    case = rows.case(connection, task.case_id)
    if task.status != model.TaskStatus.OPEN:
        task_rows.require_part(connection, case, task, person)
        raise closed(connection, task, case)
    facts = rights.task_facts(connection, task)
    verdict = access.task(facts, rights.holdings(connection, person.id), person_id=person.id, day=clock.today())
    if not verdict.allowed:
        raise errors.TaskNotFound()
    if facts.is_shielded:
        rights.require_case(connection, case, person)
    return task, case, verdict.why


def closed(connection: sa.Connection, task: rows.TaskRow, case: rows.CaseRow) -> errors.TaskNotOpen:
    """Return who did it and when, or that the routine went on without it."""
    p = tables.people.c
    name = connection.scalar(sa.select(p.name).where(p.id == task.done_by)) or ""
    said = phrases.say("Oppgaven er ikke åpen lenger: saken gikk videre uten den.")
    if name and task.closed_at is not None:
        when = f"{clock.oslo(task.closed_at):%d.%m.%Y kl. %H:%M}"
        said = phrases.say("Oppgaven ble fullført av %(name)s %(moment)s.", name=name, moment=when)
    return errors.TaskNotOpen(
        said, done_by=name, done_by_id=task.done_by, done_at=task.closed_at, case=case.number, step=task.name
    )


def _known(
    connection: sa.Connection,
    case: rows.CaseRow,
    form: forms.Form | None,
    earlier: tuple[pages.AnswersView, ...],
    task: rows.TaskRow,
) -> dict[str, object]:
    """Return what a new form starts with: earlier answers that its fields ask for, and the time of a held talk."""
    if form is None:
        return {}
    known = carrying.known(
        form,
        _seen_from(connection, case, heads.whole(earlier), task),
        lambda number: heads.name(connection, int(number)),
        settings=setting_versions.names(connection, case.place.municipality_id, clock.oslo(case.opened_at).date()),
    )
    if task.held_at is not None:
        known[HELD_FIELD] = clock.oslo(task.held_at).strftime("%Y-%m-%dT%H:%M")
    known.update({key: value for key, value in task.local.items() if key in form_values.keys(form)})
    return known


def _seen_from(
    connection: sa.Connection, case: rows.CaseRow, records: list[pages.AnswersView], task: rows.TaskRow
) -> list[pages.AnswersView]:
    """Return the records, those marked that were given in another instance of what the task is repeated by."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    here = bpmn.Stand(task.path, task.instance, task.local)
    return [
        replace(one, is_anothers=bpmn.is_anothers(definition, here, bpmn.Stand(one.path, one.instance, one.local)))
        for one in records
    ]


def _held_words(element: bpmn.Element, form: forms.Form | None) -> str:
    """Return what is said once the act is done, `Møtet er holdt`: the diagram's words, else the form's, else none."""
    own = element.properties.get(HELD_WORDS, "")
    key = element.properties.get(HELD_FIELD, "")
    asked = next((one for one in form.inputs() if key and one.key == key), None) if form else None
    return own or (str(asked.get("properties", HELD_WORDS) or "") if asked else "")


def _taken_at(connection: sa.Connection, task: rows.TaskRow) -> datetime | None:
    """Return when who has the task got it; None where the diagram gave it."""
    e = tables.events.c
    same = sa.and_(e.case_id == task.case_id, e.element_id == task.element_id, e.path == task.path)
    kinds = (model.EventKind.TASK_TAKEN, model.EventKind.TASK_HANDED_OVER)
    its = sa.and_(same, e.instance.is_not_distinct_from(task.instance), e.kind.in_(kinds), e.at >= task.opened_at)
    theirs = e.facts["to"].as_integer() == task.assignee_id  # another part of the same step is another's
    since: datetime | None = connection.scalar(sa.select(sa.func.max(e.at)).where(its, theirs))
    return since


def _answered(connection: sa.Connection, task_id: UUID) -> tuple[datetime, str] | None:
    """Return when the newest answers that an open task waits with were stored, and who gave them."""
    a, p = tables.answers.c, tables.people.c
    given = (
        sa.select(a.at, p.name)
        .join(tables.people, p.id == a.person_id)
        .where(a.task_id == task_id, a.standing == model.Standing.ACCEPTED)
        .order_by(a.id.desc())
        .limit(1)
    )
    row = connection.execute(given).first()
    return None if row is None else (row.at, row.name)


def _last_change(connection: sa.Connection, case_id: int) -> str:
    e = tables.events.c
    row = connection.execute(
        sa.select(tables.people.c.name, e.at)
        .join(tables.people, tables.people.c.id == e.person_id)
        .where(e.case_id == case_id)
        .order_by(e.sequence.desc())
        .limit(1)
    ).one_or_none()
    return f"{row.name}, {clock.oslo(row.at):%d.%m.%Y kl. %H:%M}" if row else ""

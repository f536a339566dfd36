"""The start form, and the receipt: all that who has no part in a case ever sees of it (design 5; ux.md)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine import (
    clock,
    db,
    errors,
    form_values,
    model,
    pages,
    people,
    phrases,
    presence,
    rights,
    routines,
    rows,
    tables,
)
from engine.cases.answers import answering, drafting
from engine.municipality import setting_versions
from engine.overview import about, heads, offered

_t, _r = tables.tasks.c, tables.task_roles.c
_a, _c, _k = tables.answers.c, tables.cases.c, tables.start_tokens.c

# the same words within a working day are more likely a page that was sent again than another happening
LATELY = timedelta(hours=12)
JUST = timedelta(hours=1)  # who has sent so lately, and is on the form again, may have come by the browser's «Tilbake»


def start_page(routine: str, person: model.Person) -> pages.StartPage:
    """Return the routine's start form with the person's draft and a fresh one-time token; raise `RoutineNotFound`."""
    with db.reading() as connection:
        version = routines.current(connection, person.municipality_id, routine)
        if version.start_form is None:
            raise errors.RoutineNotFound(phrases.say("Rutinen har ikke noe startskjema og kan ikke startes her."))
        definition = routines.definition(connection, version.publication_id, routine)
        form = routines.form(connection, version.publication_id, version.start_form)
        school_id = people.home_school(connection, person.id, clock.today())
        asker = answering.Asker(person, person.municipality_id, school_id, is_reporter=True)
        draft = drafting.find(connection, person, None, routine)
        return pages.StartPage(
            routine=routine,
            name=version.name,
            guidance=setting_versions.said(
                connection, person.municipality_id, definition.elements[definition.start_event(None)].documentation
            ),
            form=setting_versions.form_json(
                connection, person.municipality_id, version.publication_id, version.start_form
            ),
            options=answering.options(connection, form, asker),
            draft=draft,
            token=secrets.token_urlsafe(24),
            about=about.line(definition),
            is_only=len(offered.to_start(connection, person)) == 1,
            is_about_pupil=any(one.register == "elev" for one in form_values.register_fields(form, nested=True)),
            sent=None if draft.version else _just_sent(connection, routine, person),
        )


def sent_lately(routine: str, person: model.Person, *, raw: Mapping[str, object], token: str) -> pages.Sent | None:
    """Return the newest message that the person has sent for `routine` within `LATELY`, and that says all this says.

    None for a token that has opened a case (a double press: `open_case` answers with that case), and for answers that
    the form refuses. What is empty now does not count: a browser that goes back loses files, names and rows.
    """
    with db.reading() as connection:
        if connection.scalar(sa.select(_k.case_id).where(_k.token == token, _k.person_id == person.id)):
            return None
        version = routines.current(connection, person.municipality_id, routine)
        asker = answering.Asker(person, person.municipality_id, is_reporter=True)
        try:
            new = answering.clean(connection, version.publication_id, version.start_form, raw, asker)
        except errors.AnswersInvalid:
            return None
        words, files = answering.said(connection, new)
        for row in connection.execute(_sent(routine, person)):
            before, sent_files = answering.said(connection, replace(new, content=row.content))
            if _says_all(before, words) and set(files) <= set(sent_files):
                return pages.Sent(row.number, row.at)
    return None


def _says_all(before: object, new: object) -> bool:
    """Tell whether nothing stands in `new` that does not stand at the same place in `before`."""
    if new in (None, "", [], {}):
        return True
    if isinstance(new, dict):
        known = before if isinstance(before, dict) else {}
        return all(_says_all(known.get(key), value) for key, value in new.items())
    if isinstance(before, list) and isinstance(new, list):
        return len(new) <= len(before) and all(map(_says_all, before, new))
    return before == new


def _just_sent(connection: sa.Connection, routine: str, person: model.Person) -> pages.Sent | None:
    row = connection.execute(_sent(routine, person, within=JUST).limit(1)).first()
    return None if row is None else pages.Sent(row.number, row.at)


def _sent(
    routine: str, person: model.Person, *, within: timedelta = LATELY
) -> sa.Select[tuple[str, datetime, dict[str, object]]]:
    """Return the query of what the person has lately opened cases of the routine with, the newest first."""
    return (
        sa.select(_c.number, _a.at, _a.content)
        .join(tables.cases, _c.id == _a.case_id)
        .where(_c.routine == routine, _c.opened_by == person.id, _c.opened_at > clock.now() - within)
        .where(_a.person_id == person.id, _a.task_id.is_(None), _a.corrects_id.is_(None))
        .order_by(_a.id.desc())
    )


def receipt(number: str, person: model.Person) -> pages.Receipt:
    """Return the receipt of the case that the person opened or wrote in; raise `CaseNotFound` for anybody else.

    Own words stay readable to who wrote them, also after the role has ended; of a shielded case they do not. What
    happens next is told to the reporter, for as long as the reporter works there.
    """
    with db.reading() as connection:
        case = rows.case(connection, heads.case_id_of(connection, number, person))
        own = () if case.shielded_role else heads.answers(connection, case, by=person)
        documents = heads.documents(connection, case.id, by=person) if own else ()
        is_reporter = case.opened_by == person.id
        if not is_reporter and not own:
            raise errors.CaseNotFound()
        is_told = is_reporter and bool(connection.scalar(sa.select(presence.works_at(case.id, person.id))))
        may_open = rights.may_open(connection, case, person.id)
        steps = _coming(connection, case, person, is_named=may_open) if is_told else ()
    return pages.Receipt(
        number=case.number,
        opened_at=case.opened_at,
        next_steps=tuple(one.name for one in steps),
        responsible=tuple(sorted({role for one in steps for role in one.roles})),
        is_open=case.status == model.CaseStatus.OPEN,
        case_id=case.id,
        is_reporter=is_reporter,
        own_answers=own,
        own_documents=documents,
        coming=steps,
        may_open=may_open,
    )


def coming(number: str, person: model.Person) -> tuple[pages.NextStep, ...]:
    """Return the steps that are open in a case after the person has completed one: first those that it opened.

    The nearest deadline first. Nothing where the person may not open the case (any more).
    """
    with db.reading() as connection, contextlib.suppress(errors.CaseNotFound):
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        mine = sa.and_(_t.case_id == case.id, _t.done_by == person.id)
        since = connection.scalar(sa.select(sa.func.max(_t.closed_at)).where(mine))
        return tuple(sorted(_coming(connection, case, person, since=since, is_named=True), key=_by_news))
    return ()


def _by_news(one: pages.NextStep) -> tuple[bool, bool, datetime, bool]:
    """Order steps: what is new, then `straks` and the nearest deadline; what is held has met its own."""
    due = clock.now() if one.is_straks else one.due_at
    is_late = one.is_held or due is None
    return not one.is_new, is_late, due or clock.now(), not one.is_yours


def _coming(
    connection: sa.Connection,
    case: rows.CaseRow,
    person: model.Person,
    *,
    is_named: bool,
    since: datetime | None = None,
) -> tuple[pages.NextStep, ...]:
    """Return the open steps, the person's own first, then what is due at once; the parts of one (`A og B`) stand once.

    What has opened `since` is new, and stands by itself. `is_named`: who was chosen by name is told by name.
    """
    roles = sa.select(sa.func.array_agg(sa.distinct(_r.role))).where(_r.task_id == _t.id).scalar_subquery()
    found = connection.execute(
        sa.select(
            _t.id, _t.name, roles.label("roles"), _t.due_at, _t.is_straks, _t.held_at, _t.part, _t.assignee_id,
            _t.opened_at,
        )
        .where(_t.case_id == case.id, _t.status == model.TaskStatus.OPEN)
        .order_by(_t.opened_at, _t.name, _t.due_at)
    )  # fmt: skip
    steps: dict[tuple[str, bool], pages.NextStep] = {}
    for row in found:
        whose, is_new = row.roles or (), since is not None and row.opened_at >= since
        if case.shielded_role:  # a role that may not know of it has not been told, whatever the lane says
            whose = heads.responsible(connection, rows.task(connection, row.id)).roles
        named = heads.responsible(connection, rows.task(connection, row.id)).people if is_named and not whose else ()
        one = pages.NextStep(
            row.name,
            tuple(sorted(whose)),
            row.due_at,
            row.is_straks,
            row.held_at is not None,
            bool(row.part),
            is_yours=not whose and row.assignee_id == person.id,
            people=named,
            is_new=is_new,
        )
        same = steps.get((row.name, is_new))
        steps[row.name, is_new] = one if same is None else _as_one(same, one)
    return tuple(sorted(steps.values(), key=lambda one: (not one.is_yours, *_by_news(one))))


def _as_one(first: pages.NextStep, other: pages.NextStep) -> pages.NextStep:
    """Return two steps of one name as one: roles may share it, and who was chosen by name has each their own."""
    return replace(
        first,
        roles=tuple(sorted({*first.roles, *other.roles})),
        people=tuple(sorted({*first.people, *other.people})),
        is_for_all=first.is_for_all or bool(first.people and other.people),
        is_yours=first.is_yours and other.is_yours,
    )

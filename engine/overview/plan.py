"""The plan of a case: as it is in force now, what it was before, and what is missing to close the case (issue 4).

Knows the answer records of a case and which steps speak of its plan; how they are read is `planned`'s. Nothing is
stored of a plan but the answers it is made of, so no version can be overwritten. Open to who may open the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from engine import bpmn, clock, db, deadlines, model, pages, routines, rows, tables
from engine.cases.steps import beginning
from engine.municipality import places
from engine.overview import heads, planned

_a, _t = tables.answers.c, tables.tasks.c


@dataclass(frozen=True, slots=True)
class Known:
    """What a case has been told of its plan: every plan record, oldest first, and which of them stand now."""

    plans: Sequence[pages.AnswersView]
    standing: Sequence[planned.Record]
    name_of: Callable[[str], str]


def plan_page(number: str, person: model.Person) -> pages.PlanPage:
    """Return the plan of the case with all its versions; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        elements = _elements(connection, case)
        known = _known(connection, case, elements)
        documents = heads.documents(connection, case.id)
        versions = _versions(known, elements, documents)
        now = next((one for one in reversed(versions) if one.from_at is not None), None)
        offered = beginning.offers(connection, case, person.id)
        return pages.PlanPage(
            case=heads.head(connection, case),
            versions=versions,
            now=now,
            gone=_gone(versions, now),
            closing=_closing(known, elements, versions),
            documents=documents,
            changes=tuple(one for one in offered if _is_change(elements[one.element_id])),
        )


def day_off(number: str, person: model.Person, form: planned.Row, content: planned.Row) -> pages.DayOff | None:
    """Return the day for the evaluation in a plan's answers where there is no school on it; raise `CaseNotFound`."""
    days = planned.agreed(form, content)
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        calendar = places.calendar(connection, case.place)
    return next((_off(day, calendar) for day in days if not deadlines.is_school_day(day, calendar)), None)


def _off(day: date, calendar: deadlines.SchoolCalendar) -> pages.DayOff:
    closed = deadlines.obstacle(day, calendar)
    back = (day - timedelta(days=number) for number in range(1, (day - clock.today()).days))
    before = next((one for one in back if deadlines.is_school_day(one, calendar)), None)
    return pages.DayOff(day, closed.name if closed else "", before)


Elements = Mapping[str, bpmn.Element]


def _elements(connection: sa.Connection, case: rows.CaseRow) -> dict[str, bpmn.Element]:
    """Return the steps of the case by id, those that only an earlier version of a moved case had too."""
    used = sa.select(_a.publication_id).where(_a.case_id == case.id).distinct()
    found: dict[str, bpmn.Element] = {}
    for publication in (*connection.scalars(used), case.publication_id):
        found |= routines.definition(connection, publication, case.routine).elements
    return found


def _known(connection: sa.Connection, case: rows.CaseRow, elements: Elements) -> Known:
    answers = heads.answers(connection, case)
    local = dict(
        connection.execute(
            sa.select(_a.id, _t.local).join(tables.tasks, _t.id == _a.task_id).where(_a.case_id == case.id)
        ).all()
    )
    accepted = [one for one in answers if one.standing == model.Standing.ACCEPTED]
    plans = [one for one in accepted if _kind(elements, one) in planned.VERSIONS]
    standing = [
        planned.Record(_kind(elements, one), one, _about(elements[one.element_id], local.get(one.id, {})))
        for one in heads.whole(answers)
        if _kind(elements, one)
    ]
    names: dict[str, str] = {}

    def name_of(number: str) -> str:
        if number not in names:
            names[number] = heads.name(connection, int(number))
        return names[number]

    return Known(plans, standing, name_of)


def _kind(elements: Elements, view: pages.AnswersView) -> str:
    element = elements.get(view.element_id)
    return element.properties.get(planned.PROPERTY, "") if element else ""


def _is_change(element: bpmn.Element) -> bool:
    return element.properties.get(planned.PROPERTY) == planned.CHANGE


def _about(element: bpmn.Element, local: Mapping[str, object]) -> str:
    """Return the name of the measure that a task of its own is about (`plan-om` = `ett.navn`), else nothing."""
    value: object = local
    for part in element.properties.get(planned.ABOUT, "").split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _versions(
    known: Known, elements: Elements, documents: Sequence[pages.DocumentRow]
) -> tuple[pages.PlanVersion, ...]:
    first = rows.first_records((one.id, one.corrects_id) for one in known.plans)
    found: list[pages.PlanVersion] = []
    root = 0
    for at, view in enumerate(known.plans):
        is_correction = view.corrects_id is not None
        counts = not is_correction or first[view.id] == root
        root = root if is_correction else view.id
        is_change = _is_change(elements[view.element_id])
        kind = "correction" if is_correction else "change" if is_change else "round" if found else "first"
        lists = planned.words(view, known.name_of).lists
        whole = _whole(known.plans, at)
        said = planned.words(whole, known.name_of).root
        of, goal = said.get("problem", ""), said.get("mål", "")
        found.append(pages.PlanVersion(at + 1, kind, whole, view.at if counts else None, None, (), (), lists, of, goal))
    ends = _ends(found)
    return tuple(
        replace(
            one,
            to_at=end,
            measures=planned.measures(one.view, _until(known.standing, end), known.name_of),
            letters=_letters(one, end, elements, documents),
        )
        for one, end in zip(found, ends, strict=True)
    )


def _ends(versions: Sequence[pages.PlanVersion]) -> list[datetime | None]:
    """Return when each version was followed by the next one in force."""
    later = [[two.from_at for two in versions[at + 1 :] if two.from_at] for at in range(len(versions))]
    return [min(after, default=None) if one.from_at else None for one, after in zip(versions, later, strict=True)]


def _whole(plans: Sequence[pages.AnswersView], at: int) -> pages.AnswersView:
    """Return the record with what the others had written in their parts of the same task by then (`A og B`)."""
    own = plans[at]
    if own.part_of is None:
        return own
    corrected = {one.corrects_id for one in plans[: at + 1]}
    same = [one for one in plans[: at + 1] if one.part_of == own.part_of]
    content = heads.whole(replace(one, is_corrected=one.id in corrected) for one in same)[-1].content
    return replace(own, content=content)


def _until(records: Sequence[planned.Record], end: datetime | None) -> list[planned.Record]:
    return [one for one in records if end is None or one.view.at < end]


def _letters(
    version: pages.PlanVersion, end: datetime | None, elements: Elements, documents: Sequence[pages.DocumentRow]
) -> tuple[pages.DocumentRow, ...]:
    """Return the newest of each letter that was made of this version: a correction makes none, and has its page."""
    step = elements[version.view.element_id]
    makers = {
        one.id
        for one in elements.values()
        if one.action_type == "brev"
        and (one.headers.get("kilde") == step.id or one.headers.get("mal", "-") == step.properties.get("se-over"))
    }
    found: dict[str, pages.DocumentRow] = {}
    for one in documents:  # newest first
        is_its = version.from_at is not None and version.from_at <= one.at and (end is None or one.at < end)
        if is_its and one.element_id in makers and not one.is_wrong:
            found.setdefault(one.element_id, one)
    return tuple(found.values())


def _gone(versions: Sequence[pages.PlanVersion], now: pages.PlanVersion | None) -> tuple[pages.Measure, ...]:
    """Return the measures of earlier versions that are not in the plan now, each as it was last."""
    there = {" ".join(one.name.casefold().split()) for one in now.measures} if now else set()
    found: dict[str, pages.Measure] = {}
    for version in versions:
        if version.from_at is not None:
            found |= {" ".join(one.name.casefold().split()): one for one in version.measures}
    return tuple(one for name, one in found.items() if name not in there)


def _closing(known: Known, elements: Elements, versions: Sequence[pages.PlanVersion]) -> pages.Closing | None:
    """Return what the newest step of closing says, and that it is older than the plan where it is."""
    steps = [one for one in elements.values() if one.properties.get(planned.PROPERTY) == planned.CLOSING]
    if not steps:
        return None
    empty = pages.Closing(steps[0].name, steps[0].lane or "")
    record = next((one for one in reversed(known.standing) if one.kind == planned.CLOSING), None)
    if record is None:
        return empty
    said = planned.words(record.view, known.name_of).root
    began = max((one.from_at for one in versions if one.from_at and one.kind != "correction"), default=None)
    return replace(
        empty,
        statement=said.get("uttalelse", ""),
        day=said.get("uttalelse-dato", ""),
        why_missing=said.get("uttalelse-mangler", ""),
        decision=said.get("beslutning", ""),
        by=record.view.by,
        at=record.view.at,
        is_before_plan=began is not None and record.view.at < began,
    )

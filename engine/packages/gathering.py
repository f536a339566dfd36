"""What a case holds that can go along to Statsforvalteren: answers, letters, files, the timeline (domain.md LAW-08).

Knows the case's records; must not know PDF. Names of other pupils are looked for in every text, so that somebody sees
them before anything leaves: what is found is a hint, never a proof that there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pypdfium2
import sqlalchemy as sa

from engine import model, pages, people, presence, rows, tables
from engine.cases.letters import letter_data
from engine.overview import heads, loose

_KINDS = ("svar", "brev", "fil")  # of one moment: what was said, then what was made of it
MADE = "pakke"  # the element of a package itself: it is never part of another
_e, _p, _d, _n = tables.events.c, tables.people.c, tables.documents.c, tables.enrolments.c
_TOLD = {
    model.EventKind.CASE_OPENED: ("Saken ble åpnet", "Saka blei opna"),
    model.EventKind.TASK_COMPLETED: ("%s", "%s"),
    model.EventKind.TALK_HELD: ("Samtalen er holdt: %s", "Samtalen er halden: %s"),
    model.EventKind.ANSWERS_CORRECTED: ("Svar rettet: %s", "Svar retta: %s"),
    model.EventKind.LETTER_MADE: ("Brev laget: %s", "Brev laga: %s"),
    model.EventKind.DELIVERY_RECORDED: ("Utsending registrert", "Utsending registrert"),
    model.EventKind.DOCUMENT_ADDED: ("Dokument lagt til", "Dokument lagt til"),
    model.EventKind.DEADLINE_PASSED: ("Fristen gikk ut: %s", "Fristen gjekk ut: %s"),
    model.EventKind.CASE_ENDED: ("Saken ble avsluttet: %s", "Saka blei avslutta: %s"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can go along: `kind` is `svar`, `brev` or `fil`; `names` are other pupils' found in it.

    `is_loose`: a file that stands in no answer; it goes along only where somebody chooses it.
    """

    key: str
    kind: str
    title: str
    at: datetime
    by: str
    names: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    document: int = 0
    is_loose: bool = False


def items(connection: sa.Connection, case: rows.CaseRow, person: model.Person) -> list[Item]:
    """Return what `person` can take along, oldest first; letters about another pupil and earlier packages never go."""
    others = _others(connection, case)
    answers = heads.answers(connection, case)
    found = [_of_answers(connection, case, view, others) for view in heads.whole(answers)]
    documents = loose.told(loose.shown(connection, case, heads.documents(connection, case.id), person), answers)
    kept = (row for row in documents if not row.is_wrong and row.element_id != MADE)
    found += [_of_document(connection, row, others) for row in kept]
    return sorted(found, key=lambda one: (one.at, _KINDS.index(one.kind), one.key))


def timeline(connection: sa.Connection, case: rows.CaseRow, language: str) -> list[dict[str, str]]:
    """Return what has happened, oldest first, as `{tid, hva, hvem}`."""
    names, letters = heads.step_names(connection, case), heads.letter_titles(connection, case.id)
    query = (
        sa.select(_e.at, _e.kind, _e.element_id, _e.facts, _p.name)
        .outerjoin(tables.people, _p.id == _e.person_id)
        .where(_e.case_id == case.id, _e.kind.in_([kind.value for kind in _TOLD]))
        .order_by(_e.sequence)
    )
    place = int(language == "nn")
    found = []
    for row in connection.execute(query):
        words = _TOLD[model.EventKind(row.kind)][place]
        step = letters.get(row.facts.get("document", 0)) or names.get(row.element_id) or row.element_id
        said = (words % step if "%s" in words else words).removesuffix(": ")
        found.append({"tid": row.at.isoformat(), "hva": said, "hvem": row.name or ""})
    return found


def others_named(connection: sa.Connection, case: rows.CaseRow, pdf: bytes) -> tuple[str, ...]:
    """Return the other pupils of the school whose names stand in a letter that is to go out."""
    return _named(_text(pdf), _others(connection, case))


def bytes_of(connection: sa.Connection, document: int) -> bytes:
    """Return a document's bytes."""
    return bytes(connection.scalar(sa.select(_d.content).where(_d.id == document)) or b"")


def _of_answers(
    connection: sa.Connection, case: rows.CaseRow, view: pages.AnswersView, others: Mapping[str, re.Pattern[str]]
) -> Item:
    content = letter_data.named(connection, case, view.element_id, view.content)
    said = tuple(fields(view.form or {}, content))
    text = "\n".join(value for _label, value in said)
    return Item(f"svar-{view.id}", "svar", view.step_name, view.at, view.by, _named(text, others), said)


def _of_document(connection: sa.Connection, row: pages.DocumentRow, others: Mapping[str, re.Pattern[str]]) -> Item:
    is_letter = row.kind == "letter"
    text = _text(bytes_of(connection, row.id)) if row.media_type == "application/pdf" else ""
    kind, names = "brev" if is_letter else "fil", _named(text, others)
    key, title = f"{kind}-{row.id}", row.title or row.name
    return Item(key, kind, title, row.at, row.by, names, document=row.id, is_loose=row.is_loose)


def fields(container: Mapping[str, object], content: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each answered field of a form with its label, in the form's order; rows and groups as lines."""
    components = container.get("components")
    for one in components if isinstance(components, list) else []:
        name = str(one.get("key") or one.get("path") or "")
        label = str(one.get("label") or one.get("dateLabel") or name)
        if one.get("type") == "group" and not one.get("path"):
            yield from fields(one, content)
        elif name and (said := _said(one, content.get(name))):
            yield label, said


def _asked(label: str) -> str:
    return label if label.endswith((":", "?")) else f"{label}:"


def _said(field: Mapping[str, object], value: object) -> str:
    if value in (None, "", []) or field.get("type") in ("filepicker", "expression"):
        return ""
    if field.get("type") in ("dynamiclist", "group"):
        listed = value if isinstance(value, list) else [value]
        lines = [
            "; ".join(f"{_asked(label)} {said}" for label, said in fields(field, one))
            for one in listed
            if isinstance(one, dict)
        ]
        return "\n\n".join(line for line in lines if line)
    if isinstance(value, bool):  # a box that was not ticked says nothing, least of all no
        return "Ja" if value else ""
    choices = field.get("values")
    labels = {str(one.get("value")): str(one.get("label")) for one in choices} if isinstance(choices, list) else {}
    return ", ".join(labels.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))


def _others(connection: sa.Connection, case: rows.CaseRow) -> dict[str, re.Pattern[str]]:
    """Return how to find each other pupil of the case's schools: the whole name, and of classmates the first name too.

    Those at a school that the pupil has left may stand in what was written there.
    """
    found = {}
    own = connection.scalar(sa.select(_p.name).where(_p.id == case.pupil_id)) or ""
    mates = _mates(connection, case)
    for option in people.pupil_options(connection, case.place.municipality_id, _schools(connection, case)):
        name = option["label"].partition(" (")[0]
        if option["value"] == str(case.pupil_id) or name == own:
            continue
        words = [re.escape(name)]
        first = name.split()[0]
        if int(option["value"]) in mates and first not in own.split():
            words.append(re.escape(first))
        found[name] = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    return found


def _schools(connection: sa.Connection, case: rows.CaseRow) -> set[int] | None:
    """Return the schools that have had the case, and those its pupil has gone to; None (all) where there is neither."""
    k = tables.classes.c
    gone_to = sa.select(k.school_id).join(tables.enrolments, _n.class_id == k.id).where(_n.pupil_id == case.pupil_id)
    given = sa.and_(_e.case_id == case.id, _e.kind == model.EventKind.CASE_TRANSFERRED)
    had_it = connection.scalars(sa.select(_e.facts["from"].as_integer()).where(given))
    found = {*connection.scalars(gone_to), *had_it, case.place.school_id}
    return {one for one in found if one is not None} or None


def _mates(connection: sa.Connection, case: rows.CaseRow) -> set[int]:
    """Return who is in the case's class today, and who has been in a class together with its pupil."""
    mine = tables.enrolments.alias("mine").c
    today = sa.and_(_n.first_day <= presence.TODAY, sa.or_(_n.last_day.is_(None), _n.last_day >= presence.TODAY))
    at_once = sa.exists().where(
        mine.pupil_id == case.pupil_id, mine.class_id == _n.class_id,
        sa.or_(mine.last_day.is_(None), mine.last_day >= _n.first_day),
        sa.or_(_n.last_day.is_(None), _n.last_day >= mine.first_day),
    )  # fmt: skip
    here = sa.and_(_n.class_id == case.place.class_id, today)
    return set(connection.scalars(sa.select(_n.pupil_id).where(sa.or_(here, at_once))))


def _named(text: str, others: Mapping[str, re.Pattern[str]]) -> tuple[str, ...]:
    plain = re.sub(r"\s+", " ", text)
    return tuple(sorted(name for name, pattern in others.items() if pattern.search(plain)))


def _text(pdf: bytes) -> str:
    try:
        opened = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:  # a locked or broken upload: it can still go along as a file
        return ""
    with opened:
        return "\n".join(_page_text(opened, number) for number in range(len(opened)))


def _page_text(opened: pypdfium2.PdfDocument, number: int) -> str:
    try:
        return str(opened[number].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:  # the others are read all the same
        return ""

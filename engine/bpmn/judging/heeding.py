"""Judges what is allowed and hardly meant: a reminder after its deadline, an answer that a mapping keeps inside.

Knows elements, texts and the forms' keys. Warnings only, and only of what is sure: what depends on an answer, or is
given by something else too, is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from engine import deadlines, errors
from engine.bpmn.drawing import texts
from engine.bpmn.drawing.diagram import Process, called_from
from engine.bpmn.drawing.found import Finder
from engine.bpmn.judging import links
from engine.bpmn.values import Element

# What an event at an edge is called that comes before a deadline; another one may well tell that it has passed.
_REMINDS = re.compile(r"påminn|purr|\bminn(?:e|er)?\b|nærmer seg|snart|\bfør\b", re.IGNORECASE)
# Begun on these days, in this order in time whatever day it is: a Monday, a Friday, the day before Easter's holidays.
_DAYS = (
    datetime(2026, 1, 5, 9, tzinfo=UTC),
    datetime(2026, 9, 18, 9, tzinfo=UTC),
    datetime(2026, 3, 27, 9, tzinfo=UTC),
)
_CALENDAR = deadlines.SchoolCalendar()


def check(process: Process, processes: Mapping[str, Process], shelf: links.Shelf, finder: Finder) -> None:
    """Add a warning for each task that no lane gets, reminder that comes too late, and answer never let out."""
    hung = process.boundaries()
    for element in process.elements.values():
        if element.kind == "task" and element.lane:
            _untyped(element, finder)
        if element.due:
            _reminders(element, hung.get(element.id, []), finder)
        if element.outputs and (element.form_id or element.called):
            _kept_in(element, processes, shelf, finder)


def _untyped(element: Element, finder: Finder) -> None:
    what = f"Oppgaven er av ingen type: saken går rett videre, og «{element.lane}» får den ikke."
    remedy = "Gjør den til en brukeroppgave, eller til en manuell oppgave som bare bekreftes."
    finder.warning(
        "task-untyped", element, what, why="Bare det som er en persons oppgave, venter på noen.", remedy=remedy
    )


def _reminders(element: Element, edges: list[Element], finder: Finder) -> None:
    said = [(edge, edge.event.text) for edge in edges if edge.event and not edge.is_interrupting and _reminds(edge)]
    for at, text in said:
        if _is_after(text, element.due):
            what = f"Påminnelsen ({text}) kommer etter fristen for «{element.name or element.id}» ({element.due})."
            remedy = "Gi timeren en kortere tid enn fristen, eller et navn som sier at fristen er ute."
            finder.warning("reminder-late", at, what, why="Den minner om noe som alt er for sent.", remedy=remedy)
    if element.follow_up and _is_after(element.follow_up, element.due):
        what = f"Oppfølgingsdatoen ({element.follow_up}) kommer etter fristen ({element.due})."
        finder.warning("reminder-late", element, what, remedy="Sett followUpDate før dueDate.")


def _reminds(edge: Element) -> bool:
    return edge.event is not None and edge.event.kind == "timer" and _REMINDS.search(edge.name) is not None


def _is_after(text: str, due: str) -> bool:
    """Tell whether one text is later than another from whatever day both are counted; False where nobody can say."""
    try:
        one, other = texts.deadline(text), texts.deadline(due)
        if one.since != other.since or deadlines.feel(one) or deadlines.feel(other):
            return False
        return all(_is_later(one, other, day) for day in _DAYS)
    except errors.SkolemiljoError:
        return False  # told by others


def _is_later(one: deadlines.Deadline, other: deadlines.Deadline, day: datetime) -> bool:
    first = deadlines.due(one, start=day, calendar=_CALENDAR, evaluate=lambda _name: day, ends="boundary").at
    second = deadlines.due(other, start=day, calendar=_CALENDAR, evaluate=lambda _name: day, ends="task").at
    return first is not None and second is not None and first > second


def _kept_in(element: Element, processes: Mapping[str, Process], shelf: links.Shelf, finder: Finder) -> None:
    """Tell of what only this gives, is read outside of it, and is no output of it."""
    inside = {element.process: {element.id}}
    inside |= {one: set(processes[one].elements) for one in called_from([element], processes)}
    held = set((shelf.forms or {}).get(element.form_id or "", ()))
    held |= {name for one in _all(processes, inside, is_inside=True) for name in _given(one, shelf)}
    others = list(_all(processes, inside, is_inside=False))
    calls = [one for one in others if one.called and one.takes_all and not one.outputs]
    others += [one for ident in called_from(calls, processes) for one in processes[ident].elements.values()]
    # what a multi-instance collects stands outside of it
    given = {target for target, _source in element.outputs} | ({element.loop.collected} if element.loop else set())
    hidden = held - given - {n for one in others for n in _given(one, shelf)}
    for name in sorted(hidden):
        asking = {one.id for one in others if name in (shelf.forms or {}).get(one.form_id or "", ())}
        reader = _reader(name, processes[element.process], inside[element.process] | asking)
        if reader:
            what = (
                f"«{name}» kommer ikke ut av «{element.name or element.id}»: bare det som står i utdataene, gjør det."
            )
            why = f"{reader} leser «{name}», og får ikke noe svar."
            remedy = f"Legg til en utdata: ={name} → {name}."
            finder.warning("output-hides", element, what, why=why, remedy=remedy)


def _all(processes: Mapping[str, Process], inside: Mapping[str, set[str]], *, is_inside: bool) -> Iterator[Element]:
    for ident, process in processes.items():
        for one in process.elements.values():
            if (one.id in inside.get(ident, ())) is is_inside:
                yield one


def _given(element: Element, shelf: links.Shelf) -> set[str]:
    """Return the names that an element gives to those around it."""
    found = {element.result} | {target for target, _source in element.outputs}
    found |= {element.loop.item, element.loop.collected} if element.loop else set()
    if element.form_id and not element.outputs:
        found |= set((shelf.forms or {}).get(element.form_id, ()))
    return found - {""}


def _reader(name: str, process: Process, without: set[str]) -> str:
    """Return what reads the name elsewhere than in the elements `without`, "" where nothing of the routine does."""
    others = (one for one in process.elements.values() if one.id not in without and one.host not in without)
    uses = texts.of(others, process.flows.values())
    found = next((use for use in uses if name in texts.names_in([use])), None)
    if found is None:
        return ""
    return f"{found.said} på «{found.at.name or found.at.id}»"

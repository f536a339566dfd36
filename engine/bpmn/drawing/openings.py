"""Start events that wait for something: a message, a signal or a time opens a case there (BPMN 2.0, 10.5.2; design 7).

Judges them, and counts when a timer start is due. There is no case yet, so nothing but the municipality (and the
school, for one case a school) can be read. A timer start that repeats without end ends with its routine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine import deadlines, errors, expressions
from engine.bpmn.drawing import texts
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element, Event

# What a timer start opens one case for: each school, or the municipality.
PER, SCHOOL, MUNICIPALITY = "per", "skole", "kommune"
KNOWN = frozenset({"kommune", "skole", "innstilling"})
_KINDS = {"message", "signal", "timer"}


def waiting(process: Process) -> list[Element]:
    """Return the starts of the process itself that wait for something."""
    starts = (one for one in process.starts("") if one.kind == "startEvent")
    return [one for one in starts if one.event and one.event.kind in _KINDS]


def is_opening(element: Element) -> bool:
    """Tell whether it is a start of a process itself."""
    return element.kind == "startEvent" and not element.parent


def is_per_school(element: Element) -> bool:
    """Tell whether a timer start opens a case for each school."""
    return element.properties.get(PER) == SCHOOL


def due(
    element: Element, *, since: datetime, calendar: deadlines.SchoolCalendar, builtins: Mapping[str, object]
) -> tuple[datetime, deadlines.Repeat | None]:
    """Return when a timer start is due first, counted from `since` (the publication), and how it repeats.

    Raises `errors.DeadlineUnreadable`, `errors.DeadlineUnknown`, or what an expression raises.
    """
    event = element.event
    functions = {"frist": lambda text, fra: _frist(text, fra, since, calendar)}

    def evaluate(name: str) -> object:
        return expressions.evaluate_all([name], builtins, functions=functions)[0]

    text = texts.deadline(event.text if event else "")
    found = deadlines.due(text, start=since, calendar=calendar, evaluate=evaluate, ends="wait")
    return found.at or found.base, found.repeat


def check(process: Process, finder: Finder) -> None:
    """Add what is wrong with the starts of the process itself."""
    seen: set[tuple[str, str]] = set()
    for start in waiting(process):
        event = start.event
        assert event is not None  # noqa: S101 - `waiting` gives only those
        if event.kind == "message" and not event.name:
            finder.error("message-missing", start, "Meldingen har ikke navn.", remedy="Gi meldingen et navn.")
        if event.kind != "timer" and expressions.is_expression(event.name):
            _computed(start, event, finder)
        elif event.kind != "timer" and event.name and (event.kind, event.name) in seen:
            what = f"Flere starthendelser venter på «{event.name}»."
            why = "Det er ikke gitt hvilken av dem som gjelder."
            finder.error("start-several", start, what, why=why, remedy="Behold én, eller gi dem hvert sitt navn.")
        seen.add((event.kind, event.name))
        _per(start, finder)
        if event.kind == "timer" and event.text:
            _reads(start, event.text, finder)


def _computed(start: Element, event: Event, finder: Finder) -> None:
    what = f"Navnet «{event.name}» på det som starter saken, kan ikke regnes ut."
    why = "Det gjelder fra rutinen publiseres, og da er det ingen sak og ingen svar."
    remedy = "Skriv navnet slik det er, uten =, eller start uten det, og vent på det i en ventehendelse etter starten."
    finder.error("not-supported", start, what, why=why, remedy=remedy)


def _per(start: Element, finder: Finder) -> None:
    told = start.properties.get(PER, MUNICIPALITY)
    if told not in {SCHOOL, MUNICIPALITY}:
        what = f"Egenskapen «{PER}» er «{told}»."
        remedy = f"Skriv «{SCHOOL}» (én sak for hver skole) eller «{MUNICIPALITY}» (én sak for kommunen)."
        finder.error("property-unknown", start, what, remedy=remedy)


def _reads(start: Element, text: str, finder: Finder) -> None:
    use = texts.Use(start, texts.PLACES["timer"], text, is_deadline=True)
    names = sorted(texts.names_in([use]) - KNOWN)
    if names:
        what = f"Timeren i starten leser «{names[0]}», men det er ingen sak ennå, og ingen har svart."
        remedy = "Skriv en dato, en varighet fra publiseringen eller en gjentakelse, for eksempel R/P1W."
        finder.error("start-reads-answers", start, what, remedy=remedy)


def _frist(text: object, fra: object, since: datetime, calendar: deadlines.SchoolCalendar) -> object:
    read = deadlines.parse(str(text))
    read = read if read.since else replace(read, since="fra")
    at = deadlines.due(read, start=since, calendar=calendar, evaluate=lambda _name: fra, ends="wait").at
    if at is None:
        raise errors.DeadlineUnreadable(f"Fristen «{text}» gir ingen tid.", text=str(text))
    return at


def next_after(repeat: deadlines.Repeat | None, previous: datetime) -> datetime | None:
    """Return when a timer start is due again after `previous`, None where it is not."""
    return deadlines.next_after(repeat, previous) if repeat else None

"""Every text of a diagram that is calculated: where it stands, whether it is FEEL or a deadline, which names it reads.

Used three times: for the names that go from answers into a case (design 6), for the check, and when a case runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine import deadlines, errors, expressions
from engine.bpmn.values import Element, Event, Flow

PLACES = {
    "condition": "betingelsen",
    "due": "fristen",
    "follow_up": "oppfølgingsdatoen",
    "priority": "prioriteten",
    "assignee": "ansvarlig",
    "groups": "rollene",
    "users": "personene",
    "timer": "timeren",
    "key": "korrelasjonsnøkkelen",
    "watched": "filteret på betingelsen",
    "code": "koden",
    "name": "navnet på meldingen eller signalet",
    "items": "samlingen (inputCollection)",
    "output": "resultatet (outputElement)",
    "until": "ferdig-betingelsen (completionCondition)",
    "count": "antallet (loopCardinality)",
    "again": "sløyfebetingelsen (loopCondition)",
    "picks": "stegene som åpnes (activeElementsCollection)",
    "script": "skriptet",
    "called": "den kalte rutinen",
    "decision": "id-en til beslutningen",
    "action_type": "handlingen",
}
_FRIST = re.compile(r'\bfrist\s*\(\s*(?:text\s*:\s*)?"([^"\\]*)"')
_KEPT = 20_000
_CHUNK = 40
LENGTH_LIMIT = 5_000
_read: dict[str, frozenset[str]] = {}
_DEADLINES = ("due", "follow_up")
_THROWERS = frozenset({"endEvent", "intermediateThrowEvent"})
_IF_MARKED = ("priority", "assignee", "groups", "users", "called", "decision", "action_type")


@dataclass(frozen=True, slots=True)
class Use:
    """One calculated text; `place` says in Norwegian which property it is."""

    at: Element | Flow
    place: str
    text: str
    is_deadline: bool = False

    @property
    def said(self) -> str:
        """Return the property as the first word of a sentence."""
        return self.place[:1].upper() + self.place[1:]


def of(elements: Iterable[Element], flows: Iterable[Flow]) -> Iterator[Use]:
    """Return every calculated text of the elements and flows."""
    for flow in flows:
        if flow.condition:
            yield Use(flow, PLACES["condition"], flow.condition)
    for element in elements:
        yield from of_element(element)


def of_element(element: Element) -> Iterator[Use]:
    """Return every calculated text of one element."""
    for name in _DEADLINES:
        if getattr(element, name):
            yield Use(element, PLACES[name], getattr(element, name), is_deadline=True)
    for name in _IF_MARKED:
        if expressions.is_expression(getattr(element, name)):
            yield Use(element, PLACES[name], getattr(element, name))
    yield from (Use(element, "beslutningen", name) for name in element.asks)
    yield from _pairs(element)
    yield from _event(element)
    yield from (Use(element, PLACES[name], text) for name, text in _marked(element) if text)


def _marked(element: Element) -> list[tuple[str, str]]:
    """Return what is FEEL whether or not it begins with `=`, with its place."""
    found = [("script", element.script)]
    if element.loop:
        found += [(name, getattr(element.loop, name)) for name in ("items", "count", "output", "until", "again")]
    if element.ad_hoc:
        found += [("picks", element.ad_hoc.picks), ("until", element.ad_hoc.until)]
    return found


def _pairs(element: Element) -> Iterator[Use]:
    named = [
        *((f"inndata «{target}»", text) for target, text in element.inputs),
        *((f"utdata «{target}»", text) for target, text in element.outputs),
        *((f"overskriften «{key}»", text) for key, text in element.headers.items()),
    ]
    for place, text in named:
        if expressions.is_expression(text):
            yield Use(element, place, text)


def _event(element: Element) -> Iterator[Use]:
    event = element.event
    if event and event.text:
        yield Use(element, PLACES["timer"], event.text, is_deadline=True)
    if event and event.condition:
        yield Use(element, PLACES["condition"], event.condition)
        yield from (Use(element, PLACES["watched"], name) for name in event.watched)
    if event and expressions.is_expression(event.code) and element.kind in _THROWERS:
        yield Use(element, PLACES["code"], event.code)
    # an action that stands for a message sends none, and what opens a case is called the same in all
    if event and _is_named(event) and not element.action_type and (element.kind != "startEvent" or element.parent):
        yield Use(element, PLACES["name"], event.name)
    if event and event.key and (element.kind != "startEvent" or element.parent):
        yield Use(element, PLACES["key"], event.key)


def _is_named(event: Event) -> bool:
    """Tell whether the name is worked out, or meant to be in another dialect."""
    is_meant = expressions.is_expression(event.name) or "${" in event.name or "#{" in event.name
    return event.kind in {"message", "signal"} and is_meant


@lru_cache(maxsize=4096)
def deadline(text: str) -> deadlines.Deadline:
    """Return the deadline text, read; raise `errors.DeadlineUnreadable`."""
    return deadlines.parse(text)


def names(text: str) -> frozenset[str]:
    """Return the names that a FEEL text reads; kept, for the same diagrams are run again and again."""
    return read([text])[text]


def read(feel: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the names that each FEEL text reads; those not seen before are read in one call."""
    wanted = list(dict.fromkeys(feel))
    new = [text for text in wanted if text not in _read]
    if new and len(_read) > _KEPT:
        _read.clear()
        new = wanted
    for text, reading in readings(new):
        _read[text] = reading.names | reading.maybe if reading else frozenset()
    return {text: _read[text] for text in wanted}


def readings(
    texts: Sequence[str], known: Collection[str] | None = None, kinds: expressions.Kinds | None = None
) -> Iterator[tuple[str, expressions.Reading | None]]:
    """Return what each text reads, None for one that is too costly even to read.

    A few at a time, for one call into V8 has a time limit; where one fails, each by itself.
    """
    for first in range(0, len(texts), _CHUNK):
        chunk = texts[first : first + _CHUNK]
        together = _reading(chunk, known, kinds)
        for text in chunk if together is None else ():
            alone = _reading([text], known, kinds)
            yield text, alone[0] if alone else None
        yield from zip(chunk if together else (), together or (), strict=True)


def _reading(
    chunk: Sequence[str], known: Collection[str] | None, kinds: expressions.Kinds | None
) -> list[expressions.Reading] | None:
    if any(len(text) > LENGTH_LIMIT for text in chunk):
        return None
    try:
        return expressions.read_all(chunk, known=known, kinds=kinds)
    except errors.ExpressionTooCostly:
        return None


def feel_in(use: Use) -> tuple[str, ...]:
    """Return the FEEL texts in `use`; of a deadline those behind `=` and the names behind «fra»."""
    if not use.is_deadline:
        return (use.text, *_inner(use.text))
    found = _deadline_feel(use.text)
    return (*found, *(name for text in found for name in _inner(text)))


def _inner(text: str) -> list[str]:
    """Return the names behind «fra» in the deadline texts that a FEEL text hands to `frist`."""
    return [name for written in _FRIST.findall(text) for name in _deadline_feel(written)]


def _deadline_feel(text: str) -> tuple[str, ...]:
    try:
        read = deadline(text)
    except errors.DeadlineUnreadable:
        return ()
    return (*deadlines.feel(read), *sorted(deadlines.names(read)))


def names_in(uses: Iterable[Use]) -> frozenset[str]:
    """Return every name that `uses` read."""
    return frozenset().union(*read(text for use in uses for text in feel_in(use)).values())

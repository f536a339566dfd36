"""What is known of names before a case runs: which there are, and what kinds of values the forms give (design 6, 7).

Knows forms by their keys and kinds only. A name that the diagram writes itself can be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import expressions
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.judging import links, wording
from engine.bpmn.running import plan

_BUILT_IN: Mapping[tuple[str, ...], expressions.Kind] = {
    ("sak", "nummer"): expressions.Kind("string"),
    ("skole", "navn"): expressions.Kind("string"),
    ("kommune", "navn"): expressions.Kind("string"),
    ("instans", "nr"): expressions.Kind("number"),
}


@dataclass(frozen=True)
class Known:
    """The names that exist, None where that cannot be said; the kinds of some of their values, by path.

    `carrier` is what may bring any other name with it, "" where nothing does: all that comes with a message or signal
    is an answer of the case where its event has no outputs.
    """

    names: frozenset[str] | None
    kinds: expressions.Kinds
    carrier: str = ""


def known(run: Sequence[Process], shelf: links.Shelf) -> Known:
    """Return what the routines `run` and their forms give."""
    forms = {element.form_id for process in run for element in process.elements.values() if element.form_id}
    if shelf.forms is None or forms - shelf.forms.keys():
        return Known(None, {})
    written = wording.given_names(run)
    names = {key for form in forms for key in shelf.forms[form]}
    read: dict[tuple[str, ...], expressions.Kind] = {**_BUILT_IN, **shelf.kinds.get(links.OUTSIDE, {})}
    own = {".".join(path) for path in shelf.kinds.get(links.OUTSIDE, {})}
    for form in sorted(forms):
        for path, kind in shelf.kinds.get(form, {}).items():
            read[path] = _both(read[path], kind) if path in read else kind
    found = {path: kind for path, kind in read.items() if path[0] not in written}
    return Known(frozenset(names | written | plan.BUILT_IN | own), found, carrier(run))


def carrier(run: Sequence[Process]) -> str:
    """Return what may bring any name with it, "" where nothing does."""
    for element in (element for process in run for element in process.elements.values()):
        event = element.event
        if event and event.name and event.kind in _CARRYING and element.kind in _CATCHING and not element.outputs:
            return f"{_CARRYING[event.kind]} «{event.name}»"
    return ""


_CARRYING: Mapping[str, str] = {"message": "meldingen", "signal": "signalet"}
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})


def _both(one: expressions.Kind, other: expressions.Kind) -> expressions.Kind:
    """Return what a value is that either of two forms may give."""
    if one.kind != other.kind:
        return expressions.Kind("")
    if one.options is None or other.options is None:
        return expressions.Kind(one.kind)
    return expressions.Kind(one.kind, one.options | other.options)

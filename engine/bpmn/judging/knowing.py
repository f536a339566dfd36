"""What is known of names before a case runs: which there are, and what kinds of values the forms give (design 6, 7).

Knows forms by their keys and kinds only. A name that the diagram writes itself can be anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import expressions
from engine.bpmn.drawing.diagram import Process, called_from
from engine.bpmn.judging import links, wording
from engine.bpmn.running import plan
from engine.bpmn.values import Element

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


def known(run: Sequence[Process], shelf: links.Shelf, *, brought: Collection[str] = ()) -> Known:
    """Return what the routines `run` and their forms give; `brought` are names that others send them."""
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
    return Known(frozenset(names | written | set(brought) | plan.BUILT_IN | own), found, carrier(run))


def by_routine(run: Sequence[Process], processes: Mapping[str, Process], shelf: links.Shelf) -> dict[str, Known]:
    """Return what is known in each of the routines `run`: what is given in all that calls it, and that it calls.

    What another routine gives, that is only judged with it, is not there when it runs, but for what it sends.
    """
    groups: list[set[str]] = []
    for process in run:
        group = {process.id, *called_from(process.elements.values(), processes)}
        touching = [one for one in groups if one & group]
        groups = [one for one in groups if not one & group] + [group.union(*touching)]
    found: dict[str, Known] = {}
    for group in groups:
        own = [one for one in run if one.id in group]
        found |= dict.fromkeys(group, known(own, shelf, brought=_brought(own, run)))
    return found


def _brought(own: Sequence[Process], run: Sequence[Process]) -> set[str]:
    """Return the names that come with the messages and signals of `run` that `own` takes as they are."""
    taken = {_what(one) for one in _events(own) if one.kind in _CATCHING and not one.outputs}
    sent = (one for one in _events(run) if one.kind not in _CATCHING and _what(one) in taken)
    return {target for one in sent for target, _source in one.inputs}


def _events(run: Sequence[Process]) -> Iterator[Element]:
    """Yield the elements that wait for a message or signal, or send one."""
    for element in (element for process in run for element in process.elements.values()):
        if element.event and element.event.name and element.event.kind in _CARRYING:
            yield element


def _what(element: Element) -> tuple[str, str]:
    return (element.event.kind, element.event.name) if element.event else ("", "")


def carrier(run: Sequence[Process]) -> str:
    """Return what may bring any name with it, "" where nothing does."""
    taken = (_what(one) for one in _events(run) if one.kind in _CATCHING and not one.outputs)
    return next((f"{_CARRYING[kind]} «{name}»" for kind, name in taken), "")


_CARRYING: Mapping[str, str] = {"message": "meldingen", "signal": "signalet"}
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})


def _both(one: expressions.Kind, other: expressions.Kind) -> expressions.Kind:
    """Return what a value is that either of two forms may give."""
    if one.kind != other.kind:
        return expressions.Kind("")
    if one.options is None or other.options is None:
        return expressions.Kind(one.kind)
    return expressions.Kind(one.kind, one.options | other.options)

"""Names of steps in one list, those that are called alike told apart: «Strakstiltak» twice is no choice.

By the sub-process that each stands in, else by whose it is, else by what comes before, else by number in the order
given. Knows elements of one definition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from engine.bpmn.moving import calling
from engine.bpmn.moving.levels import Level, Side
from engine.bpmn.running.routine import Definition
from engine.bpmn.values import Element


def names(definition: Definition, elements: Sequence[Element]) -> tuple[str, ...]:
    """Return what each of different `elements` is called; `etter` and `i` read the same in nynorsk."""
    side = Side(definition)
    called = [_called(side, one) for one in elements]
    often = Counter(called)
    found = list(called)
    for name in (one for one, count in often.items() if count > 1):
        places = [place for place, one in enumerate(called) if one == name]
        for place, more in zip(places, _more(definition, [elements[place] for place in places]), strict=True):
            found[place] = f"{name} ({more})" if more else name
    return tuple(found)


def open_names(definition: Definition, steps: Sequence[tuple[str, int | None]]) -> tuple[str, ...]:
    """Return what open steps (path, number of the instance or nothing) are called, each by a name of its own."""
    elements = [definition.at(path) for path, _number in steps]
    first = {(one.process, one.id): one for one in elements}
    own = dict(zip(first, names(definition, list(first.values())), strict=True))
    called = [own[one.process, one.id] for one in elements]
    called = [name + (f" ({number})" if number else "") for name, (_path, number) in zip(called, steps, strict=True)]
    often = Counter(called)
    return tuple(
        f"{name} (i «{_caller(definition, path)}»)" if often[name] > 1 and "/" in path else name
        for name, (path, _number) in zip(called, steps, strict=True)
    )


def _called(side: Side, one: Element) -> str:
    met = side.known_by(Level(one.process), one)
    return calling.subject(one, met) if met else calling.named(one)


def _caller(definition: Definition, path: str) -> str:
    return calling.named(definition.at(path.rpartition("/")[0]))


def _more(definition: Definition, alike: Sequence[Element]) -> list[str]:
    """Return what is told beside the name of each: the first way in which they all differ."""
    side = Side(definition)

    def parent(one: Element) -> str:
        around = side.chain(Level(one.process), one)
        return f"i «{around[-1].name}»" if around and around[-1].name else ""

    def before(one: Element) -> str:
        met = side.met(Level(one.process), one.id)
        return f"etter {' eller '.join(f'«{name}»' for name in met)}" if met else ""

    ways: tuple[Callable[[Element], str], ...] = (parent, lambda one: one.lane, before)
    for way in ways:
        told = [way(one) for one in alike]
        if len(set(told)) == len(told):
            return told
    return [str(number) for number in range(1, len(alike) + 1)]

"""Hit policies: what a table says when none, one or several of its rules hold (DMN 1.3, 8.2.8).

Knows the outputs of the rules that held, as values; must not know FEEL or cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine import phrases
from engine.decisions import kinds
from engine.decisions.values import LISTS, RANKED, Aggregation, Output, Policy


class Violated(Exception):
    """The rules that held contradict the table's policy: what, and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        """Take the two sentences."""
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True, slots=True)
class Held:
    """One rule that held, with the values of its output cells."""

    number: int
    values: tuple[object, ...]


Ranks = Sequence[Sequence[object]]


def answer(
    policy: Policy, aggregation: Aggregation, outputs: Sequence[Output], held: Sequence[Held], *, ranks: Ranks = ()
) -> tuple[object, tuple[int, ...]]:
    """Return the table's value and the numbers of the rules that gave it; `held` in the order of the table, not empty.

    `ranks` are the values of each output column, the most important first. Raises `Violated`.
    """
    if policy == "UNIQUE" and len(held) > 1:
        raise Violated(
            phrases.say(
                "reglene %(rules)s slår til samtidig, men bare én kan gjøre det (UNIQUE).", rules=numbers(held)
            ),
            phrases.say("Gjør reglene så de ikke overlapper, eller velg FIRST."),
        )
    if policy == "ANY" and any(not same(one.values, held[0].values) for one in held):
        raise Violated(
            phrases.say("reglene %(rules)s slår til samtidig med ulike svar (ANY).", rules=numbers(held)),
            phrases.say("Gi reglene samme svar, eller velg FIRST."),
        )
    if policy in RANKED:
        held = sorted(held, key=lambda one: _rank(one, outputs, ranks))
    chosen = held if policy in LISTS else held[:1]
    values = [shaped(outputs, one.values) for one in chosen]
    told = tuple(one.number for one in chosen)
    if policy not in LISTS:
        return values[0], told
    return (_AGGREGATES[aggregation](values) if aggregation else values), told


def shaped(outputs: Sequence[Output], values: Sequence[object]) -> object:
    """Return the value of one rule: itself where there is one output, else by the outputs' names."""
    if len(outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(outputs, values, strict=True)}


def same(one: object, other: object) -> bool:
    """Tell whether two values are the same: true is not 1."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def numbers(held: Sequence[Held]) -> str:
    """Return the rules' numbers: «2 og 3»."""
    *first, last = [str(one.number) for one in held]
    return f"{', '.join(first)} og {last}" if first else last


def _rank(one: Held, outputs: Sequence[Output], ranks: Ranks) -> tuple[int, ...]:
    """Return the places of a rule's values among those of their columns, the first column first."""
    found = []
    for output, value, ranked in zip(outputs, one.values, ranks, strict=True):
        if not ranked:
            continue
        place = next((place for place, other in enumerate(ranked) if same(other, value)), None)
        if place is None:
            raise Violated(
                phrases.say(
                    "svaret i kolonnen «%(column)s» i regel %(rule)s står ikke i kolonnens rekkefølge av verdier.",
                    column=output.label or output.name,
                    rule=one.number,
                ),
                phrases.say("Legg verdien til i lista over kolonnens verdier, den viktigste først."),
            )
        found.append(place)
    return tuple(found)


def _numbers(values: Sequence[object]) -> list[float]:
    """Return the values that are to be added up; null counts as none."""
    found = []
    for value in values:
        if value is None:
            continue
        if kinds.of(value) not in {"integer", "number"} or not isinstance(value, int | float):
            raise Violated(
                phrases.say("svarene kan ikke legges sammen (SUM): et av dem er ikke et tall."),
                phrases.say("Bruk tall i svarkolonnen, eller fjern SUM."),
            )
        found.append(value)
    return found


def _outermost(pick: Callable[[list[object]], object]) -> Callable[[Sequence[object]], object]:
    def picked(values: Sequence[object]) -> object:
        present = [value for value in values if value is not None]
        if len({kinds.of(value).replace("integer", "number") for value in present}) > 1:
            raise Violated(
                phrases.say("svarene er av ulike slag, så det minste eller største finnes ikke."),
                phrases.say("Bruk samme slags verdi i hele svarkolonnen."),
            )
        return pick(present) if present else None

    return picked


_AGGREGATES: Mapping[str, Callable[[Sequence[object]], object]] = {
    "SUM": lambda values: sum(found) if (found := _numbers(values)) else None,
    "MIN": _outermost(min),  # type: ignore[arg-type]
    "MAX": _outermost(max),  # type: ignore[arg-type]
    "COUNT": len,
}

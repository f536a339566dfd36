"""What a drawing is drawn with: chance, ids and names. Knows no rule of BPMN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.engine.bpmn.model.drawn import Graph

Draw = Callable[[int], int]
LETTERS = {
    "start": "inn",
    "end": "slutt",
    "task": "T",
    "pass": "P",
    "script": "S",
    "throw": "K",
    "catch": "V",
    "receive": "M",
    "xor": "X",
    "and": "A",
    "or": "O",
    "race": "R",
    "sub": "D",
    "trans": "G",
    "adhoc": "Q",
    "esub": "H",
    "call": "C",
    "edge": "B",
}


@dataclass
class Pen:
    """One drawing under way."""

    draw: Draw
    graphs: dict[str, Graph] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)
    count: int = 0
    names: list[str] = field(default_factory=list)

    def one_of(self, several: tuple[str, ...] | list[str]) -> str:
        return several[self.draw(len(several) - 1)]

    def chance(self, percent: int) -> bool:
        # What is simplest is 0: then nothing unusual is drawn.
        return self.draw(99) >= 100 - percent

    def next(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def name(self, letter: str) -> str:
        """Return a name to read: a new one, or one that something else reads or gives too."""
        known = self.known(letter)
        if known and self.chance(40):
            return self.one_of(known)
        self.names.append(self.next(letter))
        return self.names[-1]

    def known(self, letter: str) -> list[str]:
        """Return the names of a kind that something reads or gives."""
        return [one for one in self.names if one[0] == letter]

    def weighted(self, weights: dict[str, int]) -> str:
        at = self.draw(sum(weights.values()) - 1)
        for name, weight in weights.items():
            if at < weight:
                return name
            at -= weight
        raise AssertionError

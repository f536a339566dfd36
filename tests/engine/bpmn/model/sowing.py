"""Plays drawings by plain chance, round after round, no drawing twice: what `make fuzz` and the suite count by.

A drawing and its case come from one seed, so a disagreement can be seen again by it. Run as a module it is a worker of
`tools/fuzz.py`: each round is told as a line of JSON when it ends.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from types import FrameType
from typing import Any

from tests.engine.bpmn.model import both, driving, kept, shrinking, strategies, written
from tests.engine.bpmn.model.drawn import Drawing
from tests.engine.bpmn.model.tally import Tally

A_ROUND = 1_000
# One that takes longer has not been bounded: that is a fault to be told, and no reason to stand still.
MOST_SECONDS = 60.0
MOST_TOLD = 5
_IDENT = re.compile(r"\b(?!PT?\d|R\d+/)([A-Za-z]+?)\d+\b")


@dataclass(frozen=True)
class Fault:
    """A drawing that the two do not agree on; `example` is what `examples/` keeps, `size` its number of elements."""

    seed: str
    size: int
    what: str
    example: dict[str, Any]


@dataclass
class Round:
    """What one round came to; `distinct` are the drawings that the check lets run, none of them tried before."""

    number: int
    distinct: int = 0
    again: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class TooSlow(Exception):
    """A drawing has taken longer than any may."""


def shape(drawing: Drawing) -> int:
    """Return a number that two drawings share if they differ in nothing but the numbers of ids and names."""
    found: dict[str, str] = {}
    text = written.xml(drawing).decode()
    text = _IDENT.sub(lambda one: found.setdefault(one[0], f"{one[1]}.{len(found)}"), text)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


class Field:
    """The drawings tried so far; of all there are it tries every one of `shares` that is its `share`."""

    def __init__(self, share: int = 0, shares: int = 1) -> None:
        """Begin with nothing tried."""
        self.tried: set[int] = set()
        self.share, self.shares = share, shares

    def is_new(self, drawing: Drawing) -> bool | None:
        """Note a drawing, and tell whether it is another one than all before; None where another field tries it."""
        found = shape(drawing)
        if found % self.shares != self.share:
            return None
        is_new = found not in self.tried
        self.tried.add(found)
        return is_new

    def sow(self, seeds: Iterator[str | int], tally: Tally, *, many: int = A_ROUND, number: int = 0) -> Round:
        """Play one case of each drawing until so `many` have been run."""
        made, began, before = Round(number, tally=tally), time.monotonic(), tally["run"]
        while made.distinct < many:
            chance = random.Random(seed := next(seeds))
            choose = chooser(chance)
            drawing = strategies.draw_with(choose)
            is_new = self.is_new(drawing)
            made.again += is_new is False
            if is_new and (fault := tried(choose, drawing, tally, str(seed))):
                made.faults.append(fault)
            made.distinct = tally["run"] - before
        made.seconds = time.monotonic() - began
        return made


def chooser(chance: random.Random) -> driving.Choose:
    """Return who chooses by chance: a number from 0 to the one given."""
    return lambda most: chance.randint(0, most)


def tried(choose: driving.Choose, drawing: Drawing, tally: Tally, seed: str = "") -> Fault | None:
    """Play one case of a drawing if the check lets it run, and return what is wrong, if anything is."""
    case: list[both.Both] = []

    def play() -> None:
        if tally.is_run(drawing):
            case.append(driving.case(choose, drawing))
            tally.case(driving.play(choose, case[0]))

    try:
        with_limit(play)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is told with its drawing
        size = sum(len(one.nodes) for one in drawing.graphs.values())
        example = kept.example(case[0]) if case else {"drawing": kept.dump(drawing)}
        return Fault(seed, size, f"{type(problem).__name__}: {problem}", example)
    return None


def with_limit(act: Callable[[], object]) -> None:
    """Do something in the processor's time that one drawing may have; raises TooSlow."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {MOST_SECONDS:.0f} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        act()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def again(seed: str) -> Fault | None:
    """Play what was drawn by a seed once more, and make it smaller as long as it fails."""
    choose = chooser(random.Random(int(seed) if seed.isdigit() else seed))
    taken: list[int] = []

    def noted(most: int) -> int:
        taken.append(choose(most))
        return taken[-1]

    found = _fault(noted, seed)
    return found and (shrinking.smallest(taken, lambda one: _fault(one, seed), kind=_kind) or found)


def _kind(fault: Fault) -> str:
    return fault.what.partition(":")[0]


def _fault(choose: driving.Choose, seed: str) -> Fault | None:
    drawing = strategies.draw_with(choose)
    return tried(choose, drawing, Tally(), seed)


def main(arguments: list[str]) -> None:
    """Be a worker: every one of `shares` rounds that is its `share`, or one seed made smaller."""
    parser = argparse.ArgumentParser()
    for name in ("rounds", "share", "shares"):
        parser.add_argument(f"--{name}", type=int, default=1)
    parser.add_argument("--each", type=int, default=A_ROUND)
    parser.add_argument("--seed")
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args(arguments)
    # Ctrl-C goes to all at once: who has started this one stops it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if given.again:
        found = again(given.seed)
        _answer(found and asdict(found))
        return
    field_of = Field(given.share, given.shares)
    for number in range(given.share, given.rounds, given.shares):
        seeds = (f"{given.seed}-{number}-{one}" for one in range(10**9))
        made = field_of.sow(seeds, Tally(), many=given.each, number=number)
        faults = [asdict(one) for one in sorted(made.faults, key=lambda one: one.size)[:MOST_TOLD]]
        _answer({**vars(made), "faults": faults})


def _answer(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

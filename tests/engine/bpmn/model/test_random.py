"""Random diagrams run in the engine as in the reference model of BPMN's tokens (issue 3).

1 000 different ones that the check lets run, and always the same, are drawn by plain chance, which comes to every
construct; hypothesis draws some more, beginning with what is simple. `make fuzz` draws others. A disagreement is
decided from the standard and kept in `examples/`.
"""

from __future__ import annotations

import itertools
import json

import fuzzing
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.bpmn.model import shrinking, sowing, strategies
from tests.engine.bpmn.model import tally as tally_of

EXAMPLES, SOWN = 60, 1_000
# Sown drawings that come to what few do: a call for each of a list one after the other, the inputs of a call …
RARE = (22, 31, 41, 45, 55, 83, 86, 134, 184, 198, 234, 304, 309, 326, 329, 358, 366, 418, 463, 655, 678, 736, 776)
RARE += (1027, 1103)


def test_random_diagrams_run_as_the_reference_model_says():
    tally = tally_of.Tally()

    @fuzzing.settings(EXAMPLES)
    @given(st.data())
    def play(data):
        choose = lambda most: data.draw(st.integers(0, most))  # noqa: E731
        fault = sowing.tried(choose, strategies.draw_with(choose), tally)
        assert fault is None, _told(fault)

    play()

    assert tally["run"] > EXAMPLES / 2
    assert tally["refused"] < 0.3 * tally["drawings"], tally


def test_random_diagrams_come_to_every_construct():
    tally = tally_of.Tally()
    others = (seed for seed in itertools.count(2_000))

    made = sowing.Field().sow(itertools.chain(RARE, others), tally, many=SOWN)

    assert made.faults == [], _told(min(made.faults, key=lambda one: one.size))
    assert tally["refused"] < 0.3 * tally["drawings"], tally
    assert tally["undecided"] < 0.03 * tally["drawings"], tally
    assert tally.missing == []


def test_what_fails_is_made_smaller():
    def fails(choose):
        numbers = [choose(100) for _ in range(10)]
        return numbers if sum(numbers) > 60 else None

    found = shrinking.smallest([90, 3, 80, 0, 0, 7, 44], fails, kind=lambda _: "too many")

    assert found == [61, *[0] * 9]


def _told(fault):
    return f"{fault.seed} {fault.what}\n{json.dumps(fault.example, ensure_ascii=False)}"

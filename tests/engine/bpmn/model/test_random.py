"""Random diagrams run in the engine as in the reference model of BPMN's tokens (issue 3).

1 000 of them here, always the same; `make fuzz` draws others. Some are drawn by hypothesis, which makes what fails
smaller; most by plain chance, which comes to more constructs. A disagreement is decided from the standard and kept in
`examples/`.
"""

from __future__ import annotations

import json
import random

import fuzzing
import pytest
from hypothesis import example, given, note
from hypothesis import strategies as st

from tests.engine.bpmn.model import both, driving, kept, strategies
from tests.engine.bpmn.model import tally as tally_of

SMALL, SOWN = 300, 700
# Sown drawings that come to what few do: a call for each of a list one after the other, the inputs of a call …
RARE = (22, 31, 41, 45, 55, 83, 86, 134, 184, 198, 234, 304, 309, 326, 329, 358, 366, 418, 463, 655, 678, 736, 776)
RARE += (1027, 1103)
# What the drawings must hit for this to prove anything.
MUST_PASS = (
    *("task", "receive message", "catch timer", "catch message", "catch signal", "catch link", "sub", "call", "trans"),
    *(f"{kind} {way}" for kind in ("and", "or", "xor") for way in ("split", "join")),
    *("race", "implicit split", "implicit merge", "implicit end", "conditional flow of an activity", "cycle"),
    *("end terminate", "end error", "event sub-process", "throw signal", "throw escalation", "completion condition"),
    *(f"standard loop {when}" for when in ("before", "after")),
    *(f"boundary {event} interrupting" for event in ("timer", "message", "signal", "error", "conditional", "cancel")),
    *(f"boundary {event} beside" for event in ("timer", "message", "signal", "escalation", "conditional")),
    *(
        f"multi-instance {how} {what}"
        for how in ("parallel", "sequential")
        for what in ("task", "sub", "call", "trans")
    ),
    *(f"start {event} interrupting" for event in ("timer", "message", "signal", "error", "conditional")),
    *(f"start {event} beside" for event in ("timer", "message", "signal", "escalation", "conditional")),
    *("catch conditional", "end cancel", "throw compensate", "end compensate"),
    *(f"{kind} that undoes" for kind in ("task", "pass")),
    *(f"begun by {event}" for event in ("timer", "message", "signal")),
    *(f"inputs of {kind}" for kind in ("task", "sub", "call")),
    *("names written inside a call", "names an instance keeps", "undone inside a sub-process"),
    *(f"outputs of {kind}" for kind in ("task", "sub", "call", "receive")),
    *(f"results of {kind}, collected" for kind in ("task", "sub", "call", "receive")),
    *("script", "throw message", "end message", "number of instances", "multi-instance parallel receive"),
    *("call that sees inputs only", "call that gives nothing", "throw compensate in an event sub-process"),
)


def test_random_diagrams_run_as_the_reference_model_says(tally):
    @fuzzing.settings(SMALL)
    @given(strategies.drawings(), st.data())
    def play(drawing, data):
        _play(tally, drawing, lambda most: data.draw(st.integers(0, most)))

    play()

    assert tally["refused"] < 0.3 * tally["drawings"], tally


def test_random_diagrams_come_to_every_construct(tally):
    def play(seed):
        chance = random.Random(seed)
        _play(tally, strategies.draw_with(lambda most: chance.randint(0, most)), lambda most: chance.randint(0, most))

    for seed in RARE:
        play = example(seed)(play)
    fuzzing.settings(SOWN)(given(st.integers(0, 2**40))(play))()

    assert tally["refused"] < 0.3 * tally["drawings"], tally
    assert tally["undecided"] < 0.03 * tally["drawings"], tally
    assert [name for name in MUST_PASS if not tally[f"passed {name}"]] == []


def _play(tally, drawing, choose):
    refused = both.refusals(drawing)
    tally["drawings"] += 1
    tally["refused"] += bool(refused)
    tally.update(f"refused {code}" for code in {one.split()[0] for one in refused})
    if refused:
        return
    tally.drawing(drawing)
    try:
        tally.case(driving.drive(choose, drawing))
    except Exception:
        note(json.dumps(kept.dump(drawing), ensure_ascii=False))
        raise


@pytest.fixture
def tally():
    found = tally_of.Tally()
    yield found
    fuzzing.tell(found)

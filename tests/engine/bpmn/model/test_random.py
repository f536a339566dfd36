"""Random diagrams run in the engine as in the reference model of BPMN's tokens (issue 3).

1 000 of them here, always the same; `make fuzz` draws others. A disagreement is decided from the standard and kept in
`examples/`.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.engine.bpmn.model import both, drawn, driving, strategies

EXAMPLES = int(os.environ.get("SKOLEMILJO_FUZZ", "1000"))
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
drawn_anew = settings(
    max_examples=EXAMPLES,
    derandomize="SKOLEMILJO_FUZZ" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=_SLOW,
)


def test_random_diagrams_run_as_the_reference_model_says(tally):
    @drawn_anew
    @given(strategies.drawings(), st.data())
    def play(drawing, data):
        refused = both.refusals(drawing)
        tally["drawings"] += 1
        tally["refused"] += bool(refused)
        tally.update(f"refused {code}" for code in {one.split()[0] for one in refused})
        if refused:
            return
        tally.drawing(drawing)
        try:
            tally.case(driving.drive(data, drawing))
        except both.Disagreement:
            note(json.dumps(drawn.dump(drawing), ensure_ascii=False))
            raise

    play()

    assert tally["refused"] < 0.3 * tally["drawings"], tally
    assert tally["undecided"] < 0.01 * tally["drawings"], tally
    missed = [name for name in tally if name.startswith("drawn ") and not tally[f"passed {name[6:]}"]]
    assert [one for one in missed if one.endswith(MUST_PASS)] == []


MUST_PASS = ("task", "join", "split", "timer", "message", "interrupting", "beside", "cycle", "sub", "call", "condition")


@pytest.fixture
def tally():
    found = driving.Tally()
    yield found
    if "SKOLEMILJO_FUZZ" in os.environ:
        print(json.dumps(dict(sorted(found.items())), ensure_ascii=False))

"""A saved case is the same case when it is loaded, and grows only as far as its open places do (design 3.10b).

That it is the same is seen at every wait of `both`; here a case goes round and round.
"""

from __future__ import annotations

import json

import fuzzing
from hypothesis import given, note
from hypothesis import strategies as st

from tests.engine.bpmn.model import both, drawn, driving, kept, outcomes, strategies

DIAGRAMS = 60
ROUNDS = 60
# A timer's instant and a firing left may be written with more digits.
DIGITS = 16


@fuzzing.settings(DIAGRAMS)
@given(strategies.drawings(), st.data())
def test_a_case_that_comes_back_to_where_it_was_is_no_bigger(drawing, data):
    if both.refusals(drawing):
        return
    sizes: dict[object, int] = {}

    def compare(case):
        where = frozenset(outcomes.shape(scope) for scope in case.scopes)
        size = sizes.setdefault(where, len(case.state))
        if len(case.state) > size + DIGITS:
            note(json.dumps(kept.dump(drawing), ensure_ascii=False))
        assert len(case.state) <= size + DIGITS, case.state

    driving.drive(lambda most: data.draw(st.integers(0, most)), drawing, steps=ROUNDS, tell=compare)


def test_a_loop_of_a_hundred_rounds_leaves_a_case_as_big_as_after_the_first():
    kinds = {"inn": "start", "X1": "xor", "T1": "task", "X2": "xor", "slutt": "end"}
    inner = drawn.Graph("D1", (drawn.Node("T2", "task"),), ())
    nodes = [drawn.Node(ident, kind) for ident, kind in kinds.items()]
    nodes.append(drawn.Node("D1", "sub", graph="D1", many=drawn.Many("m")))
    flows = [("a", "inn", "X1"), ("b", "X1", "T1"), ("c", "T1", "D1"), ("d", "D1", "X2")]
    ways = [drawn.Flow("e", "X2", "X1", "c1"), drawn.Flow("f", "X2", "slutt", is_default=True)]
    graph = drawn.Graph("p", tuple(nodes), (*(drawn.Flow(*one) for one in flows), *ways))
    case = both.Both(drawn.Drawing("p", {"p": graph, "D1": inner}, ("p",)))
    asked = {"c1": True, "m": 2}

    case.take(("start",), asked)
    size = len(case.state)
    for _ in range(100):
        for happening in (("task", "T1", None), ("task", "T2", 1), ("task", "T2", 2)):
            case.take(happening, asked)
        assert len(case.state) == size

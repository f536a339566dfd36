"""Hit policies and aggregators of decision tables, held against a plain model of a table (DMN 1.3, 8.2.8)."""

from __future__ import annotations

import deciding
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import decisions, errors

RULES = ['> 1 | "a" | 1', '> 2 | "b" | 2', '> 3 | "a" | 3']


@pytest.mark.parametrize(
    ("policy", "n", "expected", "rules"),
    [
        ("UNIQUE", 2, "a", (1,)),
        ("", 2, "a", (1,)),
        ("FIRST", 4, "a", (1,)),
        ("RULE ORDER", 4, ["a", "b", "a"], (1, 2, 3)),
        ("COLLECT", 3, ["a", "b"], (1, 2)),
        ("PRIORITY", 4, "b", (2,)),
        ("OUTPUT ORDER", 4, ["b", "a", "a"], (2, 1, 3)),
        ("UNIQUE", 0, None, ()),
        ("COLLECT", 0, None, ()),
    ],
)
def test_each_policy_picks_its_rules(policy: str, n: int, expected: object, rules: tuple[int, ...]) -> None:
    rows = [row.rsplit(" | ", 1)[0] for row in RULES]
    made = deciding.table("t", ["n: number"], ["svar: string"], rows, policy=policy, ranked='"b","a"')

    result = decided(made, n=n)

    assert (result.value, result.hits[-1].rules) == (expected, rules)


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3), ("", [1, 2, 3])]
)
def test_each_aggregator_makes_one_value_of_many(aggregation: str, expected: object) -> None:
    rows = [f"{row.split(' | ')[0]} | {row.split(' | ')[2]}" for row in RULES]
    made = deciding.table("t", ["n"], ["poeng: number"], rows, policy="COLLECT", aggregation=aggregation)

    assert decided(made, n=9).value == expected


def test_several_outputs_are_a_context_by_their_names() -> None:
    made = deciding.table("t", ["n"], ["svar", "poeng"], RULES, policy="FIRST")

    assert decided(made, n=2).value == {"svar": "a", "poeng": 1}


def test_a_default_stands_where_no_rule_holds() -> None:
    made = deciding.table("t", ["n"], ["svar"], ['> 5 | "a"'], default='"ellers"')

    result = decided(made, n=1)
    assert (result.value, result.hits[0].is_default) == ("ellers", True)


def test_any_takes_the_same_answer_twice_and_refuses_two() -> None:
    same = deciding.table("t", ["n"], ["svar"], ['> 1 | "a"', '> 2 | "a"'], policy="ANY")
    other = deciding.table("t", ["n"], ["svar"], ["> 1 | true", "> 2 | 1"], policy="ANY")

    assert decided(same, n=9).value == "a"
    with pytest.raises(errors.DecisionFault, match=r"reglene 1 og 2 .* ulike svar"):
        decided(other, n=9)


def test_two_hits_under_unique_name_file_table_and_rules() -> None:
    made = deciding.table("t", ["n"], ["svar"], ['> 1 | "a"', '> 2 | "b"'])

    with pytest.raises(errors.DecisionFault) as caught:
        decided(made, n=9)

    assert "«T» (decisions/t.dmn, linje 1): reglene 1 og 2 slår til samtidig" in caught.value.message
    assert "FIRST" in str(caught.value.details["remedy"])


def test_a_ranked_answer_outside_its_list_is_told() -> None:
    made = deciding.table("t", ["n"], ["svar"], ['> 1 | "c"'], policy="PRIORITY", ranked='"b","a"')

    with pytest.raises(errors.DecisionFault, match="regel 1 står ikke i kolonnens rekkefølge"):
        decided(made, n=9)


CELLS = st.one_of(
    st.just(("-", lambda n: True)),
    st.integers(-3, 3).map(lambda edge: (f"> {edge}", lambda n: n > edge)),
    st.integers(-3, 3).map(lambda edge: (f"<= {edge}", lambda n: n <= edge)),
    st.lists(st.integers(-3, 3), min_size=1, max_size=3).map(
        lambda some: (", ".join(map(str, some)), lambda n: n in some)
    ),
    st.integers(-3, 3).map(lambda one: (f"not({one})", lambda n: n != one)),
    st.tuples(st.integers(-3, 0), st.integers(0, 3)).map(
        lambda ends: (f"[{ends[0]}..{ends[1]})", lambda n: ends[0] <= n < ends[1])
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, st.integers(0, 9)), min_size=1, max_size=5),
    policy=st.sampled_from(["UNIQUE", "FIRST", "COLLECT"]),
    a=st.integers(-4, 4),
    b=st.integers(-4, 4),
)
def test_a_table_says_what_a_plain_model_of_it_says(rows: list, policy: str, a: int, b: int) -> None:
    lines = [f"{one[0]} | {other[0]} | {answer}" for one, other, answer in rows]
    made = deciding.table("t", ["a", "b"], ["svar"], lines, policy=policy)
    held = [answer for one, other, answer in rows if one[1](a) and other[1](b)]

    if policy == "UNIQUE" and len(held) > 1:
        with pytest.raises(errors.DecisionFault):
            decided(made, a=a, b=b)
        return
    expected = (held or None) if policy == "COLLECT" else held[0] if held else None
    assert decided(made, a=a, b=b).value == expected


def decided(*made: str, **known: object) -> decisions.Result:
    """Take the decision `t` of a file."""
    library = decisions.make({"decisions/t.dmn": deciding.file(*made)})
    assert library.findings == ()
    return decisions.decide(library, "t", known)

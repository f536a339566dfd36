"""Every row of the construct table does what it says: it runs, or it is refused with the remedy (design 7)."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import constructs, gating


@pytest.mark.parametrize("row", constructs.ALL, ids=lambda row: f"{row.section}: {row.name}")
def test_a_construct_runs_or_is_refused_with_what_to_do_instead(row):
    found = gating.judged(row.draw())

    if row.verdict == constructs.RUNS:
        assert [one for one in found if one.level == "error"] == []
        assert drawing.play(row.draw()).start(elever=[1]).step.state
    else:
        assert row.verdict in {
            one.code for one in found if one.level == "error" and one.what and one.remedy and one.line
        }


def test_no_construct_stands_twice():
    names = [(row.section, row.name) for row in constructs.ALL]

    assert len(set(names)) == len(names)

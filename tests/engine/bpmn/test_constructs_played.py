"""Each construct that can be drawn runs as its row says, saved and loaded at every step, or is refused by its code."""

from __future__ import annotations

import drawing
import pytest

from engine.bpmn.judging import gate
from tests.engine.bpmn import constructs_played as constructs
from tests.engine.bpmn import gating, playing

RUNS = [one for one in constructs.ROWS if not one.code]
REFUSED = [one for one in constructs.ROWS if one.code]


def _judged(row: constructs.Row):
    drawn = {f"{number}.bpmn": raw for number, raw in enumerate(row.diagrams)}
    return gate.judge({**drawn, **dict(row.tables)}, gating.SHELF)[0]


@pytest.mark.parametrize("row", RUNS, ids=lambda row: row.construct)
def test_a_construct_runs_to_its_end(row):
    found = _judged(row)
    play = drawing.play(*row.diagrams, tables=dict(row.tables))

    assert [one for one in found if one.level == "error"] == []
    assert {one.code for one in found} == row.warnings
    for action, shown in row.steps:
        assert f"{action}: {playing.act(play, action)}" == f"{action}: {shown}"
    assert row.steps[-1][1].startswith("= ") or row.steps[-1][1] == "stopped"


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.construct)
def test_a_construct_is_refused_with_what_why_or_remedy(row):
    errors = [one for one in _judged(row) if one.level == "error"]

    assert row.code in {one.code for one in errors}
    assert all(one.what and (one.why or one.remedy) for one in errors)


def test_every_kind_of_event_is_in_the_table_at_every_place():
    named = {row.construct for row in constructs.ROWS if row.section == "1 events"}

    assert named == {f"{kind} {place}" for kind in constructs.KINDS for place in constructs.PLACES}


def test_no_row_stands_twice():
    rows = [(row.section, row.construct) for row in constructs.ROWS]

    assert len(rows) == len(set(rows))

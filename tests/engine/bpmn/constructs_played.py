"""The played rows of the construct table: `spiffworkflow.md` 1-3 and 5-7, step by step (`construct_rows`)."""

from __future__ import annotations

from tests.engine.bpmn import construct_activities, construct_decisions, construct_events, construct_others
from tests.engine.bpmn.construct_rows import ROWS, Row

KINDS, PLACES = construct_events.KINDS, construct_events.PLACES
PARTS = (construct_activities, construct_decisions, construct_events, construct_others)

__all__ = ["KINDS", "PARTS", "PLACES", "ROWS", "Row"]

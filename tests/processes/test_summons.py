"""The summons to the evaluation comes a week before the day its deadline has been moved to (design 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from engine import clock, deadlines, expressions, settings
from tests.engine.deadline_counts import SCHOOL_YEAR, due, oslo

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ROUND = ET.parse(settings.ROOT / "processes/baerum-tiltaksrunde.bpmn")
DUE = "tidligst av (=evalueringsdato, 6 uker fra iverksatt)"


@pytest.mark.parametrize(
    ("begun", "agreed", "meeting", "summons"),
    [
        (date(2026, 11, 22), None, "2026-12-18 16:00", "2026-12-11 16:00"),
        (date(2026, 11, 26), None, "2027-01-07 16:00", "2026-12-18 16:00"),
        (date(2026, 11, 22), date(2026, 12, 9), "2026-12-09 16:00", "2026-12-02 16:00"),
        (date(2026, 10, 12), None, "2026-11-23 16:00", "2026-11-16 16:00"),
    ],
    ids=["moved before Christmas", "after Christmas", "agreed in the plan", "on its day"],
)
def test_the_summons_is_a_week_before_the_meeting_or_more(begun, agreed, meeting, summons):
    names = {"evalueringsdato": agreed, "iverksatt": begun}
    start = f"{begun} 10:00"

    found = deadlines.due(
        timer("Timer_innkalling"),
        start=oslo(start),
        calendar=SCHOOL_YEAR,
        evaluate=looked_up(names, start),
        ends="boundary",
    )

    assert due(DUE, start, **names) == oslo(meeting)
    assert found.at == oslo(summons)


def timer(ident: str) -> str:
    """Return what a timer of the round waits for, as it is written in the diagram."""
    found = ROUND.find(f".//{BPMN}timerEventDefinition[@id='{ident}']/{BPMN}timeDate")
    assert found is not None
    return str(found.text)


def looked_up(names: Mapping[str, object], start: str) -> Callable[[str], object]:
    """Return what gives the value of a name or an expression, as a case does."""

    def frist(text: object, since: object) -> object:
        return clock.oslo(due(f"{text} fra fra", start, ends="wait", fra=since))

    return lambda text: names[text] if text in names else expressions.evaluate(text, names, functions={"frist": frist})

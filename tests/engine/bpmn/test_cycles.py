"""Timers that repeat: with a start or an end, missed firings, what is refused."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import drawing
import pytest

from engine import bpmn, clock
from tests.engine.bpmn import gating

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("R2/P1D", [6, 7]),
        ("R2/2026-01-12T08:00/P1D", [12, 13]),
        ("R2/2026-01-01T08:00/P1W", [8, 15]),
        ("R/P1D/2026-01-08T09:00", [6, 7]),
        ("=x", [6, 7]),
        ("0 30 8 7,9 1 ?", [7, 9]),
    ],
)
def test_a_cycle_fires_with_its_start_and_its_end(text, days):
    played = _reminded(text).start(x="R2/P1D")

    dues = []
    while played.step.timers:
        dues.append(played.timers["purring"].day)
        played.fire("purring")
        if len(dues) == len(days):
            played.do("A")
    assert dues == days


@pytest.mark.parametrize("text", ["R/P1W", "R/2026-01-12T09:00Z/P1W", '=cycle(duration("P7D"))'])
def test_a_cycle_without_end_fires_for_as_long_as_its_activity_lasts(text):
    played = _reminded(text).start()

    dues = []
    for _ in range(60):
        dues.append(played.timers["purring"])
        played.fire("purring")
    assert {later - one for one, later in itertools.pairwise(dues)} <= {
        timedelta(days=7), timedelta(days=7, hours=1), timedelta(days=6, hours=23),
    }  # fmt: skip
    assert played.do("A").timers == {}


def test_firings_of_a_cycle_without_end_that_were_missed_count_as_one():
    step = _fire_late(_reminded("R/P1D").start(), days=7)

    assert ([one.due.date() for one in step.timers], step.missed) == ([date(2026, 1, 13)], 6)


def test_a_cron_text_fires_by_the_wall_clock_and_what_was_missed_counts_as_one():
    played = _reminded("0 30 8 * * MON-FRI").start()

    step = _fire_late(played, days=7)
    assert played.timers["purring"] == datetime(2026, 1, 6, 7, 30, tzinfo=UTC)
    assert ([one.due for one in step.timers], step.missed) == ([datetime(2026, 1, 13, 7, 30, tzinfo=UTC)], 4)
    played.step = step
    assert played.fire("purring").timers["purring"] == datetime(2026, 1, 14, 7, 30, tzinfo=UTC)


def test_a_cycle_without_end_beside_a_process_keeps_no_case_open():
    start = drawing.node("startEvent", drawing.timer("R/P1D", kind="timeCycle"), isInterrupting="false")
    body = drawing.inside("hs > H > he", prefix="h", hs=start, H=drawing.node("task"), he=drawing.node("endEvent"))
    beside = drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "D")
    played = drawing.play(drawing.draw("start > A > slutt", extra=beside)).start().fire("hs").fire("hs")

    assert played.do("A").ended == "slutt"


def test_an_interrupting_cycle_is_its_first_firing():
    edge = drawing.boundary("A", drawing.timer("R3/PT1H", kind="timeCycle"))
    played = drawing.play(drawing.draw("start > A > slutt; purring > B", purring=edge)).start().fire("purring")

    assert (played.open, played.timers) == (["B"], {})


def test_firings_that_were_missed_count_as_one():
    played = _reminded("R10/P1D").start()

    step = _fire_late(played, days=7)
    assert [(one.due.date(), one.left) for one in step.timers] == [(date(2026, 1, 13), 3)]


def test_firings_that_were_missed_come_each_where_the_diagram_says_so():
    played = _reminded("R10/P1D", ext=_property("tapte", "hver")).start()

    step = _fire_late(played, days=7)
    assert [(one.due.date(), one.left) for one in step.timers] == [(date(2026, 1, 7), 9)]


@pytest.mark.parametrize(
    ("text", "all_missed"),
    [
        ("R/PT1M", 38_880),
        ("0 * * * * *", 38_880),
        ("0 */30 * * * MON", 27 + 3 * 48),
        ("R1000/PT30M", 1_000),
        ("R/PT1H/2026-01-12T09:30", 167),
    ],
)
def test_of_firings_that_come_each_only_the_last_hundred_do_and_the_rest_count_as_one(text, all_missed):
    played = _reminded(text, ext=_property("tapte", "hver")).start()
    now = MONDAY + timedelta(days=27)

    step = _fire_late(played, days=27)
    missed, left = step.missed, 0
    while step.timers and step.timers[0].due <= now:
        left += 1
        with clock.at(now):
            step = bpmn.fire(played.definition, step.state, step.timers[0].token)

    assert (1 + missed + left, left, step.missed) == (all_missed, 99, 0)


def test_a_cycle_whose_firings_were_all_missed_fires_once():
    played = _reminded("R3/P1D").start()

    assert _fire_late(played, days=30).timers == ()


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("boundary", "R/PT5S", "deadline-unreadable"),
        ("boundary", "0 9 * * MON-FRI", "timer-cron"),
        ("boundary", "@reboot", "timer-cron"),
        ("catch", "@daily", "timer-cycle"),
        ("property", "@daily", "property-unknown"),
        ("boundary", "P1D", "timer-cycle"),
        ("catch", "R3/P1D", "timer-cycle"),
        ("property", "R3/P1D", "property-unknown"),
    ],
)
def test_a_cycle_that_cannot_run_is_refused_with_the_remedy(kind, text, code):
    symbol = drawing.timer(text, kind="timeCycle")
    edge = drawing.boundary("T", symbol, is_interrupting=False, ext=_property("tapte", "av og til"))
    edge = edge if kind == "property" else drawing.boundary("T", symbol, is_interrupting=False)
    catch = drawing.node("intermediateCatchEvent", symbol)
    flows = "start > T > V > slutt" if kind == "catch" else "start > T > slutt; V > S"
    given = {"V": catch} if kind == "catch" else {"V": edge, "S": drawing.script("=1", "y")}

    assert code in gating.errors(drawing.draw(flows, **given, **gating.base("start T")))


def _reminded(text: str, **more: str) -> drawing.Play:
    edge = drawing.boundary("A", drawing.timer(text, kind="timeCycle"), is_interrupting=False, **more)
    return drawing.play(drawing.draw("start > A > slutt; purring > V", purring=edge, V=drawing.action(til="rektor")))


def _fire_late(played: drawing.Play, *, days: int) -> bpmn.Step:
    with clock.at(MONDAY + timedelta(days=days)):
        return bpmn.fire(played.definition, played.step.state, played.step.timers[0].token)


def _property(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'

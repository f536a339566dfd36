"""Start events that wait for something: what they may be, and when a timer start is due."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing
import pytest

from engine import deadlines
from engine.bpmn.drawing import openings
from tests.engine.bpmn import gating

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOP = drawing.message("svar", key="") + drawing.signal("brann")


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("P1W", "timeDuration", datetime(2026, 1, 12, 9, 0, tzinfo=UTC)),
        ("2026-08-17T08:00", "timeDate", datetime(2026, 8, 17, 6, 0, tzinfo=UTC)),
        ("R/P1D", "timeCycle", datetime(2026, 1, 6, 9, 0, tzinfo=UTC)),
        ("R/2026-01-12T07:00/P1W", "timeCycle", datetime(2026, 1, 12, 6, 0, tzinfo=UTC)),
        ("R/2026-06-01T08:00/P1Y", "timeCycle", datetime(2026, 6, 1, 6, 0, tzinfo=UTC)),
        ("R3/P1D", "timeCycle", datetime(2026, 1, 6, 9, 0, tzinfo=UTC)),
        ("0 0 8 * * MON-FRI", "timeCycle", datetime(2026, 1, 6, 7, 0, tzinfo=UTC)),
        ("@yearly", "timeCycle", datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
        ("=innstilling.plan", "timeCycle", datetime(2026, 1, 31, 7, 0, tzinfo=UTC)),
        ("=date(kommune.start)", "timeDate", datetime(2026, 3, 2, 7, 0, tzinfo=UTC)),
        ('=frist("2 uker", date("2026-02-02"))', "timeDate", datetime(2026, 2, 16, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_timer_start_is_due_counted_from_the_publication(text, kind, due):
    (start,) = _routine(inn=drawing.timer(text, kind=kind)).openings

    at, repeat = openings.due(
        start,
        since=MONDAY,
        calendar=deadlines.SchoolCalendar(),
        builtins={"kommune": {"start": "2026-03-02"}, "innstilling": {"plan": "0 0 8 L * ?"}},
    )
    assert at == due
    assert (repeat.times if repeat else 0) == (3 if text.startswith("R3") else None if kind == "timeCycle" else 0)


def test_a_receive_task_and_an_event_gateway_that_start_cases_are_starts_by_message():
    given = {"M": drawing.node("receiveTask", messageRef="svar", instantiate="true"), "T": gating.TASK}
    gate = drawing.node("eventBasedGateway", instantiate="true")
    catch, task = drawing.node(gating.CATCH, drawing.on_message("svar")), drawing.node("receiveTask", messageRef="brev")
    both = {"race": gate, "V": catch, "M": task, "T": gating.TASK}
    top = drawing.message("svar", key="") + drawing.message("brev", key="")

    for flows, elements, names in (
        ("M > T > slutt", given, ["svar"]),
        ("race > V > T > slutt; race > M > T", both, ["svar", "brev"]),
    ):
        diagram = drawing.draw(flows, top=top, **elements)
        definition = drawing.define(diagram)
        assert gating.errors(diagram) == set()
        assert [one.event.name for one in definition.openings] == names
        for opening in definition.openings:
            played = drawing.Play(definition).start(opening.id)
            assert (played.open, played.passed()) == (["T"], [opening.id])
            assert played.do("T").ended == "slutt"


@pytest.mark.parametrize(
    ("flows", "says"),
    [
        ("start > T > race; race > V > slutt; race > M > slutt", "har en flyt inn"),
        ("race > V > slutt; race > U > slutt", "bare meldinger"),
    ],
)
def test_an_event_gateway_that_cannot_start_a_case_is_told_why(flows, says):
    elements = {
        "race": drawing.node("eventBasedGateway", instantiate="true"),
        "V": drawing.node(gating.CATCH, drawing.on_message("svar")),
        "M": drawing.node("receiveTask", messageRef="svar"),
        "U": drawing.node(gating.CATCH, drawing.timer("P1D")),
    }
    used = {key: xml for key, xml in elements.items() if key in flows.replace(";", "").split()}

    found = gating.judged(drawing.draw(flows, top=gating.MESSAGE, **gating.base(flows), **used))
    assert [one.element for one in found if one.code == "not-supported" and says in one.what] == ["race"]


def test_a_routine_tells_which_starts_wait_and_begins_at_each():
    definition = _routine(inn=drawing.on_message("svar"), ut=drawing.on_signal("brann"), ur=drawing.timer("P1D"))

    assert [(one.id, one.event.kind) for one in definition.openings] == [
        ("inn", "message"),
        ("ut", "signal"),
        ("ur", "timer"),
    ]
    assert [drawing.Play(definition).start(one).open for one in (None, "inn", "ut", "ur")] == [["A"]] * 4


@pytest.mark.parametrize(
    ("starts", "codes"),
    [
        ({"inn": drawing.on_message("svar"), "ut": drawing.on_signal("brann")}, set()),
        ({"inn": drawing.timer("R/P1W", kind="timeCycle")}, set()),
        ({"inn": drawing.timer("=dato", kind="timeDate")}, {"start-reads-answers"}),
        ({"inn": drawing.timer("6 uker fra dato")}, {"start-reads-answers"}),
        ({"inn": drawing.timer("0 0 9 * * MON", kind="timeCycle")}, set()),
        ({"inn": drawing.timer("0 0 9 * * MAN", kind="timeCycle")}, {"timer-cron"}),
        ({"inn": drawing.on_message("svar"), "inn2": drawing.on_message("svar")}, {"start-several"}),
        ({"inn": drawing.on_signal("brann"), "inn2": drawing.on_signal("brann")}, {"start-several"}),
    ],
)
def test_starts_are_judged(starts, codes):
    assert gating.errors(_drawn("T", **starts)) == codes


@pytest.mark.parametrize(("per", "codes"), [("skole", set()), ("kommune", set()), ("klasse", {"property-unknown"})])
def test_a_timer_start_opens_a_case_for_each_school_or_for_the_municipality(per, codes):
    ext = f'<zeebe:properties><zeebe:property name="per" value="{per}"/></zeebe:properties>'
    start = drawing.node("startEvent", drawing.timer("P1W"), ext=ext)

    assert gating.errors(drawing.draw("inn > T > slutt", inn=start, T=gating.TASK)) == codes


@pytest.mark.parametrize("symbol", [drawing.on_message("svar"), drawing.on_signal("brann")])
def test_what_comes_with_a_start_is_known_and_best_said_by_the_start(symbol):
    script = drawing.script("=frist", "y")
    told = drawing.node("startEvent", symbol, ext=drawing.io(outputs={"frist": "=frist"}))
    diagram = drawing.draw("inn > S > T > slutt", inn=told, S=script, T=gating.TASK, top=TOP)
    untold = drawing.draw("inn > S > T > slutt", inn=_start(symbol), S=script, T=gating.TASK, top=TOP)

    (warning,) = [one for one in gating.judged(untold) if one.code == "name-unknown"]
    assert (gating.judged(diagram), warning.level) == ([], "warning")
    assert "=frist → frist" in warning.remedy
    for one in (diagram, untold):
        assert drawing.play(one).start("inn", frist=7).variables() == {"frist": 7, "y": 7}


def test_a_name_that_is_nearly_one_of_a_form_does_not_come_with_a_message():
    start, script = _start(drawing.on_message("svar")), drawing.script("=elevr", "y")
    diagram = drawing.draw("inn > T > S > slutt", inn=start, S=script, T=gating.TASK, top=TOP)

    assert gating.errors(diagram) == {"name-unknown"}


def test_a_routine_that_only_waits_cannot_be_called():
    called = drawing.draw(
        "inn > T > slutt", inn=_start(drawing.on_message("svar")), T=gating.TASK, process="q", top=TOP
    )
    caller = drawing.draw("start > K > slutt", K=drawing.call("q"), start=gating.BEGIN)
    both = drawing.draw(
        "s > T > slutt; inn > T",
        s='<bpmn:startEvent id="s"/>',
        inn=_start(drawing.on_message("svar")),
        T=gating.TASK,
        process="q",
        top=TOP,
    )

    assert gating.errors(caller, called) == {"call-unknown"}
    assert gating.errors(caller, both) == set()


def _routine(**starts: str):
    return drawing.define(_drawn("A", **starts))


def _drawn(task: str, **starts: str) -> bytes:
    flows = "; ".join(["start > X", *(f"{one} > X" for one in starts), "X > slutt"]).replace("X", task)
    given = {one: _start(symbol) for one, symbol in starts.items()}
    return drawing.draw(flows, **gating.base(f"start {task}"), **given, top=TOP)


def _start(symbol: str) -> str:
    return drawing.node("startEvent", symbol)

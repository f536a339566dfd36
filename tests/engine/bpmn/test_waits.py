"""Timers, messages, boundary events and event-based gateways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import drawing
import pytest

from engine import bpmn, clock, deadlines, errors

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def test_a_waiting_event_waits_for_its_deadline_by_the_calendar():
    catch = drawing.node("intermediateCatchEvent", drawing.timer("6 uker"))
    played = drawing.play(drawing.draw("start > V > A", V=catch)).start()

    assert played.timers == {"V": datetime(2026, 2, 16, 7, 0, tzinfo=UTC)}
    assert played.fire("V").open == ["A"]


def test_a_timer_counts_with_the_schools_calendar():
    catch = drawing.node("intermediateCatchEvent", drawing.timer("3 skoledager"))
    played = drawing.play(drawing.draw("start > V > A", V=catch))
    played.calendar = deadlines.SchoolCalendar(
        (deadlines.Period(date(2026, 1, 7), date(2026, 1, 9), "planleggingsdager"),)
    )

    assert played.start().timers == {"V": datetime(2026, 1, 13, 7, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("P6W", "timeDuration", datetime(2026, 2, 16, 9, 0, tzinfo=UTC)),
        ("2026-06-15T08:00:00+02:00", "timeDate", datetime(2026, 6, 15, 6, 0, tzinfo=UTC)),
        ("=møte", "timeDate", datetime(2026, 3, 2, 7, 0, tzinfo=UTC)),
        ("tidligst av (=møte, 6 uker)", "timeDuration", datetime(2026, 2, 16, 7, 0, tzinfo=UTC)),
        ('=frist("2 uker", møte)', "timeDate", datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),
        ('=frist("2 uker fra møte", now())', "timeDate", datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),
        ('=frist("tidligst av (3 uker, 2 uker) fra møte", now())', "timeDate", datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),
    ],
)
def test_timer_texts(text, kind, due):
    catch = drawing.node("intermediateCatchEvent", drawing.timer(text, kind=kind))

    played = drawing.play(drawing.draw("start > V > A", V=catch)).start(møte=date(2026, 3, 2))
    assert played.timers == {"V": due}


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (None, "Gi svaret som mangler, og prøv igjen. Er det påkrevd i skjemaet, skjer det ikke igjen."),
        ("i morgen", "Rett svaret, så det er en dato, et tidspunkt, en varighet eller en frist, og prøv igjen."),
        (7, "Rett svaret, så det er en dato, et tidspunkt, en varighet eller en frist, og prøv igjen."),
    ],
)
def test_a_timer_that_an_answer_gives_no_time_asks_for_the_answer_not_for_another_diagram(value, remedy):
    catch = drawing.node("intermediateCatchEvent", drawing.timer("=svar", kind="timeDate"))

    with pytest.raises(errors.RoutineFault) as stopped:
        drawing.play(drawing.draw("start > V > A", V=catch)).start(svar=value)

    assert stopped.value.details["remedy"] == remedy
    assert "i morgen" not in stopped.value.message


def test_a_timer_that_counts_from_a_date_nobody_has_given_stops_the_routine():
    catch = drawing.node("intermediateCatchEvent", drawing.timer("6 uker fra iverksatt"))
    played = drawing.play(drawing.draw("start > A > V > B", V=catch)).start()

    with pytest.raises(errors.RoutineFault, match=r"V.*iverksatt"):
        played.do("A")


def test_a_deadline_text_that_cannot_be_read_is_quoted_as_it_was_written():
    catch = drawing.node("intermediateCatchEvent", drawing.timer('=frist("to uker til", now())', kind="timeDate"))
    played = drawing.play(drawing.draw("start > A > V > B", V=catch)).start()

    with pytest.raises(errors.RoutineFault, match="Fristen «to uker til» kan ikke leses"):
        played.do("A")


def test_a_timer_does_not_fire_before_it_is_due_and_not_twice():
    catch = drawing.node("intermediateCatchEvent", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > V > A", V=catch)).start()
    timer = played.step.timers[0]

    with pytest.raises(errors.TimerNotDue):
        bpmn.fire(played.definition, played.step.state, timer.token)
    played.fire("V")
    with pytest.raises(errors.TimerNotOpen):
        bpmn.fire(played.definition, played.step.state, timer.token)


def test_due_gives_the_timers_that_are_due_in_the_order_of_their_instants():
    first, second = (drawing.node("intermediateCatchEvent", drawing.timer(text)) for text in ("P2D", "P1D"))
    played = drawing.play(drawing.draw("start > and1 > V > A; and1 > W > B", V=first, W=second)).start()

    found = bpmn.due(played.definition, played.step.state, datetime(2026, 1, 7, 9, 0, tzinfo=UTC))
    assert [one.element_id for one in found] == ["W", "V"]
    assert bpmn.due(played.definition, played.step.state, datetime(2026, 1, 6, 8, 59, tzinfo=UTC)) == ()


def test_an_interrupting_timer_takes_the_task_away():
    edge = drawing.boundary("A", drawing.timer("10 virkedager"))
    played = drawing.play(drawing.draw("start > A > slutt; frist > B", frist=edge)).start()
    token = played.token("A")

    assert played.timers == {"frist": datetime(2026, 1, 19, 15, 0, tzinfo=UTC)}
    assert played.fire("frist").open == ["B"]
    assert played.passed("cancelled") == ["A"]
    with pytest.raises(errors.TaskNotOpen):
        bpmn.complete(played.definition, played.step.state, token)


def test_a_timer_at_the_edge_is_gone_when_the_task_is_done():
    edge = drawing.boundary("A", drawing.timer("10 virkedager"))
    played = drawing.play(drawing.draw("start > A > C > slutt; frist > B", frist=edge)).start().do("A")

    assert played.timers == {}
    assert played.do("C").ended == "slutt"


def test_a_timer_that_does_not_interrupt_goes_on_beside_the_task():
    edge = drawing.boundary("A", drawing.timer("P1D"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > A > slutt; purring > B", purring=edge)).start().fire("purring")

    assert played.open == ["A", "B"]
    assert played.timers == {}
    assert played.do("A").ended is None
    assert played.do("B").ended == "B"


def test_a_repeating_timer_fires_as_often_as_it_says_keeping_its_token():
    edge = drawing.boundary("A", drawing.timer("R3/P1W", kind="timeCycle"), is_interrupting=False)
    varsel = drawing.action(til="rektor")
    played = drawing.play(drawing.draw("start > A > slutt; purring > V", purring=edge, V=varsel)).start()
    tokens, dues = set(), []

    while played.step.timers:
        tokens.add(played.step.timers[0].token)
        dues.append(played.timers["purring"].date())
        played.fire("purring")

    assert dues == [date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
    assert len(tokens) == 1
    assert [one.element_id for one in played.actions] == ["V", "V", "V"]
    assert played.open == ["A"]
    assert played.do("A").ended == "slutt"


def test_a_timer_on_a_sub_process_takes_away_all_that_is_inside():
    inner = drawing.node("subProcess", drawing.inside("s1 > and9 > A > e1; and9 > B > e2", prefix="i", s1=_START))
    edge = drawing.boundary("D", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > D > C; frist > E", D=inner, frist=edge)).start()

    assert played.open == ["A", "B"]
    assert played.fire("frist").open == ["E"]
    assert sorted(played.passed("cancelled")) == ["A", "B", "D"]


def test_a_message_is_taken_by_name_and_key():
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))
    played = drawing.play(drawing.draw("start > V > xor; xor > A : =ok; xor > B : default", V=catch, top=_MESSAGE))
    played.start()

    assert [(one.message, one.key) for one in played.step.waiting] == [("svar", "2026-7")]
    with pytest.raises(errors.MessageNotAwaited):
        played.send("svar", "2026-8")
    with pytest.raises(errors.MessageNotAwaited):
        played.send("annet")
    assert played.send("svar", ok=True).open == ["A"]


def test_a_receive_task_waits_and_its_outputs_say_what_is_kept():
    ext = drawing.io(outputs={"godtatt": "=ok and ikke_sendt = null"})
    task = drawing.node("receiveTask", ext=ext, messageRef="svar")
    diagram = drawing.draw("start > V > xor; xor > A : =godtatt; xor > B : default", V=task, top=_MESSAGE)

    played = drawing.play(diagram).start().send("svar", ok=True)
    assert played.open == ["A"]
    assert played.variables() == {"godtatt": True}


def test_a_message_at_the_edge_may_come_again_and_again():
    edge = drawing.boundary("A", drawing.on_message("svar"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > A > slutt; inn > B", inn=edge, top=_MESSAGE)).start()

    assert played.send("svar").send("svar").open == ["A", "B", "B"]


def test_a_message_at_the_edge_may_take_the_task_away():
    edge = drawing.boundary("A", drawing.on_message("svar"))
    played = drawing.play(drawing.draw("start > A > slutt; inn > B", inn=edge, top=_MESSAGE)).start()

    assert played.send("svar").open == ["B"]
    assert played.step.waiting == ()


@pytest.mark.parametrize("kind", ["intermediateCatchEvent", "intermediateThrowEvent"])
@pytest.mark.parametrize("elev", [None, "", " "])
def test_a_message_whose_key_is_null_or_empty_stops_the_routine(kind, elev):
    event = drawing.node(kind, drawing.on_message("svar"))
    diagram = drawing.draw("start > V > A", V=event, top=drawing.message("svar", key="=elev"))

    with pytest.raises(errors.RoutineFault, match="mangler korrelasjonsnøkkel: «=elev» har ingen verdi"):
        drawing.play(diagram).start(elev=elev)


def test_the_first_event_behind_an_event_gateway_wins():
    events = {
        "V": drawing.node("intermediateCatchEvent", drawing.on_message("svar")),
        "W": drawing.node("intermediateCatchEvent", drawing.timer("PT3H")),
        "X": drawing.node("intermediateCatchEvent", drawing.timer("PT1H")),
    }
    diagram = drawing.draw("start > race > V > A; race > W > B; race > X > C", **events, top=_MESSAGE)

    by_message = drawing.play(diagram).start().send("svar")
    assert (by_message.open, by_message.timers) == (["A"], {})
    assert drawing.play(diagram).start().fire("W").open == ["B"]
    assert drawing.play(diagram).start().fire("X").open == ["C"]


def test_a_case_can_begin_with_a_message():
    begin = drawing.node("startEvent", drawing.on_message("svar"))
    played = drawing.play(drawing.draw("start > A; inn > B", inn=begin, top=_MESSAGE))

    assert played.start().open == ["A"]
    assert played.start("inn").open == ["B"]


def test_a_start_that_is_not_there_is_told():
    with pytest.raises(errors.RoutineFault, match="ingen starthendelse"):
        drawing.play(drawing.draw("start > A")).start("finnes_ikke")


def test_a_token_that_is_not_there_is_told():
    played = drawing.play(drawing.draw("start > A")).start()

    with pytest.raises(errors.TaskNotOpen):
        bpmn.complete(played.definition, played.step.state, uuid4())
    with pytest.raises(errors.TimerNotOpen):
        bpmn.fire(played.definition, played.step.state, played.token("A"))


_START = '<bpmn:startEvent id="s1"/>'
_MESSAGE = drawing.message("svar")

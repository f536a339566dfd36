"""Compensation: what was completed is undone, the last first, before the case goes on (BPMN 2.0, 10.7)."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing
import moving
import pytest

from engine import bpmn, clock, errors
from tests.engine.bpmn import gating

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_what_was_done_is_undone_the_last_first_before_the_case_goes_on():
    played = _play("start > A > B > angre > C > slutt", undo="A B").start().do("A").do("B")
    assert played.open == ["UB"]

    played.do("UB")
    assert played.open == ["UA"]
    assert played.do("UA").open == ["C"]
    assert played.do("C").ended == "slutt"


def test_only_what_was_completed_is_undone_and_only_once():
    flows = "start > A > and1 > xor1 > angre > xor; xor > angre2 : =igjen; xor > slutt : default; and1 > B"
    played = _play(flows, undo="A B", angre2=_THROW).start().do("A", igjen=True)

    assert played.open == ["B", "UA"]
    assert played.do("UA").open == ["B"]  # the second throw found nothing left to undo


def test_where_nothing_was_done_the_token_passes():
    played = _play("start > T > xor; xor > A : =gjort; xor > angre : default; A > angre > C", undo="A").start()

    assert played.do("T", gjort=False).open == ["C"]


def test_each_time_it_was_done_is_undone():
    flows = "start > A > xor; xor > A : =igjen; xor > angre : default; angre > slutt"
    played = _play(flows, undo="A").start().do("A", igjen=True).do("A", igjen=False)

    assert played.do("UA").open == ["UA"]
    assert played.do("UA").ended == "slutt"


def test_one_activity_alone_may_be_undone():
    one = drawing.node(gating.THROW, '<bpmn:compensateEventDefinition activityRef="A"/>')
    played = _play("start > A > B > en > angre > C", undo="A B", en=one).start().do("A").do("B")

    assert played.open == ["UA"]
    assert played.do("UA").open == ["UB"]
    assert played.do("UB").open == ["C"]


def test_a_throw_that_waits_for_nothing_goes_on_while_what_was_done_is_undone():
    aside = '<bpmn:compensateEventDefinition waitForCompletion="false"/>'
    flows = "start > A > B > angre > xor; xor > C : =igjen; xor > slutt : default"
    played = _play(flows, undo="A B", angre=drawing.node(gating.THROW, aside)).start(igjen=True).do("A").do("B")

    assert played.open == ["C", "UB"]
    assert played.do("C").open == ["UB"]
    assert played.do("UB").do("UA").ended == "angre"
    assert played.passed("entered")[:4] == ["start", "A", "B", "angre"]
    assert played.passed("entered").count("angre") == played.passed().count("angre") == 1

    played = _play("start > A > angre", undo="A", angre=drawing.node("endEvent", aside)).start().do("A")
    assert (played.open, played.do("UA").ended) == (["UA"], "angre")


def test_an_end_event_undoes_before_its_scope_ends():
    inner = _inside("s1 > A > angre", undo="A", angre=_END)
    played = drawing.play(drawing.draw("start > D > C", D=drawing.node("subProcess", inner))).start().do("A")

    assert played.open == ["UA"]
    assert played.do("UA").open == ["C"]


def test_a_completed_sub_process_is_undone_inside_with_what_it_knew():
    ext = drawing.io(inputs={"hvem": "=elev"})
    script = drawing.node(
        "scriptTask", ext='<zeebe:script expression="=hvem" resultVariable="angret"/>', isForCompensation="true"
    )
    inner = _inside("s1 > A > B > e1", undo="A", e1=drawing.node("endEvent"), **_undoes("B", script))
    played = _play("start > D > E > angre > C", D=drawing.node("subProcess", inner, ext=ext))
    played.start(elev="Testelev A").do("A").do("B").do("E")
    assert played.variables()["angret"] == "Testelev A"
    assert played.open == ["UA"]

    assert played.do("UA").open == ["C"]
    assert played.passed("cancelled") == []


def test_a_sub_process_with_its_own_step_is_undone_by_that_alone():
    inner = drawing.node("subProcess", _inside("s1 > A > e1", undo="A", e1=drawing.node("endEvent")))
    played = _play("start > D > angre > C", D=inner, **_undoes("D", _task())).start().do("A")

    assert played.open == ["UD"]
    assert played.do("UD").open == ["C"]


def test_what_is_still_open_or_was_cancelled_inside_is_not_undone():
    inner = drawing.node("subProcess", _inside("s1 > A > B", undo="A"))
    edge = drawing.boundary("D", drawing.timer("P1D"))
    with clock.at(MONDAY):
        played = _play("start > D > E; frist > angre > C", D=inner, frist=edge).start().do("A").fire("frist")

    assert played.open == ["C"]


def test_instances_are_undone_each_inside_and_as_a_whole_by_one_step():
    each = drawing.each("=elever", inputElement="e")
    script = drawing.node(
        "scriptTask", ext='<zeebe:script expression="=e" resultVariable="sist"/>', isForCompensation="true"
    )
    inner = drawing.node(
        "subProcess", _inside("s1 > A > e1", e1=drawing.node("endEvent"), **_undoes("A", script)) + each
    )
    task = drawing.node("userTask", each)
    played = _play("start > D > T > angre > C", D=inner, T=task, **_undoes("T", _task())).start(elever=["a", "b"])
    played.do("A").do("A").do("T").do("T")

    assert played.open == ["UT"]
    assert played.do("UT").open == ["C"]
    assert [one.element_id for one in played.trace if one.kind == "completed"].count("UA") == 2
    assert [one.instance for one in played.trace if one.kind == "completed" and one.element_id == "UA"] == [2, 1]


def test_a_step_may_be_a_sub_process_a_call_or_repeated():
    called = drawing.draw("start > Q > slutt", process="q")
    sub = drawing.node(
        "subProcess", drawing.inside("X", prefix="u") + "<bpmn:userTask id='X'/>", isForCompensation="true"
    )
    steps = {
        "A": sub,
        "B": drawing.call("q").replace("<bpmn:callActivity ", '<bpmn:callActivity isForCompensation="true" '),
        "D": drawing.node("userTask", drawing.each("=elever", inputElement="e"), isForCompensation="true"),
    }
    given = {key: xml for name, step in steps.items() for key, xml in _undoes(name, step).items()}
    played = drawing.play(_draw("start > A > B > D > angre > C", given), called).start(elever=[1, 2])
    played.do("A").do("B").do("D")
    assert played.open == ["UD", "UD"]

    assert played.do("UD").do("UD").open == ["UB/Q"]
    assert played.do("UB/Q").open == ["X"]
    assert played.do("X").open == ["C"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_event_sub_process_undoes_its_scope(is_interrupting):
    begin = drawing.node("startEvent", drawing.on_message("svar"), isInterrupting=str(is_interrupting).lower())
    event = drawing.node(
        "subProcess", drawing.inside("hs > angre", prefix="h", hs=begin, angre=_END), triggeredByEvent="true"
    )
    played = _play("start > A > B > slutt", undo="A", H=event, top=drawing.message("svar")).start().do("A").send("svar")

    assert played.open == (["UA"] if is_interrupting else ["B", "UA"])
    assert played.do("UA").open == ([] if is_interrupting else ["B"])


def test_a_sub_process_is_undone_by_the_event_sub_process_in_it_and_by_nothing_else():
    played = _play("start > D > B > angre > C", D=_undone_by(_beside("hs > H > he")), undo="B").start().do("A").do("B")

    assert played.open == ["UB"]
    assert played.do("UB").open == ["H"]
    assert played.do("H").open == ["C"]
    assert played.passed("cancelled") == []


def test_it_decides_itself_what_of_its_scope_is_undone():
    played = _play("start > D > angre > C", D=_undone_by(_beside("hs > H > kaster > I"))).start().do("A")

    assert played.open == ["H"]
    assert played.do("H").open == ["UA"]
    assert played.do("UA").open == ["I"]
    assert played.do("I").open == ["C"]


def test_it_runs_also_where_nothing_else_in_its_scope_can_be_undone_and_only_once():
    body = drawing.inside("s1 > A > e1", prefix="i", s1=gating.START, e1=drawing.node("endEvent"))
    played = _play(
        "start > D > angre > angre2 > C", D=drawing.node("subProcess", body + _beside("hs > H")), angre2=_THROW
    )

    assert played.start().do("A").open == ["H"]
    assert played.do("H").open == ["C"]


def test_it_knows_what_its_scope_knew_and_each_instance_its_own():
    told = _beside("hs > S > H", S=drawing.script("=e", "sist"))
    each = drawing.each("=elever", inputElement="e")
    played = _play("start > D > angre > C", D=_undone_by(told, each)).start(elever=["a", "b"]).do("A").do("A")

    assert (played.open, played.variables()["sist"]) == (["H"], "b")
    assert (played.do("H").open, played.variables()["sist"]) == (["H"], "a")
    assert played.do("H").open == ["C"]


def test_what_is_still_open_or_was_cancelled_is_not_undone_by_it():
    flows = "start > and1 > D > E; and1 > B > angre > C; k > F"
    inner = _undone_by(_beside("hs > H"))

    assert _play(flows, D=inner, k=drawing.boundary("D", drawing.timer("P1D"))).start().do("B").open == ["A", "C"]


def test_an_error_in_it_is_carried_outside_of_what_it_undoes():
    kast = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')
    outer = drawing.inside("D > angre > C", prefix="o", D=_undone_by(_beside("hs > H > kast", kast=kast)), angre=_THROW)
    out = drawing.boundary("O", "<bpmn:errorEventDefinition/>")
    diagram = drawing.draw("start > O > F; ute > Z", O=drawing.node("subProcess", outer), ute=out, top=gating.ERROR)

    assert drawing.play(diagram).start().do("A").do("H").open == ["Z"]


def test_a_cancelled_transaction_is_undone_step_by_step_and_once_done_as_a_whole():
    played = _transaction(after="D > angre > C", beside=_beside("hs > H"))
    assert played.do("A").do("B", angre=True).do("UB").do("UA").open == ["X"]

    played = _transaction(after="D > angre > C", beside=_beside("hs > H"))
    assert played.do("A").do("B", angre=False).open == ["H"]


def test_a_step_in_it_is_not_left_for_one_outside():
    played = _play("start > D > angre > C", D=_undone_by(_beside("hs > H > I"))).start().do("A")
    ground = bpmn.Ground(played.builtins, played.calendar)

    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.go_to(played.definition, played.step.state, played.token("H"), "C", ground=ground)
    found = bpmn.go_to(played.definition, played.step.state, played.token("H"), "I", ground=ground)
    assert [one.path for one in found.step.open] == ["I"]
    found = bpmn.skip(played.definition, found.step.state, found.step.open[0].token, ground=ground)
    assert [one.path for one in found.step.open] == ["C"]


def test_a_move_to_a_version_without_it_says_that_it_is_not_undone():
    given = {"D": _undone_by(_beside("hs > H > he")), "angre": _THROW}
    played = drawing.play(drawing.draw("start > D > B > angre > C", **given)).start().do("A")
    plain = drawing.draw("start > D > B > angre > C", **given | {"D": _undone_by("")})

    assert moving.move(played, plain).do("B").open == ["C"]


def test_a_cancelled_transaction_is_undone_before_its_edge_goes_on():
    played = _transaction().do("A").do("B", angre=True)
    assert played.open == ["UB"]

    assert played.do("UB").open == ["UA"]
    assert played.do("UA").open == ["X"]
    assert played.do("X").ended == "X"


def test_a_transaction_that_went_well_can_be_undone_later():
    played = _transaction(after="D > angre > C").do("A").do("B", angre=False)

    assert played.do("UB").do("UA").open == ["C"]


def test_terminating_while_something_is_undone_takes_it_away():
    played = _play("start > A > and1 > angre > C; and1 > B > alt", undo="A", alt=_TERMINATE).start().do("A").do("B")

    assert (played.open, played.ended) == ([], "alt")


def test_an_error_in_what_is_undone_is_not_taken_by_the_edge_of_what_was_done():
    kast = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')
    handler = drawing.node("subProcess", drawing.inside("X > kast", prefix="u", kast=kast), isForCompensation="true")
    inner = drawing.node("subProcess", _inside("s1 > A > e1", e1=drawing.node("endEvent"), **_undoes("A", handler)))
    edge = drawing.boundary("D", "<bpmn:errorEventDefinition/>")
    outer = drawing.node(
        "subProcess", drawing.inside("D > angre > C; fang > Y", prefix="o", D=inner, fang=edge, angre=_THROW)
    )
    out = drawing.boundary("O", "<bpmn:errorEventDefinition/>")
    diagram = drawing.draw("start > O > F; ute > Z", O=outer, ute=out, top=gating.ERROR)

    assert drawing.play(diagram).start().do("A").do("X").open == ["Z"]


def test_a_step_that_undoes_may_be_skipped_and_not_left():
    played = _play("start > A > and1 > angre > C; and1 > B", undo="A").start().do("A")
    ground = bpmn.Ground(played.builtins, played.calendar)

    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.drop(played.definition, played.step.state, played.token("UA"), ground=ground)
    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.go_to(played.definition, played.step.state, played.token("UA"), "C", ground=ground)
    found = bpmn.skip(played.definition, played.step.state, played.token("UA"), ground=ground)
    assert sorted(one.path for one in found.step.open) == ["B", "C"]


def test_the_check_lets_compensation_through():
    flows = "start > T > angre > slutt"
    given = _undoes("T", drawing.node("userTask", ext=gating.FORM + gating.OWN, isForCompensation="true"))
    assert gating.judged(_draw(flows, given | gating.base(flows))) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("compensation-missing", {"kT": drawing.boundary("T", "<bpmn:compensateEventDefinition/>"), "extra": ""}),
        ("compensation-missing", {"UT": gating.TASK}),
        ("compensation-missing", {"angre": "REF"}),
        ("flow-wrong", {"flows": "start > T > angre > slutt; UT > slutt"}),
        ("flow-wrong", {"flows": "start > T > angre > slutt; kT > slutt"}),
        ("not-supported", {"k2": drawing.boundary("UT", drawing.timer("P1D"))}),
        ("not-supported", {"H": "START"}),
        ("never-happens", {"D": "TWICE"}),
        ("never-happens", {"D": "EDGED"}),
    ],
)
def test_the_check_refuses_compensation_that_cannot_be_right(code, change):
    bodies = {
        "REF": drawing.node(gating.THROW, '<bpmn:compensateEventDefinition activityRef="UT"/>'),
        "START": drawing.node(
            "subProcess",
            '<bpmn:startEvent id="hs"><bpmn:compensateEventDefinition/></bpmn:startEvent>',
            triggeredByEvent="true",
        ),
    }
    beside = bodies["START"].replace("{id}", "G")
    bodies["TWICE"] = gating.sub().replace(
        "</bpmn:subProcess>", f"{beside}{beside.replace('G', 'G2').replace('hs', 'h2')}</bpmn:subProcess>"
    )
    bodies["EDGED"] = gating.sub().replace("</bpmn:subProcess>", f"{beside}</bpmn:subProcess>") + _undoes("D", "")[
        "kD"
    ].replace("{id}", "kD").replace("UD", "UT")
    flows = change.get("flows", "start > T > angre > slutt")
    given = _undoes("T", drawing.node("userTask", ext=gating.FORM + gating.OWN, isForCompensation="true"))
    given |= gating.base(flows) | {k: bodies.get(v, v) for k, v in change.items() if k != "flows"}
    found = gating.judged(_draw(flows, given))

    assert code in {one.code for one in found if one.level == "error" and one.remedy}


_THROW = drawing.node("intermediateThrowEvent", "<bpmn:compensateEventDefinition/>")
_END = drawing.node("endEvent", "<bpmn:compensateEventDefinition/>")
_TERMINATE = drawing.node("endEvent", "<bpmn:terminateEventDefinition/>")


def _beside(flows: str, **more: str) -> str:
    """Return the event sub-process that undoes what it stands in."""
    given = {"hs": drawing.node("startEvent", "<bpmn:compensateEventDefinition/>"), **more}
    given |= {"he": drawing.node("endEvent")} if "he" in flows else {}
    given |= {"kaster": _THROW} if "kaster" in flows else {}
    body = drawing.inside(flows, prefix="h", **given)
    return drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "G")


def _undone_by(beside: str, more: str = "") -> str:
    """Return a sub-process with A in it, which UA undoes, and with `beside`."""
    inner = _inside("s1 > A > e1", undo="A", e1=drawing.node("endEvent"))
    return drawing.node("subProcess", inner + beside + more)


def _task() -> str:
    return drawing.node("userTask", isForCompensation="true")


def _undoes(name: str, step: str) -> dict[str, str]:
    """Return the compensation event at the edge of `name`, the step, and the association between them."""
    edge = drawing.boundary(name, "<bpmn:compensateEventDefinition/>")
    edge += f'<bpmn:association id="as{name}" sourceRef="k{name}" targetRef="U{name}" associationDirection="One"/>'
    return {f"k{name}": edge, f"U{name}": step}


def _given(undo: str, more: dict[str, str]) -> dict[str, str]:
    steps = {key: xml for name in undo.split() for key, xml in _undoes(name, _task()).items()}
    return {"angre": _THROW, **steps, **more}


def _inside(flows: str, *, undo: str = "", **more: str) -> str:
    given = {key: xml for key, xml in _given(undo, more).items() if key != "angre" or "angre" in flows.split()}
    if "s1" in flows:
        given["s1"] = gating.START
    return drawing.inside(flows, prefix="i", **given)


def _draw(flows: str, given: dict[str, str]) -> bytes:
    given = {"angre": _THROW, **given} if "angre" in flows else given
    return drawing.draw(flows, **given)


def _play(flows: str, *, undo: str = "", **more: str) -> drawing.Play:
    given = {key: xml for key, xml in _given(undo, more).items() if key != "angre" or "angre" in flows.split()}
    return drawing.play(drawing.draw(flows, **given))


def _transaction(after: str = "D > C", beside: str = "") -> drawing.Play:
    inner = _inside(
        "s1 > A > B > xor; xor > avbrutt : =angre; xor > e1 : default",
        undo="A B",
        avbrutt=drawing.node("endEvent", "<bpmn:cancelEventDefinition/>"),
        e1=drawing.node("endEvent"),
    )
    edge = drawing.boundary("D", "<bpmn:cancelEventDefinition/>")
    body = drawing.node("transaction", inner + beside)
    return _play(f"start > {after}; k > X", D=body, k=edge).start()

"""Variables belong to scopes: the case, a called routine, a sub-process, an instance (design 6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import drawing
import isodate
import pytest

from engine import bpmn, errors

_START = '<bpmn:startEvent id="s1"/>'


def test_only_names_that_the_diagram_reads_are_kept():
    played = drawing.play(drawing.draw("start > A > xor; xor > B : =alvorlig; xor > C : default")).start(alvorlig=False)

    played.do("A", alvorlig=True, beskrivelse="lang tekst om et barn")

    assert played.variables() == {"alvorlig": True}
    assert "lang tekst" not in played.step.state


def test_parallel_branches_do_not_put_old_values_back():
    diagram = drawing.draw("start > A > and1 > B > and2 > xor; and1 > C > and2; xor > D : =topp = 2; xor > E : default")
    played = drawing.play(diagram).start().do("A", topp=1)

    played.do("B", topp=2).do("C")

    assert played.open == ["D"]


def test_values_keep_their_types_through_the_state():
    expected = {
        "dato": date(2026, 1, 5),
        "tid": datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
        "klokke": time(10, 30),
        "varighet": timedelta(days=3),
        "nesten": isodate.Duration(months=1, days=-1),
        "liste": [{"@merkelig": date(2026, 1, 6), "n": 1.5}],
        "tom": None,
    }
    names = ", ".join(expected)
    played = drawing.play(drawing.draw("start > A > V > B", V=drawing.script(f"=[{names}]", "alt"))).start(**expected)

    found = played.variables()
    assert {name: found[name] for name in expected} == expected
    assert [type(found[name]) for name in expected] == [type(value) for value in expected.values()]
    assert played.do("A").variables()["alt"][0] == date(2026, 1, 5)


def test_a_date_compares_as_a_date():
    diagram = drawing.draw('start > A > xor; xor > B : =dato < date("2026-02-01"); xor > C : default')

    assert drawing.play(diagram).start().do("A", dato=date(2026, 1, 31)).open == ["B"]


def test_built_in_names_are_read():
    diagram = drawing.draw('start > xor; xor > B : =sak.nummer = "2026-7" and skole = null; xor > C : default')

    assert drawing.play(diagram).start().open == ["B"]


def test_a_script_writes_its_result():
    diagram = drawing.draw(
        "start > A > S > xor; xor > B : =dobbelt = 8; xor > C : default", S=drawing.script("=x * 2", "dobbelt")
    )

    assert drawing.play(diagram).start().do("A", x=4).open == ["B"]


def test_outputs_of_a_task_rename_and_keep_the_rest_out():
    ext = drawing.io(outputs={"samtale_elev": "=gjennomfort"})
    task = drawing.node("userTask", ext=ext)
    diagram = drawing.draw("start > A > xor; xor > B : =samtale_elev = 1 and annet = null", A=task)

    played = drawing.play(diagram).start().do("A", gjennomfort=1, annet=2)
    assert played.open == ["B"]
    assert played.variables() == {"samtale_elev": 1}


def test_inputs_are_local_to_their_element():
    ext = drawing.io(inputs={"hvem": "=elev", "fast": "tekst"}) + '<zeebe:priorityDefinition priority="=count(hvem)"/>'
    played = drawing.play(drawing.draw("start > A > B", A=drawing.node("userTask", ext=ext))).start(elev=["a", "b"])

    (task,) = played.step.open
    assert (task.priority, task.local) == (2, {"hvem": ["a", "b"], "fast": "tekst"})
    assert played.do("A").variables() == {"elev": ["a", "b"]}


def test_inputs_do_not_hold_answers_back():
    task = drawing.node("userTask", ext=drawing.io(inputs={"hvem": "=elev"}))
    diagram = drawing.draw("start > A > xor; xor > B : =svar; xor > C : =hvem", A=task)
    played = drawing.play(diagram).start(elev="a").do("A", svar=True, hvem="b")

    assert played.open == ["B"]
    assert played.variables() == {"elev": "a", "svar": True}


def test_what_waits_at_an_edge_sees_the_inputs_of_its_activity():
    ext = drawing.io(inputs={"venter": '="PT3H"', "trygt": "=svar"})
    edges = {
        "k": drawing.boundary("A", drawing.timer("=venter")),
        "b": drawing.boundary("A", drawing.on_condition("=trygt")),
    }
    flows = "start > T > A > B; k > C; b > D"
    played = drawing.play(drawing.draw(flows, A=drawing.node("userTask", ext=ext), **edges)).start()

    assert played.do("T", svar=False).open == ["A"]
    assert played.timers.keys() == {"k"}
    assert drawing.play(drawing.draw(flows, A=drawing.node("userTask", ext=ext), **edges)).start().do(
        "T", svar=True
    ).open == ["D"]


def test_the_way_from_an_edge_is_chosen_without_the_inputs_of_the_activity():
    task = drawing.node("userTask", ext=drawing.io(inputs={"x": "=false"}))
    edge = drawing.boundary("A", drawing.on_message("m"), is_interrupting=False)
    flows = "start > A > B; k > xor2; k > C : =x; k > D : =x = true"
    diagram = drawing.draw(flows, A=task, k=edge, top=drawing.message("m"))

    assert drawing.play(diagram).start(x=True).send("m").open[:3] == ["A", "C", "D"]


def test_what_waits_at_the_edge_of_a_call_does_not_see_what_the_called_routine_writes():
    called = drawing.draw("start > K > L > slutt", process="q")
    edge = drawing.boundary("D", drawing.on_condition("=x = 2"))
    played = drawing.play(drawing.draw("start > D > B; k > C", D=drawing.call("q"), k=edge), called).start(x=1)

    assert played.do("D/K", x=2).open == ["D/L"]
    assert played.do("D/L").open == ["B"]


def test_what_a_message_at_an_edge_brings_passes_the_inputs_of_its_activity():
    ext = drawing.io(inputs={"svar": "=elev"})
    edge = drawing.boundary("A", drawing.on_message("m"))
    diagram = drawing.draw(
        "start > A > B; k > xor; xor > C : =svar = 2", A=drawing.node("userTask", ext=ext), k=edge,
        top=drawing.message("m"),
    )  # fmt: skip
    played = drawing.play(diagram).start(elev=1)

    assert played.send("m", svar=2).open == ["C"]


def test_a_sub_process_writes_where_the_name_is_known_else_in_the_case():
    ext = drawing.io(inputs={"lokal": "=1"})
    inner = drawing.inside(
        "s1 > S > R > A",
        prefix="i",
        s1=_START,
        S=drawing.script("=lokal + 1", "lokal"),
        R=drawing.script("=lokal", "ute"),
    )
    played = drawing.play(drawing.draw("start > D > B", D=drawing.node("subProcess", inner, ext=ext))).start()

    assert played.variables() == {"ute": 2}
    assert played.do("A").open == ["B"]


def test_a_called_routine_reads_its_caller_and_gives_back_what_it_wrote():
    called = drawing.draw("start > S > K > slutt", process="q", S=drawing.script("=x + 1", "y"))
    diagram = drawing.draw("start > D > xor; xor > B : =y = 3; xor > C : default", D=drawing.call("q"))
    played = drawing.play(diagram, called).start(x=2)

    assert played.open == ["D/K"]
    assert "y" not in played.variables()
    assert played.do("D/K").open == ["B"]
    assert played.variables() == {"x": 2, "y": 3}


def test_a_called_routine_does_not_write_into_its_caller_while_it_runs():
    called = drawing.draw("start > S > K > slutt", process="q", S=drawing.script("=x + 1", "x"))
    played = drawing.play(drawing.draw("start > and1 > D > B; and1 > E", D=drawing.call("q")), called).start(x=2)

    assert played.variables() == {"x": 2}
    assert played.do("D/K").variables() == {"x": 3}


def test_what_is_called_by_what_an_instance_calls_keeps_its_names_apart_too():
    inner = drawing.draw("start > T > xor; xor > A : =x; xor > B : default", process="r")
    outer = drawing.draw("start > E > slutt", process="q", E=drawing.call("r"))
    calls = drawing.inside("s1 > D > F > G", prefix="i", s1=_START, D=drawing.call("r"), F=drawing.call("q"))
    each = drawing.node("subProcess", drawing.each("=[1, 2]", inputElement="nr") + calls)
    played = drawing.play(drawing.draw("start > M > slutt", M=each), inner, outer).start()

    played.do("D/T[1]", x=True)
    assert "x" not in played.variables()


def test_with_output_mappings_only_these_come_back():
    called = drawing.draw("start > S > slutt", process="q", S=drawing.script("=inn + 1", "y"))
    ext = drawing.io(inputs={"inn": "=x"}, outputs={"resultat": "=y"})
    played = drawing.play(drawing.draw("start > D > B", D=drawing.call("q", ext=ext)), called).start(x=2)

    assert played.variables() == {"x": 2, "resultat": 3}


def test_a_call_can_be_shut_both_ways():
    called = drawing.draw("start > S > slutt", process="q", S=drawing.script("=if x = null then 1 else 2", "y"))
    call = drawing.call("q", propagateAllParentVariables="false", propagateAllChildVariables="false")
    ext = drawing.call("q", ext=drawing.io(outputs={"z": "=y"}), propagateAllParentVariables="false")

    assert drawing.play(drawing.draw("start > D > B", D=call), called).start(x=2).variables() == {"x": 2}
    assert drawing.play(drawing.draw("start > D > B", D=ext), called).start(x=2).variables() == {"x": 2, "z": 1}


def test_a_shut_call_is_repeated_by_what_its_caller_sees():
    called = drawing.draw("start > Q > slutt", process="q", Q=drawing.node("userTask"))
    each = drawing.each("=elever", until="=nok")
    shut = drawing.call("q", each, propagateAllParentVariables="false")
    play = drawing.play(drawing.draw("start > D > B", D=shut), called)

    play.start(elever=[1, 2], nok=True).do("D/Q")

    assert play.open == ["B"]


def test_an_expression_over_its_limits_stops_the_routine():
    script = drawing.script("=count(for a in 1..n, b in 1..n, c in 1..n return a)", "m")

    with pytest.raises(errors.RoutineFault, match="for lang tid eller for mye minne"):
        drawing.play(drawing.draw("start > S > A", S=script)).start(n=9999)


def test_two_cases_on_one_definition_do_not_meet():
    definition = drawing.define(
        drawing.draw("start > and1 > A > and2 > xor; and1 > B > and2; xor > C : =x; xor > D : default")
    )
    one, two = drawing.Play(definition).start(), drawing.Play(definition).start()

    one.do("A", x=True)
    two.do("B", x=False)
    one.do("B")
    two.do("A")

    assert (one.open, two.open) == (["C"], ["D"])


def test_the_variables_of_a_definition_are_all_names_it_reads():
    ext = (
        drawing.io(outputs={"ut": "=inn"})
        + '<zeebe:taskSchedule dueDate="tidligst av (=evaluering, 6 uker fra iverksatt)"/>'
    )
    called = drawing.draw("start > xor; xor > K : =fra_kalt; xor > slutt : default", process="q")
    diagram = drawing.draw(
        "start > A > D; D > B : =sak.nummer = x", A=drawing.node("userTask", ext=ext), D=drawing.call("q")
    )

    found = drawing.define(diagram, called)
    assert isinstance(found, bpmn.Definition)
    assert found.variables == {"inn", "evaluering", "iverksatt", "fra_kalt", "x"}

"""How the check tells of an expression: what FEEL calls it, and never more of it than a person reads."""

from __future__ import annotations

import drawing
import pytest

from engine import model
from tests.engine.bpmn import gating


def told(condition: str) -> model.Finding:
    """Return the one finding of a condition."""
    flows = f"start > T > xor; xor > slutt : {condition}; xor > T : default"
    (found,) = [
        one for one in gating.judged(drawing.draw(flows, **gating.base(flows))) if one.code not in {"not-drawn"}
    ]
    return found


def test_an_operator_of_another_language_is_told_with_the_remedy():
    found = told('=x eq "ja"')

    assert (found.code, found.level) == ("feel-unreadable", "error")
    assert found.what == 'I betingelsen «=x eq "ja"» (tegn 4): Skriv «=», ikke «eq». Altså: «x = "ja"».'


@pytest.mark.parametrize(
    ("condition", "remedy"),
    [
        ('${x == "ja" && !y}', 'Skriv FEEL med = foran og uten ${…}. Altså: «=x = "ja" and not(y)».'),
        ("${x.isEmpty()}", "Skriv FEEL med = foran og uten ${…}."),
    ],
)
def test_an_expression_for_camunda_7_is_told_in_feel_where_it_is_clear(condition: str, remedy: str):
    assert (told(condition).code, told(condition).remedy) == ("camunda7", remedy)


def test_what_may_bring_a_name_is_said_of_the_routine_itself_before_others():
    def waiting(process: str, message: str, condition: str) -> bytes:
        flows = f"start > V > xor; xor > T : {condition}; xor > T : default; T > slutt"
        catch = drawing.node(gating.CATCH, drawing.on_message(message))
        return drawing.draw(flows, process=process, top=drawing.message(message), V=catch, **gating.base(flows))

    found = gating.judged(waiting("a", "sin", "=x = 1"), waiting("b", "egen", "=fremmed = 1"))

    assert [one.why for one in found if one.code == "name-unknown"] == [
        "Det kan bare komme med meldingen «egen». Kommer det ikke, er det null."
    ]


def test_a_name_of_another_routine_that_is_only_checked_with_it_is_unknown():
    gives = drawing.draw("start > S > slutt", process="b", start=gating.BEGIN, S=drawing.script("=1", "fremmed"))
    flows = "start > xor; xor > T : =fremmed = 1; xor > T : default; T > slutt"
    reads = drawing.draw(flows, process="a", **gating.base(flows))

    assert [one.code for one in gating.judged(gives, reads) if one.level == "error"] == ["name-unknown"]


def test_a_name_of_a_routine_that_calls_it_or_that_it_calls_is_known():
    flows = "start > S > xor; xor > K : =dypt = 1; xor > K : default; K > slutt"
    outer = drawing.draw(flows, process="a", S=drawing.script("=1", "ytterst"), K=drawing.call("b"), start=gating.BEGIN)
    middle = drawing.draw("start > K > slutt", process="b", K=drawing.call("c"), start=gating.BEGIN)
    inner = drawing.draw("start > S > slutt", process="c", start=gating.BEGIN, S=drawing.script("=ytterst", "dypt"))

    assert [one.code for one in gating.judged(outer, middle, inner) if one.level == "error"] == []


def test_a_name_that_another_routine_sends_with_the_message_is_known():
    top = drawing.message("svar")
    send = drawing.node(gating.THROW, drawing.on_message("svar"), ext=drawing.io(inputs={"med": "=1"}))
    sends = drawing.draw("start > S > slutt", process="b", top=top, start=gating.BEGIN, S=send)
    flows = "start > V > xor; xor > T : =med = 1; xor > T : default; T > slutt"
    catch = drawing.node(gating.CATCH, drawing.on_message("svar"))
    takes = drawing.draw(flows, process="a", top=top, V=catch, **gating.base(flows))

    assert [one.code for one in gating.judged(sends, takes) if one.code == "name-unknown"] == []


@pytest.mark.parametrize("text", ['duration("PT1H")', "dato"])
def test_a_time_that_is_feel_without_its_sign_is_told_with_the_sign(text: str):
    flows = "start > V > slutt"
    event = drawing.node(gating.CATCH, drawing.timer(text))
    (found,) = [
        one for one in gating.judged(drawing.draw(flows, V=event, **gating.base(flows))) if one.level == "error"
    ]

    assert (found.code, found.remedy) == ("deadline-unreadable", f"Er det FEEL, skriv = foran: ={text}.")


@pytest.mark.parametrize(("mapping", "warned"), [("x", True), ("=x", False), ("ja", False), ("x y", False)])
def test_a_mapping_of_an_answers_name_without_the_sign_of_feel_is_a_warning(mapping: str, warned: bool):
    flows = "start > T > slutt"
    task = drawing.node("userTask", ext=gating.OWN + drawing.io(inputs={"y": mapping}))
    found = [
        one for one in gating.judged(drawing.draw(flows, start=gating.BEGIN, T=task)) if one.code == "feel-unmarked"
    ]

    assert [(one.level, one.element, one.remedy) for one in found] == [
        ("warning", "T", 'Skriv =x for svaret. Er det teksten du mener, skriv ="x".')
    ][: int(warned)]

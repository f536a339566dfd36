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

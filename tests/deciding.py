"""Writes small DMN files for tests, as Camunda Modeler does: a table from a few words.

deciding.table("alvor", ["alder: number"], ["svar: string"], ['< 10 | "lav"', '- | "høy"'], policy="FIRST")
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
    'xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" id="d" name="D" namespace="http://camunda.org/schema/1.0/dmn">'
)


def file(*decisions: str) -> bytes:
    """Return a decision file."""
    return f"{_HEAD}{''.join(decisions)}</definitions>".encode()


def table(
    ident: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[str],
    *,
    policy: str = "",
    aggregation: str = "",
    needs: Sequence[str] = (),
    default: str = "",
    ranked: str = "",
    allowed: str = "",
    variable: str = "",
) -> str:
    """Return a decision with a table: columns are `text: type`, a rule its cells between bars."""
    given = "".join(
        f" {name}={quoteattr(value)}" for name, value in (("hitPolicy", policy), ("aggregation", aggregation)) if value
    )
    columns = "".join(_input(one, allowed) for one in inputs)
    columns += "".join(_output(one, ranked, default) for one in outputs)
    rows = "".join(_rule(one, len(inputs)) for one in rules)
    body = f"<decisionTable{given}>{columns}{rows}</decisionTable>"
    return _decision(ident, body, needs, variable)


def literal(ident: str, text: str, *, needs: Sequence[str] = (), variable: str = "") -> str:
    """Return a decision that is one FEEL text."""
    return _decision(ident, f"<literalExpression><text>{escape(text)}</text></literalExpression>", needs, variable)


def _decision(ident: str, body: str, needs: Sequence[str], variable: str) -> str:
    arrows = "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>' for one in needs
    )
    named = f'<variable name="{variable}"/>' if variable else ""
    return f'<decision id="{ident}" name="{ident.capitalize()}">{named}{arrows}{body}</decision>'


def _input(column: str, allowed: str) -> str:
    text, _, kind = column.partition(": ")
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    reference = f' typeRef="{kind}"' if kind else ""
    return f"<input><inputExpression{reference}><text>{escape(text)}</text></inputExpression>{values}</input>"


def _output(column: str, ranked: str, default: str) -> str:
    name, _, kind = column.partition(": ")
    inner = f"<outputValues><text>{escape(ranked)}</text></outputValues>" if ranked else ""
    inner += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    reference = f' typeRef="{kind}"' if kind else ""
    return f'<output name="{name}"{reference}>{inner}</output>'


def _rule(line: str, inputs: int) -> str:
    cells = [f"<text>{escape(cell.strip())}</text>" for cell in line.split(" | ")]
    tests = "".join(f"<inputEntry>{cell}</inputEntry>" for cell in cells[:inputs])
    return f"<rule>{tests}{''.join(f'<outputEntry>{cell}</outputEntry>' for cell in cells[inputs:])}</rule>"

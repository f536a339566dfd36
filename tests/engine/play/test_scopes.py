"""A story through an event sub-process, an escalation and a compensation, with the case's real rows."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import db, play, publishing

TOP = (
    '<bpmn:message id="m1" name="trukket"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="= sak.nummer" /></bpmn:extensionElements></bpmn:message>'
    '<bpmn:escalation id="e1" name="haster" escalationCode="haster" />'
)
STORY = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {tasks: [A]}
  - see: {timer: ukentlig, at: 2026-01-12 10:00}
  - wait: P7D
  - see: {tasks: [A, P]}
  - see: {timer: ukentlig, at: 2026-01-19 10:00}
  - do: A
    by: rektor
  - see: {tasks: [P, C, L]}
  - send: {message: trukket, key: sak.nummer}
  - see: {tasks: [UA]}
  - see: {timer: ukentlig, at: none}
  - see: {ended: none}
  - refuse: {do: C, by: rektor, because: not-open}
  - do: UA
    by: rektor
  - see: {ended: angret}
  - see: {incident: none}
"""


BESIDE = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - do: A
    by: rektor
  - do: C
    by: rektor
  - see: {ended: none}
  - do: L
    by: rektor
  - see: {ended: slutt}
  - see: {ended: L}
"""


@pytest.mark.parametrize("text", [STORY, BESIDE], ids=["taken back", "what went on beside it ends last"])
def test_a_case_is_reminded_escalated_and_taken_back(tmp_path: Path, schema: db.Database, text: str) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "stories").mkdir()
    (tmp_path / "prove.bpmn").write_bytes(_diagram())
    (tmp_path / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    story = tmp_path / "stories" / "prove.yaml"
    story.write_text(text)

    result = play.play(play.read(story), publishing.gather([tmp_path / "prove.bpmn"], "prove"), database=schema)
    assert result.failure is None


def _diagram() -> bytes:
    undo = diagrams.task("UA").replace("<bpmn:userTask ", '<bpmn:userTask isForCompensation="true" ', 1)
    elements = {
        "A": diagrams.task("A"),
        "kA": '<bpmn:boundaryEvent id="kA" attachedToRef="A"><bpmn:compensateEventDefinition id="d1" />'
        '</bpmn:boundaryEvent><bpmn:association id="as1" sourceRef="kA" targetRef="UA" />',
        "UA": undo,
        "haster": '<bpmn:intermediateThrowEvent id="haster">'
        '<bpmn:escalationEventDefinition id="d2" escalationRef="e1" /></bpmn:intermediateThrowEvent>',
        "C": diagrams.task("C"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
        "T": _begun(
            "T",
            '<bpmn:startEvent id="trukket"><bpmn:messageEventDefinition id="d3" messageRef="m1" /></bpmn:startEvent>'
            '<bpmn:endEvent id="angret"><bpmn:compensateEventDefinition id="d4" /></bpmn:endEvent>',
            "trukket",
            "angret",
        ),
        "U": _begun(
            "U",
            '<bpmn:startEvent id="ukentlig" isInterrupting="false"><bpmn:timerEventDefinition id="d5">'
            "<bpmn:timeCycle>R3/P1W</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
            + diagrams.task("P"),
            "ukentlig",
            "P",
        ),
        "E": _begun(
            "E",
            '<bpmn:startEvent id="opp" isInterrupting="false">'
            '<bpmn:escalationEventDefinition id="d6" escalationRef="e1" /></bpmn:startEvent>' + diagrams.task("L"),
            "opp",
            "L",
        ),
    }
    flows = [diagrams.flow(*pair) for pair in (("inn", "A"), ("A", "haster"), ("haster", "C"), ("C", "slutt"))]
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]})
    return diagram.replace(b"<bpmn:process ", TOP.encode() + b"<bpmn:process ", 1)


def _begun(ident: str, inner: str, start: str, after: str) -> str:
    return (
        f'<bpmn:subProcess id="{ident}" name="Hendelse {ident}" triggeredByEvent="true">'
        f"{inner}{diagrams.flow(start, after)}</bpmn:subProcess>"
    )

"""What a routine is for, in one line: its start's name, else the first sentence of the guidance there."""

from __future__ import annotations

import diagrams
import pytest

from engine import bpmn
from engine.overview import about


@pytest.mark.parametrize(
    ("start", "guidance", "line"),
    [
        ("Noen ber om innsyn", "Skriv ned kravet.", "Noen ber om innsyn."),
        ("Prove", "**Skriv ned [kravet](https://eksempel.invalid).** Så mer.", "Skriv ned kravet."),
        ("Pro-ve i en klasse", "Gjelder jf. § 12-4, ikke 9 A. Mer.", "Gjelder jf. § 12-4, ikke 9 A."),
        ("Prove", "", ""),
        ("En prove", "Noen har fått vite det.", "Noen har fått vite det."),
        ("", "To ganger i året.\n\n*Anbefalt*", "To ganger i året."),
    ],
)
def test_line_of_a_routine(start: str, guidance: str, line: str) -> None:
    drawn = diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]}).decode()
    said = f"<bpmn:documentation>{guidance}</bpmn:documentation>"
    drawn = drawn.replace(
        '<bpmn:startEvent id="inn" name="Melding">', f'<bpmn:startEvent id="inn" name="{start}">{said}'
    )

    found = bpmn.definition(f"{start}{guidance}", {"prove.bpmn": drawn.encode()}, "prove")

    assert about.line(found) == line

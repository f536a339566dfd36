"""The construct table: each row of `spiffworkflow.md` 1-3 and 5-7, what becomes of it here, and a small diagram.

A row that runs says what is done, and what then stands open (tasks; `k:timer`, `V:message`, `V:signal` for what is
waited for; `= slutt` when the case has ended there): `start: T; do T x=1: = slutt`. A row that is refused says the
code: `!camunda7`. `~code` are warnings that the row must give beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import drawing

from tests.engine.bpmn import gating


@dataclass(frozen=True)
class Row:
    """One construct; the first of `diagrams` is the routine `p`, `tables` are decision files beside them."""

    section: str
    construct: str
    says: str
    diagrams: tuple[bytes, ...]
    tables: tuple[tuple[str, bytes], ...] = ()

    @property
    def code(self) -> str:
        """The finding that refuses it, "" where it runs."""
        return self.says.split(" ~")[0].removeprefix("!") if self.says.startswith("!") else ""

    @property
    def warnings(self) -> set[str]:
        """The codes of the warnings that it must give."""
        return set(self.says.split(" ~")[1:])

    @property
    def steps(self) -> list[tuple[str, str]]:
        """What is done, and what stands open after it."""
        parts = [one.partition(": ") for one in self.says.split(" ~")[0].split("; ")]
        return [(action.strip(), shown.strip()) for action, _, shown in parts]


ROWS: list[Row] = []
TOP = (
    gating.MESSAGE + gating.ERROR + drawing.signal("brann") + '<bpmn:escalation id="esk1" name="e" escalationCode="E"/>'
)
SLUTT = drawing.node("endEvent")
D = drawing.node
CALLED = drawing.draw("qs > Q > qe", process="q", qs=D("startEvent"), Q=gating.TASK, qe=D("endEvent"))


def row(
    section: str, construct: str, says: str, flows: str = "start > T > slutt", *more: bytes, **elements: str
) -> None:
    """Add a row; `flows` as in `drawing.draw`, `more` are diagrams beside."""
    given = {
        ident: xml
        for ident, xml in {"start": gating.BEGIN, "T": gating.TASK, "B": gating.TASK}.items()
        if ident in flows.replace(";", " ").split()
    }
    diagram = drawing.draw(flows, **{"top": TOP, **given, **elements})
    ROWS.append(Row(section, construct, says, (diagram, *more)))


def raw(section: str, construct: str, says: str, *diagrams: bytes) -> None:
    """Add a row by its whole files."""
    ROWS.append(Row(section, construct, says, diagrams))

"""A routine that stops: its gateway knows only lengths above five, so that a shorter one is a fault of the routine."""

from __future__ import annotations

import diagrams


def parts(first: str, drawn: str) -> tuple[dict[str, str], list[str]]:
    """Return elements and flows: `first`, the gateway `VALG`, then B where `lengde` is above 5 (C above 100)."""
    elements = {
        first: drawn,
        "VALG": '<bpmn:exclusiveGateway id="VALG" name="Lang nok?" />',
        "B": diagrams.task("B"),
        "C": diagrams.task("C"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    flows = [
        diagrams.flow("inn", first), diagrams.flow(first, "VALG"), diagrams.flow("VALG", "B", "= lengde &gt; 5"),
        diagrams.flow("VALG", "C", "= lengde &gt; 100"), diagrams.flow("B", "slutt"), diagrams.flow("C", "slutt"),
    ]  # fmt: skip
    return elements, flows

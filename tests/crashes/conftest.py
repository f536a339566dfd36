"""What the crash tests share: an installation on the test's database, and a small routine with a timer in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import diagrams
import factories
import pytest

from engine import db
from tests.crashes import processes

BOUNDARY = (
    '<bpmn:boundaryEvent id="FRIST" name="Tre timer er gått" attachedToRef="B" cancelActivity="false">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT3H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)


@pytest.fixture
def installation(database: db.Database, database_url: str, tmp_path: Path) -> Iterator[processes.Installation]:
    """Give the product on this test's database; what it starts ends with the test."""
    with processes.installation(database_url, tmp_path) as one:
        yield one


@pytest.fixture
def town(municipality: factories.Town) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer, a required note), B (rektor); C after 3 hours."""
    elements = {
        "A": diagrams.task("A", diagrams.form_of("notat")),
        "B": diagrams.task("B"),
        "FRIST": BOUNDARY,
        "C": diagrams.task("C"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
        "purret": '<bpmn:endEvent id="purret" name="Purret" />',
    }
    pairs = [("inn", "A"), ("A", "B"), ("B", "slutt"), ("FRIST", "C"), ("C", "purret")]
    diagram = diagrams.routine(
        "prove",
        elements,
        [diagrams.flow(source, target) for source, target in pairs],
        lanes={"Kontaktlærer": ["inn", "A"], "Rektor": ["B", "FRIST", "C", "slutt", "purret"]},
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    diagrams.publish(municipality.id, "prove", diagram, notat=note)
    return municipality

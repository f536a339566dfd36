"""What the tests of questions share: a municipality where `prove` is in force, and a case in it."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, clock, model


@pytest.fixture
def town(own: clock.Clock, municipality: factories.Town) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer, within 3 school days), then B (rektor)."""
    diagram = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")),
        diagrams.task("B"),
        lanes={"Kontaktlærer": ["inn", "A"], "Rektor": ["B", "slutt"]},
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    diagrams.publish(municipality.id, "prove", diagram, notat=note)
    return municipality


@pytest.fixture
def case(town: factories.Town) -> model.CaseRef:
    """A case about Testelev A of 5A, reported by lærer; its task A is kontaktlærer's."""
    raw = {"elev": str(town.pupil("Testelev A").id), "hva": "uro"}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")

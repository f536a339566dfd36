"""The log of a case tells its story in words: what nobody has named is for the picture."""

from __future__ import annotations

import itertools

import diagrams
import factories
import pytest

from engine import cases, clock, model, overview


def test_a_gateway_without_a_name_is_not_in_the_log(town: factories.Town, own: clock.Clock) -> None:
    by = town.person("lærer")
    case = cases.open_case(by=by, routine="fordelt", raw={"elev": str(town.pupil().id), "hva": "uro"}, token="t1")

    log = overview.case_page(case.number, town.person("rektor")).events

    passed = [one.element_name for one in log if one.kind == model.EventKind.ELEMENT_PASSED]
    assert "Plan_del" not in passed
    assert "Er det behov?" in passed


@pytest.fixture
def town(municipality: factories.Town) -> factories.Town:
    """A municipality whose routine goes through two gateways, one of them with a name."""
    elements = {
        "Plan_del": '<bpmn:exclusiveGateway id="Plan_del" />',
        "Behov": '<bpmn:exclusiveGateway id="Behov" name="Er det behov?" />',
        "A": diagrams.task("A"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    path = ["inn", *elements]
    flows = [diagrams.flow(source, target) for source, target in itertools.pairwise(path)]
    diagram = diagrams.routine("fordelt", elements, flows, lanes={"Rektor": path})
    diagrams.publish(municipality.id, "fordelt", diagram)
    return municipality

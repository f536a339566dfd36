"""The log of a case tells its story in words: what nobody has named is for the picture."""

from __future__ import annotations

import itertools
from datetime import timedelta

import diagrams
import drawing
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


def test_a_case_in_which_nobody_has_anything_to_do_says_when_it_goes_on_and_by_what(town: factories.Town) -> None:
    waits = drawing.node("intermediateCatchEvent", drawing.timer("P5D")).replace('name="{id}"', 'name="Evalueringen"')
    drawn = drawing.draw("inn > Evaluering > slutt", process="venter", inn=drawing.node("startEvent"), Evaluering=waits)
    diagrams.publish(town.id, "venter", drawn)
    rektor = town.person("rektor")
    case = cases.open_case(by=rektor, routine="venter", raw={}, token="t2")

    page = overview.case_page(case.number, rektor)

    assert page.open_tasks == ()
    assert page.next_deadline is not None
    assert page.next_deadline - page.case.opened_at >= timedelta(days=5)
    assert page.next_deadline_name == "Evalueringen"


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

"""Messages between cases go by key, within the municipality; a condition at an edge looks at the whole case."""

from __future__ import annotations

import diagrams
import drawing
import factories

from engine import cases
from tests.engine.cases import crossing, looking


def test_nothing_crosses_between_municipalities(town: factories.Town) -> None:
    other = factories.municipality("Nabo kommune")
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))
    for place in (town, other):
        crossing.publish(place, "ventende", **crossing.waiting())
        crossing.publish(place, "venter", "inn > V > B > slutt", V=catch, B=crossing.TASK, slutt=crossing.END)
        crossing.publish(place, "startet", **crossing.starting(drawing.on_signal("brann")))
    crossing.publish(town, "kaster", **crossing.throwing())
    crossing.publish(town, "sender", "inn > slutt", slutt=drawing.node("endEvent", drawing.on_message("svar")))
    theirs = [crossing.opened(other, "ventende", "a"), crossing.opened(other, "venter", "samme")]

    crossing.opened(town, "kaster")
    crossing.opened(town, "sender", "samme")
    cases.receive_signal(municipality_id=town.id, signal="brann", data={})
    assert crossing.send(town, "samme") == []
    cases.deliver()

    assert [looking.open_now(one.id) for one in theirs] == [[], []]
    assert {looking.case(one.id).municipality_id for one in looking.cases_of("startet")} == {town.id}


def test_a_thrown_message_goes_to_the_cases_that_wait_for_it_by_key(town: factories.Town) -> None:
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))
    crossing.publish(town, "venter", "inn > V > B > slutt", V=catch, B=crossing.TASK, slutt=crossing.END)
    throw = drawing.node("endEvent", drawing.on_message("svar"))
    crossing.publish(town, "sender", "inn > slutt", slutt=throw)
    same, other = crossing.opened(town, "venter", "samme"), crossing.opened(town, "venter", "annen")

    assert crossing.opened(town, "sender", "samme").ended_by_event == "slutt"
    assert [looking.open_now(one.id) for one in (same, other)] == [["B"], []]


def test_a_condition_at_the_edge_is_met_when_another_branch_is_completed(town: factories.Town) -> None:
    edge = drawing.boundary("A", drawing.on_condition('=svaret = "trygt"'))
    flows = "inn > and1 > A > slutt; and1 > C > slutt; V > B > slutt"
    form = diagrams.form("svar", diagrams.text_field("svaret"))
    own = drawing.node("userTask", ext=crossing.REKTOR + diagrams.form_of("svar"))
    given = {"A": crossing.TASK, "B": crossing.TASK, "C": own, "V": edge, "slutt": crossing.END}
    crossing.publish(town, "delt", flows, forms={"svar": form}, **given)
    case = crossing.opened(town, "delt")

    ids = {row.element_id: row.id for row in looking.open_tasks(case.id)}
    cases.complete_task(ids["C"], by=town.person("rektor"), raw={"svaret": "trygt"}, seen_version=None)

    assert looking.open_now(case.id) == ["B"]

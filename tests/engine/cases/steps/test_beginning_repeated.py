"""What waits in several instances or calls at once is begun by hand in the one that was chosen."""

from __future__ import annotations

import diagrams
import drawing
import factories
import pytest

from engine import cases, clock, errors, model, overview, routines
from tests.engine.cases import crossing, looking

PERSONS = drawing.each('=["Per", "Kari"]', inputElement="barn")
HAND = (
    '<zeebe:properties><zeebe:property name="for-hand" value="rektor"/>'
    '<zeebe:property name="ikke-mens" value="H"/></zeebe:properties>'
)


def inside() -> str:
    """Return the event sub-process that rektor may begin beside the rest, with the task H."""
    start = drawing.node("startEvent", drawing.on_message("ny"), ext=HAND, isInterrupting="false")
    body = drawing.inside("starth > H > slutth", prefix="h", starth=start, H=crossing.TASK)
    return drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "E")


def repeated() -> dict[str, bytes]:
    body = drawing.inside("starts > I > slutts", prefix="s", I=crossing.TASK) + inside()
    return {"rutine.bpmn": outer(S=drawing.node("subProcess", body + PERSONS))}


def called() -> dict[str, bytes]:
    top = drawing.message("ny")
    inner = drawing.draw("start > I > slutt", process="kalt", top=top, extra=inside(), I=crossing.TASK)
    return {"rutine.bpmn": outer(S=drawing.call("kalt", PERSONS)), "kalt.bpmn": inner}


def outer(**elements: str) -> bytes:
    begin = drawing.node("startEvent", ext=diagrams.form_of("melding"))
    flows = "inn > S > slutt"
    return drawing.draw(flows, process="rutine", top=drawing.message("ny"), inn=begin, **elements)


@pytest.fixture(params=[repeated, called])
def case(municipality: factories.Town, own: clock.Clock, request: pytest.FixtureRequest) -> model.CaseRef:
    files = {"forms/melding.form": diagrams.REPORT, **request.param()}
    routines.publish(files, ["rutine"], municipality_id=municipality.id, by=None)
    return crossing.opened(municipality, "rutine")


def begin(case: model.CaseRef, by: model.Person, place: str) -> None:
    version = looking.case(case.id).state_version
    cases.begin(case.id, by=by, element="starth", place=place, seen_version=version)


def test_each_is_offered_with_its_number_and_begins_there(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor = municipality.person("rektor")
    first, second = overview.case_page(case.number, rektor).beginnings
    assert [first.name, second.name] == ["starth (1)", "starth (2)"]

    begin(case, rektor, second.place)

    tasks = [row for row in looking.open_tasks(case.id) if row.element_id == "H"]
    assert [(row.instance, row.local["barn"]) for row in tasks] == [(2, "Kari")]


def test_nobody_begins_it_without_saying_where(municipality: factories.Town, case: model.CaseRef) -> None:
    with pytest.raises(errors.NotAllowed):
        begin(case, municipality.person("rektor"), "")

    assert "H" not in looking.open_now(case.id)


def test_the_last_one_is_offered_alone(municipality: factories.Town, case: model.CaseRef) -> None:
    crossing.do(municipality, case.id, "I")
    rektor = municipality.person("rektor")
    (alone,) = overview.case_page(case.number, rektor).beginnings
    assert alone.name == f"starth ({looking.open_tasks(case.id)[0].instance})"

    begin(case, rektor, alone.place)

    assert sorted(looking.open_now(case.id)) == ["H", "I"]


def test_what_is_open_for_one_keeps_nobody_from_beginning_it_for_another(
    municipality: factories.Town, case: model.CaseRef
) -> None:
    rektor = municipality.person("rektor")
    first, second = overview.case_page(case.number, rektor).beginnings
    begin(case, rektor, first.place)
    assert overview.case_page(case.number, rektor).beginnings == (second,)

    begin(case, rektor, second.place)

    tasks = [row for row in looking.open_tasks(case.id) if row.element_id == "H"]
    assert sorted(row.local["barn"] for row in tasks) == ["Kari", "Per"]
    assert overview.case_page(case.number, rektor).beginnings == ()

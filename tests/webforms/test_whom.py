"""Whom a step is for, where it stands once for each child: for who may do it, in the text of the pages only."""

from __future__ import annotations

import diagrams
import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import cases, db, model, overview, tables
from tests.webforms import browser as browsers

# the case's pupil, a child outside the register, and a number that is nobody's here
EACH = '=[{elev: elev}, {elev: null, navn: "Barn Utenfor"}, {elev: "999999999"}]'


def test_each_instance_says_which_child_it_is_for(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor = municipality.person("rektor")

    rows = overview.my_tasks(rektor).groups["senere"]

    assert sorted((one.name, one.instance or 0, one.whom) for one in rows) == [
        ("Steg A", 1, "Testelev A"), ("Steg A", 2, "Barn Utenfor"), ("Steg A", 3, ""), ("Steg B", 0, ""),
    ]  # fmt: skip
    assert {one.task.whom for one in overview.case_page(case.number, rektor).open_tasks} == {""}


def test_name_stands_in_the_text_and_not_in_a_title_or_an_address(
    app: Flask, municipality: factories.Town, case: model.CaseRef
) -> None:
    rektor = municipality.person("rektor")
    browser = browsers.browser(app, rektor)
    task = next(one for one in overview.my_tasks(rektor).groups["senere"] if one.whom == "Testelev A")

    found = [browser.get("/oppgaver").text, browser.get(f"/oppgave/{task.id}").text]

    assert all("<strong>Gjelder Testelev A</strong>" in one for one in found)
    assert all("Testelev" not in one.partition("</title>")[0] for one in found)


def test_what_is_only_to_be_read_is_the_cases_whatever_is_sent(
    app: Flask, municipality: factories.Town, case: model.CaseRef
) -> None:
    rektor, other = municipality.person("rektor"), municipality.pupil("Testelev B").id
    browser = browsers.browser(app, rektor)
    task = next(one for one in overview.my_tasks(rektor).groups["senere"] if one.whom == "Testelev A")
    page = browser.get(f"/oppgave/{task.id}")

    browser.fill(page, {"barnet": str(other)}, button="_gjor=lagre")
    browser.fill(page, {"barnet": str(other)})

    a = tables.answers.c
    with db.reading() as connection:
        stored = connection.execute(sa.select(a.content["barnet"]).where(a.task_id == task.id)).scalar_one()
    assert stored == str(municipality.pupil("Testelev A").id)


@pytest.fixture
def case(municipality: factories.Town) -> model.CaseRef:
    """A case where A stands once for each of three children, and beside it B once, which is given the pupil too."""
    each, own = _given("barn.elev", "barn.navn"), _given("elev", "elev")
    elements = {
        "del": '<bpmn:parallelGateway id="del" />',
        "A": diagrams.task("A", diagrams.form_of("vurdering"), each).replace("</bpmn:userTask>", _loop()),
        "B": diagrams.task("B", diagrams.form_of("vurdering"), own),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    ways = [("inn", "del"), ("del", "A"), ("del", "B"), ("A", "slutt"), ("B", "slutt")]
    flows = [diagrams.flow(source, target) for source, target in ways]
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]})
    child = {"type": "select", "key": "barnet", "id": "Field_barnet", "label": "Barnet", "valuesKey": "elever"}
    child |= {"properties": {"register": "elev"}, "readonly": True}
    form = diagrams.form("vurdering", child, diagrams.text_field("barnets_navn", readonly=True))
    diagrams.publish(municipality.id, "prove", diagram, vurdering=form)
    raw = {"elev": str(municipality.pupil("Testelev A").id), "hva": "uro"}
    return cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="t1")


def _given(pupil: str, name: str) -> str:
    """Return the inputs of a task: whom it is about, and what that child is called."""
    inputs = f"<zeebe:input source='={pupil}' target='barnet' /><zeebe:input source='={name}' target='barnets_navn' />"
    return f"<zeebe:ioMapping>{inputs}</zeebe:ioMapping>"


def _loop() -> str:
    return (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        f"<zeebe:loopCharacteristics inputCollection='{EACH}' inputElement='barn' />"
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )

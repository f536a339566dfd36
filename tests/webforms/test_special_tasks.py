"""Task pages beyond the plain one: a form that stands in the diagram, and a task that two roles must do."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

import diagrams
import factories
import pytest

from engine import cases, model
from tests.webforms.browser import As, find, words


def test_form_inside_the_diagram_is_drawn_checked_and_completed(embedded: model.CaseRef, as_role: As) -> None:
    teacher = as_role("kontaktlærer")
    page = teacher.task_page()

    wrong = teacher.fill(page, {"notat": ""})
    right = teacher.fill(wrong, {"notat": "Sett i friminuttet"})

    assert find(page, "//input[@name='notat']/@required | //label[@for='felt-notat']/text()")
    assert wrong.status_code == 422
    assert find(wrong, "//*[@id='feil']//a/@href") == ["#felt-notat"]
    assert right.status_code == 302
    assert f"«Steg A» er fullført i sak {embedded.number}." in words(teacher.get(right.location))


def test_first_part_says_whose_is_awaited_and_the_second_begins_with_it(shared: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    page = teacher.task_page()

    answer = teacher.fill(page, {"notat": "Møtet er holdt"})
    told = words(teacher.get(answer.location))
    second = rektor.task_page()

    assert "Saken går videre når også disse har gjort sin del: rektor." in words(page)
    assert f"Din del av «Steg A» er fullført i sak {shared.number}. Venter på: rektor." in told
    assert "har gjort delen som kontaktlærer." in words(second)
    assert find(second, "//input[@name='notat']/@value") == ["Møtet er holdt"]
    assert "Venter på: rektor" in words(rektor.get(f"/sak/{shared.number}/hendelser"))
    last = rektor.fill(second, {})
    assert f"«Steg A» er fullført i sak {shared.number}." in words(rektor.get(last.location))


def test_case_page_shows_a_step_of_two_roles_once_and_leads_to_the_readers_own_part(
    shared: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")

    page = rektor.get(f"/sak/{shared.number}")

    assert find(page, "//section[@aria-labelledby='naa']//li//a/text()") == ["Steg A"]
    assert "Kontaktlærer og rektor" in words(page)
    assert "hos kontaktlærer og rektor" in words(page)
    own = find(page, "//section[@aria-labelledby='naa']//li//a/@href")[0]
    assert "Du ser oppgaven fordi du er rektor" in words(rektor.get(own))


@pytest.fixture
def embedded(municipality: factories.Town) -> model.CaseRef:
    """A case at a task whose form stands in the diagram."""
    form = json.dumps({"type": "default", "id": "F", "components": [diagrams.text_field("notat", required=True)]})
    inside = diagrams.extensions(f'<zeebe:userTaskForm id="u1">{escape(form)}</zeebe:userTaskForm>')
    task = diagrams.task("A", '<zeebe:formDefinition formKey="camunda-forms:bpmn:u1" />')
    diagram = diagrams.chain("prove", task, lanes={"Kontaktlærer": ["inn", "A", "slutt"]})
    diagrams.publish(municipality.id, "prove", diagram.replace(b"<bpmn:laneSet", inside.encode() + b"<bpmn:laneSet", 1))
    return _opened(municipality)


@pytest.fixture
def shared(municipality: factories.Town) -> model.CaseRef:
    """A case at a task for kontaktlærer and rektor both."""
    task = diagrams.task("A", diagrams.form_of("notat"))
    diagram = diagrams.chain("prove", task, lanes={"Kontaktlærer og rektor": ["inn", "A", "slutt"]})
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    diagrams.publish(municipality.id, "prove", diagram, notat=note)
    return _opened(municipality)


def _opened(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="prove", raw=raw, token="engang-1")

"""Dokumenter: which version of the plan a letter was made of."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, routines, settings, tables
from tests.webforms.browser import As, find

PROPERTIES = '<zeebe:properties><zeebe:property name="plan" value="versjon" /></zeebe:properties>'
LETTER = (
    '<zeebe:taskDefinition type="brev" /><zeebe:taskHeaders><zeebe:header key="mal" value="aktivitetsplan" />'
    '<zeebe:header key="kilde" value="PLAN" /></zeebe:taskHeaders>'
)
TITLES = "//ul[contains(@class, 'plain-list')]/li/h2/a/text()"


def test_letters_of_a_plan_with_several_versions_say_which_they_are_of(
    case: model.CaseRef, municipality: factories.Town, as_role: As, own: clock.Clock
) -> None:
    rektor = municipality.person("rektor")
    write(case, rektor, "Tryggperson")
    alone = find(as_role("rektor").get(f"/sak/{case.number}/dokumenter"), TITLES)
    own.set(own.now() + timedelta(days=30))
    write(case, rektor, "Lekegruppe")

    both = find(as_role("rektor").get(f"/sak/{case.number}/dokumenter"), TITLES)

    assert alone == ["Aktivitetsplan"]
    assert both == ["Aktivitetsplan, utgave 2", "Aktivitetsplan, utgave 1"]


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case whose plan is written, and sent, round after round."""
    elements = {
        "PLAN": diagrams.task("PLAN", diagrams.form_of("planen"), PROPERTIES),
        "BREV": f'<bpmn:serviceTask id="BREV" name="Lag planen">{diagrams.extensions(LETTER)}</bpmn:serviceTask>',
    }
    flows = [diagrams.flow("inn", "PLAN"), diagrams.flow("PLAN", "BREV"), diagrams.flow("BREV", "PLAN")]
    letters = settings.ROOT / "processes" / "letters"
    files = {
        "runder.bpmn": diagrams.routine("runder", elements, flows, lanes={"Rektor": ["inn", *elements]}),
        "forms/melding.form": diagrams.REPORT,
        "forms/planen.form": diagrams.form("planen", diagrams.text_field("mal", properties={"plan": "mål"})),
        **{f"letters/{path.name}": path.read_bytes() for path in letters.iterdir()},
    }
    routines.publish(files, ["runder"], municipality_id=municipality.id, by=None)
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=municipality.person("lærer"), routine="runder", raw=raw, token="engang-1")


def write(case: model.CaseRef, by: model.Person, goal: str) -> None:
    t = tables.tasks.c
    with db.reading() as connection:
        task = connection.execute(sa.select(t.id).where(t.case_id == case.id, t.status == "open")).scalar_one()
    cases.complete_task(task, by=by, raw={"mal": goal}, seen_version=None)

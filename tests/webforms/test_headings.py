"""The headings that routines stand under at /meld: ours in the reader's language, a municipality's own as written."""

from __future__ import annotations

import re

import diagrams
import factories
import sqlalchemy as sa

from engine import db, settings, tables
from tests.webforms.browser import As, find
from webforms import wording

DRAWN = settings.ROOT / "processes"
HEADING = re.compile('<zeebe:property name="gruppe" value="([^"]*)"')
UNDER = '<zeebe:properties><zeebe:property name="gruppe" value="%s" /></zeebe:properties></bpmn:extensionElements>'


def test_headings_that_we_have_given_routines_are_said_in_nynorsk_and_a_municipalitys_own_stand(
    routine: str, as_role: As, municipality: factories.Town
) -> None:
    for name, heading in (("samtale", "Samtaler og undersøkelser"), ("egen", "Noe eget for ansatte")):
        drawing = diagrams.chain(name, diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
        told = drawing.replace(b"</bpmn:extensionElements>", (UNDER % heading).encode(), 1)
        diagrams.publish(municipality.id, name, told)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.people).values(language="nn"))

    page = as_role("ansatt").get("/meld")

    assert find(page, "//h2/text()") == ["Meld bekymring", "Noe eget for ansatte", "Samtalar og undersøkingar"]


def test_every_heading_of_our_routines_has_its_nynorsk() -> None:
    given = {found for path in DRAWN.glob("*.bpmn") for found in HEADING.findall(path.read_text())}

    assert given == set(wording.GROUPS)

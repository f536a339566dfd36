"""A late text that no form has checked stands in the case: every page is drawn over it, whatever it says."""

from __future__ import annotations

from typing import Any

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import audit, cases, clock, db, model, tables
from tests.engine.cases import looking
from tests.webforms import forms_for_tests
from tests.webforms.browser import As, words

VALUES: tuple[Any, ...] = (
    "9" * 5000, "٣", "-1", "2025-01-05T12:30-13:30", "2025-01-05Tx+y", "0001-01-01T00:00+02:00", "", None, 10**300,
    {"a": {"b": []}}, [None, {}, [], "9" * 5000, 10**300, True],
)  # fmt: skip
KINDS = [
    one for one in forms_for_tests.ALL_KINDS["components"] if one.get("key") or one.get("path") or one["id"] == "g1"
]
PUPILS = (
    {"type": "select", "id": "p1", "key": "hvem", "valuesKey": "elever", "properties": {"register": "elev"}},
    {"type": "taglist", "id": "p2", "key": "flere", "valuesKey": "elever", "properties": {"register": "elev"}},
)


def test_every_page_of_a_case_is_drawn_over_late_texts_of_any_kind(case: model.CaseRef, as_role: As) -> None:
    for value in VALUES:
        keep_late(case, value)
    rektor = as_role("rektor")

    pages = {tab: rektor.get(f"/sak/{case.number}{tab}") for tab in ("", "/svar")}
    pages["oppgave"] = rektor.get(rektor.task())

    assert {tab: page.status_code for tab, page in pages.items()} == dict.fromkeys(pages, 200)
    assert words(pages["/svar"]).count("Kom inn etter at oppgaven var lukket") == len(VALUES)


def test_a_late_text_gives_no_name_to_the_number_of_a_pupil_whom_its_form_never_offered(
    case: model.CaseRef, municipality: factories.Town, as_role: As
) -> None:
    rektor, strangers = municipality.person("rektor"), municipality.schools[1].pupils
    offered, asked = municipality.pupil(), [str(one.id) for one in strangers.values()]
    task_id = accepted()["task_id"]
    audit.read(by=rektor, case_id=case.id, page="oppgave", task_id=task_id)

    cases.keep_late(task_id, by=rektor, raw={"hvem": asked[0], "flere": [*asked, str(offered.id)]})

    shown = words(as_role("rektor").get(f"/sak/{case.number}/svar"))
    assert asked
    assert [name for name in strangers if name in shown] == []
    assert f"nr. {asked[0]}" in shown
    assert offered.name in shown


def keep_late(case: model.CaseRef, value: Any) -> None:
    """Keep a late text in which every field says `value`, rows of the list too."""
    fields = {str(one.get("key") or one.get("path")): value for one in (*KINDS, *PUPILS) if one["id"] != "g1"}
    row = {"tiltak": [{"hva": value, "fra": value}], "moment1": value, "kl": value}
    same = {name: accepted()[name] for name in ("task_id", "element_id", "form_id", "publication_id", "person_id")}
    content = {**fields, **(row if isinstance(value, str) else {})}
    factories.insert(
        tables.answers, case_id=case.id, at=clock.now(), standing=model.Standing.LATE, content=content, **same
    )


def accepted() -> sa.RowMapping:
    """Return the record that the first step was done with."""
    a = tables.answers.c
    is_first, is_accepted = a.element_id == "SAMTALE", a.standing == model.Standing.ACCEPTED
    with db.reading() as connection:
        found = connection.execute(sa.select(tables.answers).where(is_first, is_accepted))
        return found.mappings().one()


@pytest.fixture
def case(municipality: factories.Town) -> model.CaseRef:
    """A case whose first step, with a field of every kind, is done, and whose second is open."""
    form = diagrams.form("alle", *KINDS, *PUPILS)
    steps = diagrams.task("SAMTALE", diagrams.form_of("alle")), diagrams.task("OPPFOLGING")
    drawn = diagrams.chain("prove", *steps, lanes={"Rektor": ["inn", "SAMTALE", "OPPFOLGING"]})
    diagrams.publish(municipality.id, "prove", drawn, alle=form)
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    opened = cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="en")
    (task,) = looking.open_tasks(opened.id)
    said = {
        "gjennomfort": "2026-01-05T09:00", "deltakere": "elev", "referat": "x", "trygg": "ja", "informert": True,
        "tiltak": [],
    }  # fmt: skip
    cases.complete_task(task.id, by=municipality.person("rektor"), raw=said, seen_version=None)
    return opened

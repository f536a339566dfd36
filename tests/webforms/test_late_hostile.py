"""A late text that no form has checked stands in the case: every page is drawn over it, whatever it says."""

from __future__ import annotations

from typing import Any

import diagrams
import factories
import pytest

from engine import cases, clock, db, model, tables
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


def keep_late(case: model.CaseRef, value: Any) -> None:
    """Keep a late text in which every field says `value`, rows of the list too."""
    fields = {str(one.get("key") or one.get("path")): value for one in (*KINDS, *PUPILS) if one["id"] != "g1"}
    row = {"tiltak": [{"hva": value, "fra": value}], "moment1": value, "kl": value}
    a = tables.answers.c
    with db.reading() as connection:
        accepted = connection.execute(tables.answers.select().where(a.element_id == "SAMTALE")).first()
    same = {
        name: getattr(accepted, name) for name in ("task_id", "element_id", "form_id", "publication_id", "person_id")
    }
    content = {**fields, **(row if isinstance(value, str) else {})}
    factories.insert(
        tables.answers, case_id=case.id, at=clock.now(), standing=model.Standing.LATE, content=content, **same
    )


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

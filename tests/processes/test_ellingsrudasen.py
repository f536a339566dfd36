"""Ellingsrudåsen's routines say what the school's plan says: who, when, and every entry of its lists (issue 4).

That a story passes each step is `test_stories`'.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from engine import forms, settings
from tests.processes import elements

FORMS = settings.ROOT / "processes" / "forms"

# row of the plan: (name begins with, who, deadline)
STEPS = {
    "ELL-3-02": ("Informer eleven", "Ansatt", "straks"),
    "ELL-3-05": ("Gi rektor og eventuelle andre i ledelsen tilgang", "Postfordeler", "straks"),
    "ELL-3-07": ("Kall inn den ansatte til samtale", "Rektor/ledelse", "snarest"),
    "ELL-3-08": ("Meld fra til UDA på telefon", "Rektor/skoleeier", "straks"),
    "ELL-3-09.a": ("Ta imot meldingen om ledelsen", "Skoleeier/grunnskoledirektør", "straks"),
    "ELL-4-04": ("Analyse av undersøkelsene og vurdering av barnets beste", "Rektor/ledelse", "snarest"),
    "ELL-5-04": ("Fyll ut aktivitetsplanen", "Rektor/ledelse", "snarest"),
    "ELL-5-05": ("Evaluer tiltakene: sammenlign før og etter", "Rektor/ledelse", "=evalueringsdato"),
    "ELL-5-06": ("Arkiver denne utgaven", "Postfordeler", "snarest"),
    "ELL-R-01": ("Hold møte i internt r-team", "Assisterende rektor/faglig leder for læringsmiljø", "4 virkedager"),
    "ELL-P-01": ("Hold pedforum", "Trinnets nærmeste leder", "4 virkedager"),
    "ELL-S-01": ("Lag aktivitetsplan for skolefraværet", "Rektor/ledelse", "snarest"),
}
# (form, field): how many entries the plan's list has, and one of them word for word
LISTS = {
    ("ellingsrudasen-melding", "tegn"): (13, "Informasjon om ekskludering på sosiale medier"),
    ("ellingsrudasen-melding", "sarbarhet"): (7, "Elevens etnisitet og kulturelle bakgrunn, å være en minoritet"),
    ("ellingsrudasen-melding", "kilder"): (7, "Observasjoner under inspeksjon i friminuttene"),
    ("ellingsrudasen-melding", "dokumentert"): (5, "Referat fra pedforum, teamtid eller internt r-team"),
    ("ellingsrudasen-samtale-ansatt", "metode"): (7, "Elevens opplevelse av miljøet på AKS (1.-4. trinn)"),
}
FIVE = ("problem", "navn", "fra", "til", "ansvarlig")
ROW = {"forslag": "Bytte klasse.", "fulgt": "nei"}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_the_name_the_person_and_the_deadline_of_the_plan(step: str) -> None:
    assert elements.unlike(step, *STEPS[step]) == []


@pytest.mark.parametrize(("form", "key"), LISTS)
def test_a_list_has_every_entry_of_the_plan(form: str, key: str) -> None:
    count, entry = LISTS[form, key]

    said = [one["label"] for one in field(form, key)["values"]]

    assert len(said) == len(set(said)) == count
    assert entry in said


def test_the_five_of_the_law_are_required_and_staff_is_responsible() -> None:
    form = "ellingsrudasen-aktivitetsplan"

    assert [key for key in (*FIVE, "evalueringsdato") if not field(form, key)["validate"]["required"]] == []
    assert field(form, "ansvarlig")["properties"]["register"] == "ansatt"


@pytest.mark.parametrize(("reason", "is_accepted"), [("", False), ("Eleven vil bli i klassen.", True)])
def test_a_proposal_that_is_not_followed_needs_its_reason(reason: str, is_accepted: bool) -> None:
    form = forms.parse((FORMS / "ellingsrudasen-aktivitetsplan.form").read_bytes())

    checked = forms.clean(form, {"forslag_foresatte": [ROW | {"begrunnelse_ikke": reason}]})

    assert ("forslag_foresatte.0.begrunnelse_ikke" not in checked.errors) is is_accepted


def field(form: str, key: str) -> dict[str, Any]:
    """Return the field as the form's file has it; in rows of lists too."""
    return next(one for one in _all(json.loads((FORMS / f"{form}.form").read_text("utf-8"))) if one.get("key") == key)


def _all(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in holder.get("components", []):
        yield one
        yield from _all(one)

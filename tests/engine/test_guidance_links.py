"""Guidance sends people only to routines that the municipality has: a link to another is a name in quotation marks."""

from __future__ import annotations

import diagrams

from engine import db
from engine.municipality import setting_versions

TEXT = "Se [Prøven](/meld/prove), [Innsyn](/meld/felles-innsyn) og [loven](https://eksempel.no)."


def test_a_link_to_a_routine_that_is_not_there_is_its_name(municipality) -> None:
    task = diagrams.task("A", diagrams.form_of("melding"))
    diagrams.publish(municipality.id, "prove", diagrams.chain("prove", task, lanes={"Rektor": ["A"]}))

    with db.reading() as connection:
        told = setting_versions.said(connection, municipality.id, TEXT)

    assert told == "Se [Prøven](/meld/prove), «Innsyn» og [loven](https://eksempel.no)."

"""The engine's own sentences on a nynorsk page: said in nynorsk wherever they stand (DECISIONS 14)."""

from __future__ import annotations

import sqlalchemy as sa

from engine import cases, db, model, phrases, tables
from tests.webforms.browser import As, words
from tests.webforms.signing_in import sign_in
from webforms import form, language

EARLY = phrases.both("Det kan ikke være sendt før det.", "Det kan ikkje vere sendt før det.")


def test_a_sentence_of_the_engine_beside_a_field_is_said_in_nynorsk() -> None:
    schema = {"components": [{"id": "x", "key": "sendt", "type": "textfield", "label": "Sendt"}]}

    with language.using("nn"):
        filled = form.fill(schema, {}, {}, errors={"sendt": [EARLY]})

    assert [line.text for line in filled.errors] == ["Det kan ikkje vere sendt før det."]


def test_the_page_of_a_stopped_case_says_so_in_nynorsk(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    assert rektor.person
    cases.intervene(case.id, by=rektor.person, deed=cases.Deed("stop"), reason="Prøve")
    speak_nynorsk()

    overview, plan = (words(rektor.get(f"/sak/{case.number}{tab}")) for tab in ("", "/plan"))

    assert "stoppa" in overview
    assert "stoppet" not in overview + plan


def test_who_must_wait_before_signing_in_is_told_so_in_nynorsk(as_role: As, account: str) -> None:
    rektor = as_role("rektor")
    speak_nynorsk()

    answers = [sign_in(rektor, account, password="x") for _attempt in range(10)]

    assert answers[-1].status_code == 429
    assert "For mange forsøk. Prøv igjen om" in words(answers[-1])
    assert "sekunder" not in words(answers[-1])


def speak_nynorsk() -> None:
    with db.transaction() as connection:
        connection.execute(sa.update(tables.people).values(language="nn"))

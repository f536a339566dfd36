"""A step whose answers are taken in, and whose routine then stopped: who opens it again hears that it was answered."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, clock, model
from tests.engine.cases import stopping
from tests.webforms.browser import As, words

SAID = "Svarene ble lagret mandag 5. januar kl. 10 av Kontaktlærer Eksempel, men rutinen har ikke gått videre."


def test_it_says_that_it_was_answered_and_by_whom(stopped: model.CaseRef, as_role: As) -> None:
    for role in ("kontaktlærer", "rektor"):
        page = as_role(role).task_page()

        assert f"{SAID} Du trenger ikke svare en gang til." in words(page)


def test_its_row_in_the_inbox_says_it_too_and_not_that_it_is_begun(stopped: model.CaseRef, as_role: As) -> None:
    for role in ("kontaktlærer", "rektor"):
        said = words(as_role(role).get("/oppgaver"))

        assert "Svarene er lagret, men rutinen har ikke gått videre" in said
        assert "Påbegynt" not in said


def test_it_says_nothing_of_that_before(case: model.CaseRef, as_role: As) -> None:
    teacher = as_role("kontaktlærer")

    assert "en gang til" not in words(teacher.task_page())
    assert "Svarene er lagret" not in words(teacher.get("/oppgaver"))


def test_the_log_says_that_it_was_tried_again_and_not_that_it_is_mended(stopped: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.post(f"/sak/{stopped.number}/driftsstans")

    assert "Prøvd igjen etter driftsstansen" in words(rektor.get(f"/sak/{stopped.number}/hendelser"))


@pytest.fixture
def stopped(municipality: factories.Town, own: clock.Clock, as_role: As) -> model.CaseRef:
    """A case whose routine stops at the gateway after the first step, which knows no length."""
    elements, flows = stopping.parts("A", diagrams.task("A", diagrams.form_of("notat")))
    drawn = diagrams.routine("prove", elements, flows, lanes={"Kontaktlærer/Rektor": ["inn", "A", "B", "C"]})
    number = {"type": "number", "key": "lengde", "id": "Field_lengde", "label": "Lengde"}
    diagrams.publish(municipality.id, "prove", drawn, notat=diagrams.form("notat", number))
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    case = cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="engang-1")
    teacher = as_role("kontaktlærer")
    assert teacher.fill(teacher.task_page(), {"lengde": "3"}).status_code == 302
    return case

"""A form whose own rules take too long, published before they were judged: a clear page, the text kept, never a 500."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest

from tests.webforms.browser import Browser, words

HANGS = {"pattern": "^(?=(a+)+$)a"}
ANSWER = "a" * 60 + "!"


def test_answers_that_cannot_be_judged_in_time_are_refused_in_a_sentence(
    slow: str, as_role: Callable[[str], Browser]
) -> None:
    reporter = as_role("ansatt")

    answer = reporter.fill(reporter.get(f"/meld/{slow}"), {"hva": ANSWER})

    assert answer.status_code == 422
    assert "brukte for lang tid på å kontrollere" in words(answer)
    assert ANSWER in answer.text


@pytest.fixture
def slow(municipality: factories.Town) -> str:
    """A routine with a start form that hangs on a short text."""
    form = diagrams.form("start", diagrams.text_field("hva", validate=HANGS))
    diagram = diagrams.chain("treg", diagrams.task("A"), lanes={"Rektor": ["A"]}, start="start")
    diagrams.publish(municipality.id, "treg", diagram, start=form)
    return "treg"

"""A form with a file that is pressed twice: each press brings the file again, and it is one answer all the same."""

from __future__ import annotations

from io import BytesIO

import diagrams
import factories
import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from engine import model
from tests.webforms.browser import As, find, words

ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Se vedlegget", "trygg": "ja"}
CONFLICT = "et annet vindu"


def filled(as_role: As, button: str, content: bytes = b"Notat", **more: str) -> tuple[MultiDict, str]:
    """Return what rektor's page sends when `button` is pressed, with a file of this content."""
    values, action = as_role("rektor").form_of(as_role("rektor").task_page())
    for name, value in {**ANSWERS, **more, "vedlegg": attached(content), "_gjor": button}.items():
        values.setlist(name, [value])
    return values, action


def test_the_second_press_finds_the_first_ones_draft_and_completes_with_it(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    (first, action), (second, _action) = filled(as_role, "oppdater"), filled(as_role, "fullfor")
    values = [rektor.token()]
    for one in (first, second):
        one.setlist("csrf_token", values)

    rektor.post_form(action, first)
    answer = rektor.send(action, second)

    assert answer.status_code == 302
    assert len(find(rektor.get(f"/sak/{case.number}/svar"), "//dd//a[contains(., 'notat.txt')]")) == 1


@pytest.mark.parametrize(("content", "is_asked"), [(b"Notat", True), (b"Et annet notat", False), (b"", True)])
def test_a_file_that_was_not_sent_makes_another_message_of_the_same_words(
    as_role: As, municipality: factories.Town, content: bytes, is_asked: bool
) -> None:
    field = {"type": "filepicker", "id": "fi", "key": "vedlegg", "label": "Vedlegg", "multiple": True}
    own = diagrams.form("melding", diagrams.text_field("hva"), field)
    drawing = diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
    diagrams.publish(municipality.id, "prove", drawing, melding=own)
    reporter = as_role("ansatt")
    reporter.fill(reporter.get("/meld"), {"hva": "Står alene", "vedlegg": attached(b"Notat")})

    more = {"vedlegg": attached(content)} if content else {}
    answer = reporter.fill(reporter.get("/meld"), {"hva": "Står alene", **more})

    assert answer.status_code == (409 if is_asked else 302)
    assert ("Du sendte nettopp denne meldingen" in answer.text) is is_asked


def attached(content: bytes) -> FileStorage:
    return FileStorage(BytesIO(content), filename="notat.txt")


def test_another_file_of_the_same_name_is_shown_as_the_other_windows(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    (first, action), (second, _action) = filled(as_role, "oppdater"), filled(as_role, "fullfor", b"Et annet notat")
    for one in (first, second):
        one.setlist("csrf_token", [rektor.token()])

    rektor.post_form(action, first)
    answer = rektor.send(action, second)

    assert answer.status_code == 409
    assert CONFLICT in words(answer)

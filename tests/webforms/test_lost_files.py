"""A file that an answer names and the case does not have: pages say so, without its number and without a link."""

from __future__ import annotations

from io import BytesIO

import diagrams
import factories
import pytest
from werkzeug.datastructures import FileStorage

from engine import model
from tests.webforms.browser import As, find, words
from webforms import form, language
from webforms.fields import files

SCHEMA = {"components": [{"type": "filepicker", "id": "fi", "key": "vedlegg", "label": "Vedlegg", "multiple": True}]}
LOST = "Fil som ikke finnes i saken"


@pytest.mark.parametrize(("tongue", "said"), [("nb", LOST), ("nn", "Fil som ikkje finst i saka")])
def test_it_is_called_what_it_is_in_the_readers_language(tongue: str, said: str) -> None:
    with language.using(tongue):
        [answer] = form.show(SCHEMA, {"vedlegg": ["12", "13"]}, {files.NAMES: {"13": "bilde.png"}})

    assert [(one["navn"], one["opens"]) for one in answer.files] == [(said, False), ("bilde.png", True)]


def test_a_number_that_is_no_file_stands_as_no_link_in_the_draft_and_can_be_taken_away(
    case: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.task_page(), {"referat": "x", "vedlegg": "424242"}, button="_gjor=lagre")

    page = rektor.task_page()

    assert LOST in words(page)
    assert find(page, "//a[contains(@href, '424242')]") == []
    assert "424242" not in words(page)
    assert find(page, "//input[@name='vedlegg:bort']/@value") == ["424242"]


def test_the_receipt_names_the_reporters_own_file(as_role: As, municipality: factories.Town) -> None:
    own = diagrams.form("melding", diagrams.text_field("hva"), SCHEMA["components"][0])
    drawing = diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
    diagrams.publish(municipality.id, "prove", drawing, melding=own)
    reporter = as_role("ansatt")
    picture = FileStorage(BytesIO(b"%PDF-1.4 x"), filename="bilde.pdf")

    answer = reporter.fill(reporter.get("/meld"), {"hva": "Se filen", "vedlegg": picture})

    receipt = reporter.get(answer.location)
    assert "bilde.pdf" in words(receipt)
    assert LOST not in words(receipt)
    for link in find(receipt, "//dd//a/@href"):
        assert reporter.get(link).status_code == 200

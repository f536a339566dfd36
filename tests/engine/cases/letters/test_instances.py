"""What was said of one child is no other's: letters and new forms of a step that stands once for each of them."""

from __future__ import annotations

import json

import diagrams
import drawing
import factories
import pdf_reading
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, overview, routines, settings, tables
from tests.engine.cases import crossing, looking

FIELD = {"type": "textfield", "key": "notat", "id": "Field_notat", "label": "Notat"}
ASKING = {**FIELD, "key": "om", "id": "Field_om", "properties": {"hent": "notat"}}
BY_STEP = {**FIELD, "key": "steg", "id": "Field_steg", "properties": {"hent": "notat@I"}}
BY_NUMBER = {**FIELD, "key": "forste", "id": "Field_forste", "properties": {"hent": "notat@I[1]"}}
TOLD = [
    {**FIELD, "key": key, "id": key, "properties": {"utsending": key}} for key in ("kanal", "mottaker")
] + [
    {"type": "datetime", "subtype": "date", "key": "sendt", "id": "sendt", "dateLabel": "Sendt",
     "properties": {"utsending": "tidspunkt"}},
]  # fmt: skip
FORMS = {
    "sendt": diagrams.form("sendt", *TOLD),
    "notat": diagrams.form("notat", FIELD),
    "videre": diagrams.form("videre", ASKING, BY_STEP, BY_NUMBER),
}
SPEC = {
    "tittel": {"nb": "Referat", "nn": "Referat"}, "mottakere": ["foresatte"], "kilde": "I",
    "krever": ["kilde.notat"], "valgfritt": [],
    "eksempel": {"svar": {"I": {"notat": "x"}}},
}  # fmt: skip
LETTER = {
    "letters/referat.json": json.dumps(SPEC).encode(),
    "letters/referat.typ": b'#import "felles.typ": *\n#show: brev\n= Referat\n#kilde.notat\n',
}
LETTERS = settings.ROOT / "processes" / "letters"
PERSONS = drawing.each('=["Per", "Kari", "Ola"]', inputElement="barn")


SENDS = '<zeebe:properties><zeebe:property name="utsending" value="referat"/></zeebe:properties>'


def step(form: str, more: str = "") -> str:
    return drawing.node("userTask", ext=crossing.REKTOR + diagrams.form_of(form) + more)


def inside() -> tuple[str, dict[str, str]]:
    """Draw two steps, a letter that is made of the first of them, and a step that tells how it was sent."""
    made = drawing.action("brev", mal="referat", til="foresatte")
    return " > I > J > V > U > ", {"I": step("notat"), "J": step("videre"), "V": made, "U": step("sendt", SENDS)}


def in_a_sub_process() -> dict[str, bytes]:
    flows, given = inside()
    body = drawing.inside(f"starts{flows}slutts", prefix="s", **given)
    return {"rutine.bpmn": outer(drawing.node("subProcess", body + PERSONS))}


def in_a_call() -> dict[str, bytes]:
    flows, given = inside()
    called = drawing.draw(f"start{flows}slutt", process="kalt", **given)
    return {"rutine.bpmn": outer(drawing.call("kalt", PERSONS)), "kalt.bpmn": called}


def outer(repeated: str) -> bytes:
    begin = drawing.node("startEvent", ext=diagrams.form_of("melding"))
    return drawing.draw("inn > S > slutt", process="rutine", inn=begin, S=repeated)


@pytest.fixture(params=[in_a_sub_process, in_a_call])
def case(municipality: factories.Town, own: clock.Clock, request: pytest.FixtureRequest) -> model.CaseRef:
    """A case where Per's and Kari's first steps are done, Kari's last."""
    shared = {name: (LETTERS / name).read_bytes() for name in ("felles.typ", "ord.typ", "lover.json", "ordliste.json")}
    files = {"forms/melding.form": diagrams.REPORT, **LETTER, **request.param()}
    files |= {f"forms/{name}.form": content for name, content in FORMS.items()}
    files |= {f"letters/{name}": content for name, content in shared.items()}
    routines.publish(files, ["rutine"], municipality_id=municipality.id, by=None)
    opened = crossing.opened(municipality, "rutine")
    do(municipality, opened, "I", "Per", "Om Per")
    do(municipality, opened, "I", "Kari", "Om Kari")
    return opened


def row(case: model.CaseRef, element: str, child: str) -> sa.Row:
    rows = looking.open_tasks(case.id)
    return next(one for one in rows if one.element_id == element and one.local["barn"] == child)


def do(town: factories.Town, case: model.CaseRef, element: str, child: str, text: str = "") -> None:
    sent = {"kanal": "brevpost", "mottaker": f"Foresatte til {child}", "sendt": "2026-01-05"}
    raw = {"I": {"notat": text}, "U": sent}.get(element, {})
    cases.complete_task(row(case, element, child).id, by=town.person("rektor"), raw=raw, seen_version=None)


def letters_of(case: model.CaseRef) -> list[bytes]:
    """Return the case's letters, oldest first."""
    d = tables.documents.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(d.content).where(d.case_id == case.id).order_by(d.id)))


def test_a_letter_says_what_was_said_of_its_own(municipality: factories.Town, case: model.CaseRef) -> None:
    do(municipality, case, "J", "Per")
    do(municipality, case, "J", "Kari")

    first, second = letters_of(case)
    assert (pdf_reading.says(first, "Om Per"), pdf_reading.says(first, "Om Kari")) == (True, False)
    assert pdf_reading.says(second, "Om Kari")


def test_a_new_form_begins_with_what_was_said_of_its_own(municipality: factories.Town, case: model.CaseRef) -> None:
    rektor = municipality.person("rektor")

    known = overview.task_page(row(case, "J", "Per").id, rektor).known

    assert known == {"om": "Om Per", "steg": "Om Per", "forste": "Om Per"}
    known = overview.task_page(row(case, "J", "Kari").id, rektor).known
    assert known == {"om": "Om Kari", "steg": "Om Kari", "forste": "Om Per"}


def test_the_sending_is_told_of_the_letter_that_was_its_own(municipality: factories.Town, case: model.CaseRef) -> None:
    for element, child in (("J", "Per"), ("J", "Kari"), ("U", "Per")):
        do(municipality, case, element, child)

    x = tables.deliveries.c
    with db.reading() as connection:
        [(document, told)] = connection.execute(sa.select(x.document_id, x.recipient)).all()
        content = connection.scalar(sa.select(tables.documents.c.content).where(tables.documents.c.id == document))
    assert told == "Foresatte til Per"
    assert pdf_reading.says(content, "Om Per")

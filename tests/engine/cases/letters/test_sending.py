"""The step that asks how a letter was sent registers the sending on the letter: it is typed once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, forms, model, overview, routines, tables
from engine.cases.letters import sending

PROCESSES = Path(__file__).resolve().parents[4] / "processes"
LETTER = "melding-om-mottatt-bekymring"
SENT = {"sendt": "2026-01-05T09:30+01:00", "kanal": "digital", "mottakere": "Forelder Eksempel"}


def test_completing_the_step_registers_the_sending_on_the_letter(town: factories.Town) -> None:
    case = report(town)

    complete(town, SENT)

    ours, by = deliveries(town, case), town.person("rektor").name
    assert ours == [("Digital post", "Forelder Eksempel", factories.moment("2026-01-05 09:30"), by)]
    assert model.EventKind.DELIVERY_RECORDED in diagrams.event_kinds(case.id)


def test_a_correction_of_the_step_corrects_the_sending(town: factories.Town) -> None:
    case = report(town)
    complete(town, SENT)

    raw = {**SENT, "mottakere": "Begge foreldre"}
    cases.correct_answers(answer_of("SEND"), by=town.person("rektor"), raw=raw, reason="glemte den ene")

    assert [(channel, to) for channel, to, _at, _by in deliveries(town, case)] == [("Digital post", "Begge foreldre")]


@pytest.mark.parametrize("year", ["0001", "0026", "1999"])
def test_a_mistyped_year_is_refused_at_its_field_and_nothing_is_stored(town: factories.Town, year: str) -> None:
    case = report(town)

    with pytest.raises(errors.AnswersInvalid) as refused:
        complete(town, {**SENT, "sendt": f"{year}-01-01T00:00"})

    assert refused.value.details["errors"] == {"sendt": ["year"]}
    complete(town, SENT)
    with pytest.raises(errors.AnswersInvalid):
        cases.correct_answers(
            answer_of("SEND"), by=town.person("rektor"), raw={**SENT, "sendt": f"{year}-01-01T00:00"}, reason="feil"
        )
    assert [at for _way, _to, at, _by in deliveries(town, case)] == [factories.moment("2026-01-05 09:30")]


def test_a_day_before_the_letter_was_made_is_refused_at_its_field(town: factories.Town) -> None:
    case = report(town)

    with pytest.raises(errors.AnswersInvalid) as refused:
        complete(town, {**SENT, "sendt": "2026-01-04T09:30+01:00"})

    [said] = refused.value.details["errors"]["sendt"]  # type: ignore[index]
    assert said == "Brevet ble laget 05.01.2026. Det kan ikke være sendt før det. Rett tidspunktet."
    complete(town, SENT)
    assert len(deliveries(town, case)) == 1


def test_an_old_answer_with_such_a_year_registers_nothing_and_the_case_goes_on(town: factories.Town) -> None:
    form = forms.parse((PROCESSES / "forms" / "utsending.form").read_bytes())

    assert sending.told(form, {**SENT, "sendt": "0001-01-01T00:00+00:43"}) is None


def test_without_a_letter_the_step_goes_on_and_nothing_is_registered(municipality: factories.Town, own: object) -> None:
    publish(municipality, named="et-annet-brev")
    case = report(municipality)

    complete(municipality, SENT)

    assert deliveries(municipality, case) == []
    assert status(case) == model.CaseStatus.ENDED


def test_a_newer_letter_of_another_kind_is_not_the_one_that_was_sent(town: factories.Town) -> None:
    case = report(town)
    values = {"kind": "letter", "name": "x.pdf", "title": "Et annet brev", "media_type": "application/pdf"}
    other = {"element_id": "ANNET", "sha256": "0", "content": b"", "at": clock.now(), "case_id": case.id}
    factories.insert(tables.documents, **values, **other)

    complete(town, SENT)

    shown = overview.case_page(case.number, town.person("rektor")).documents
    assert {one.element_id: len(one.deliveries) for one in shown} == {"BREV": 1, "ANNET": 0}


def report(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    return cases.open_case(by=town.person("lærer"), routine="sende", raw=raw, token="t1")


def complete(town: factories.Town, raw: dict[str, str]) -> model.TaskDone:
    t = tables.tasks.c
    with db.reading() as connection:
        task = connection.scalar(sa.select(t.id).where(t.status == model.TaskStatus.OPEN))
    return cases.complete_task(task, by=town.person("rektor"), raw=raw, seen_version=None)


def answer_of(element: str) -> int:
    a = tables.answers.c
    with db.reading() as connection:
        return int(connection.scalar(sa.select(a.id).where(a.element_id == element)) or 0)


def deliveries(town: factories.Town, case: model.CaseRef) -> list[tuple[object, ...]]:
    shown = overview.case_page(case.number, town.person("rektor")).documents
    return [(one.channel, one.recipient, one.sent_at, one.recorded_by) for row in shown for one in row.deliveries]


def status(case: model.CaseRef) -> str:
    c = tables.cases.c
    with db.reading() as connection:
        return str(connection.scalar(sa.select(c.status).where(c.id == case.id)))


def publish(town: factories.Town, *, named: str) -> None:
    """Put `sende` into force: a letter, then the step that asks how it was sent and names the letter `named`."""
    headers = f'<zeebe:taskHeaders><zeebe:header key="mal" value="{LETTER}" /></zeebe:taskHeaders>'
    made = diagrams.extensions('<zeebe:taskDefinition type="brev" />', headers)
    sent = f'<zeebe:properties><zeebe:property name="utsending" value="{named}" /></zeebe:properties>'
    elements = {
        "BREV": f'<bpmn:serviceTask id="BREV" name="Brevet">{made}</bpmn:serviceTask>',
        "SEND": diagrams.task("SEND", diagrams.form_of("utsending"), sent),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    path = ["inn", "BREV", "SEND", "slutt"]
    flows = [diagrams.flow(*pair) for pair in itertools.pairwise(path)]
    files = {
        "sende.bpmn": diagrams.routine("sende", elements, flows, lanes={"Rektor": ["inn", *elements]}),
        "forms/melding.form": diagrams.REPORT,
        "forms/utsending.form": (PROCESSES / "forms" / "utsending.form").read_bytes(),
    }
    files |= {f"letters/{one.name}": one.read_bytes() for one in (PROCESSES / "letters").iterdir()}
    spec = json.loads(files[f"letters/{LETTER}.json"])
    files[f"letters/{LETTER}.json"] = json.dumps({**spec, "krever": []}).encode()
    files[f"letters/{LETTER}.typ"] = b"#let brev(data) = [Brevet]\n#set document(title: [x])\nBrev"
    routines.publish(files, ["sende"], municipality_id=town.id, by=None)


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where `sende` is in force, its step about the letter that it makes."""
    publish(municipality, named=LETTER)
    return municipality

"""`skolemiljo send`: a message or signal from outside reaches who waits, is kept, or is refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, model, tables
from engine.people import accounts

Run = Callable[..., click.testing.Result]
MESSAGE = diagrams.message("svar-ute", "svar-utenfra", "= hva")


def test_message_reaches_the_case_that_waits_for_it(waiting: model.CaseRef, run: Run) -> None:
    told = run("--message", "svar-utenfra", "--key", "samme", "--data", '{"hva": "uro"}')

    assert (told.exit_code, told.stdout.strip()) == (0, "«svar-utenfra» er levert til 1 sak.")
    assert open_now(waiting) == ["B"]


def test_values_are_read_from_a_file(waiting: model.CaseRef, run: Run, tmp_path: Path) -> None:
    (tmp_path / "verdier.json").write_text(json.dumps({"hva": "uro"}))

    told = run("--message", "svar-utenfra", "--key", "samme", "--data", str(tmp_path / "verdier.json"))

    assert (told.exit_code, open_now(waiting)) == (0, ["B"])


def test_message_that_comes_before_anybody_waits_is_kept(waiting: model.CaseRef, run: Run) -> None:
    told = run("--message", "svar-utenfra", "--key", "en annen")

    assert told.exit_code == 0
    assert "Meldingen er tatt vare på" in told.stdout


def test_message_that_no_routine_knows_is_refused(waiting: model.CaseRef, run: Run) -> None:
    told = run("--message", "Ukjent")

    assert (told.exit_code, "Ukjent" in told.stderr) == (1, True)


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--message", "A", "--signal", "B"],
        ["--signal", "B", "--key", "1"],
        ["--message", "A", "--data", "{ikke"],
        ["--message", "A", "--data", "finnes-ikke.json"],
        ["--message", "A", "--data", "{}", "--municipality", "Finnes ikke"],
    ],
)
def test_what_cannot_be_read_ends_with_two(waiting: model.CaseRef, run: Run, given: list[str]) -> None:
    told = run(*given)

    assert told.exit_code == 2 or type(told.exception).__name__ == "MunicipalityNotFound"


def test_who_does_not_answer_for_routines_is_refused(waiting: model.CaseRef, run: Run) -> None:
    told = run("--message", "Ny sak", by="rektor")

    assert type(told.exception).__name__ == "NotAllowed"


def open_now(case: model.CaseRef) -> list[str]:
    t = tables.tasks.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(t.element_id).where(t.case_id == case.id, t.status == "open")))


@pytest.fixture
def waiting(municipality: factories.Town) -> model.CaseRef:
    """A case that waits for the message `svar-utenfra` with the key `samme`."""
    elements = {
        "VENT": diagrams.waiting("svar-ute"),
        "B": diagrams.task("B"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    flows = [diagrams.flow(*pair) for pair in (("inn", "VENT"), ("VENT", "B"), ("B", "slutt"))]
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]}, top=MESSAGE)
    diagrams.publish(municipality.id, "prove", diagram)
    raw = {"elev": str(municipality.pupil().id), "hva": "samme"}
    return cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="engang-1")


@pytest.fixture
def run(command: Run, municipality: factories.Town) -> Run:
    """Return `run("--message", …)`, as the process owner unless told."""
    for name in ("prosesseier", "rektor"):
        accounts.create(person_id=municipality.person(name).id, username=name, password="et langt passord 1")

    def run(*arguments: str, by: str = "prosesseier") -> click.testing.Result:
        place = () if "--municipality" in arguments else ("--municipality", "Eksempel kommune")
        return command("send", *place, *arguments, "--by", by)

    return run

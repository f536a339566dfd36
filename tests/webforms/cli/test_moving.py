"""`skolemiljo move` and `mend`: trial, choices, one case back, and an intervention that is shown before it is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, model, overview, tables
from engine.people import accounts

LANES = {"Rektor": ["inn", "A", "B", "C"]}
Run = Callable[..., click.testing.Result]


@pytest.fixture
def run(command: Run, municipality: factories.Town) -> Run:
    """Return `run("move", …)`, as the process owner unless told."""
    for name in ("prosesseier", "rektor"):
        accounts.create(person_id=municipality.person(name).id, username=name, password="et langt passord 1")

    return lambda *arguments, by="prosesseier": command(*arguments, "--by", by)


@pytest.fixture
def opened(municipality: factories.Town) -> list[model.CaseRef]:
    """Open two cases in version 1, and publish version 2, where A is gone."""
    publish(municipality, "A", "B")
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    by = municipality.person("ansatt")
    found = [cases.open_case(by=by, routine="rutine", raw=raw, token=str(one)) for one in range(2)]
    publish(municipality, "C", "B")
    return found


def publish(town: factories.Town, *tasks: str) -> None:
    """Publish a chain of tasks."""
    diagrams.publish(town.id, "rutine", diagrams.chain("rutine", *map(diagrams.task, tasks), lanes=LANES))


def open_steps(town: factories.Town, case: model.CaseRef) -> list[str]:
    """Return what is open."""
    rows = overview.case_page(case.number, town.person("rektor")).open_tasks
    return [row.task.element_id for row in rows]


MOVE = ("move", "--routine", "rutine", "--to", "2")


def test_trial_asks_and_touches_nothing_then_choices_move_all(
    run: Run, municipality: factories.Town, opened: list[model.CaseRef], tmp_path: Path
) -> None:
    tried = run(*MOVE, "--dry-run", "--json")
    rows = json.loads(tried.stdout)
    assert (tried.exit_code, [row["verdict"] for row in rows]) == (1, ["choice", "choice"])
    assert rows[0]["questions"][0]["key"] == "A"
    file = tmp_path / "valg.yaml"
    file.write_text("steps: {A: C}\ndeadlines: keep\n")

    moved = run(*MOVE, "--choices", str(file), "--reason", "Ny utgave")

    assert (moved.exit_code, "2 flyttet" in moved.stdout) == (0, True)
    assert [open_steps(municipality, case) for case in opened] == [["C"], ["C"]]
    assert "Ingen saker å flytte" in run(*MOVE, "--reason", "x").stdout


def test_one_case_is_moved_and_back(run: Run, municipality: factories.Town, opened: list[model.CaseRef]) -> None:
    first, second = opened

    assert run(*MOVE, "--case", first.number, "--map", "A=C", "--reason", "x").exit_code == 0
    assert [open_steps(municipality, case) for case in opened] == [["C"], ["A"]]
    assert run("move", "--back", first.number, "--reason", "Feil").exit_code == 0

    assert open_steps(municipality, first) == ["A"]
    refused = run("move", "--back", second.number, "--reason", "x")
    assert "er ikke flyttet" in str(refused.exception)


def test_usage_is_told(run: Run, opened: list[model.CaseRef], tmp_path: Path) -> None:
    wrong = tmp_path / "feil.yaml"
    wrong.write_text("deadlines: kanskje\n")

    for more in ((), ("--map", "A", "--reason", "x"), ("--choices", str(wrong), "--reason", "x")):
        assert run(*MOVE, *more).exit_code == 2


def test_mend_shows_before_it_does(run: Run, municipality: factories.Town, opened: list[model.CaseRef]) -> None:
    number = opened[0].number
    assert "A  Steg A" in run("mend", number, by="rektor").stdout

    shown = run("mend", number, "--skip", by="rektor").stdout
    assert "Faller bort: Steg A" in shown
    assert "Ingenting er gjort" in shown
    assert open_steps(municipality, opened[0]) == ["A"]
    done = run("mend", number, "--go-to", "B", "--reason", "x", by="rektor")

    assert (done.exit_code, open_steps(municipality, opened[0])) == (0, ["B"])


@pytest.mark.parametrize(
    "two", [("--skip", "--deadline", "2027-01-31T16:00"), ("--skip", "--drop"), ("--stop", "--retry")]
)
def test_mend_does_one_thing_at_a_time(
    run: Run, municipality: factories.Town, opened: list[model.CaseRef], two: tuple[str, ...]
) -> None:
    done = run("mend", opened[0].number, *two, "--reason", "x", by="rektor")

    assert (done.exit_code, open_steps(municipality, opened[0])) == (2, ["A"])
    assert f"{two[0]} og {two[1]}" in done.stderr


@pytest.mark.parametrize(
    ("written", "said"), [("2027-01-31T16:00", "31.01.2027 16:00"), ("2027-01-31T16:00Z", "31.01.2027 17:00")]
)
def test_a_deadline_without_an_offset_is_on_oslo_s_wall_clock(
    run: Run, opened: list[model.CaseRef], written: str, said: str
) -> None:
    number = opened[0].number

    run("mend", number, "--deadline", written, "--reason", "x", by="rektor")

    assert f"frist {said}" in run("mend", number, by="rektor").stdout


def test_a_case_that_fails_is_told_of_with_its_reason_and_the_others_are_moved(
    run: Run, municipality: factories.Town, opened: list[model.CaseRef]
) -> None:
    c = tables.cases.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.id == opened[0].id).values(state="ødelagt"))
    told = ("--routine", "rutine", "--to", "2", "--map", "A=C")

    trial = run("move", *told, "--dry-run")
    moved = run("move", *told, "--reason", "Ny utgave")

    assert [one.exit_code for one in (trial, moved)] == [1, 1]
    assert f"{opened[0].number}  feilet: " in trial.output
    assert f"{opened[0].number}  feilet: " in moved.output
    assert "1 feilet" in moved.output
    assert open_steps(municipality, opened[1]) == ["C"]

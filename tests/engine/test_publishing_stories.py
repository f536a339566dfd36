"""`publish` plays the routine's own stories against the new files first, and writes nothing where one fails."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import db, postgres, publishing, routines, tables
from engine.people import accounts

ROOT = Path(__file__).resolve().parents[2]
STORY = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {task: A, due: 2026-01-08 16:00}
  - do: A
    by: kontaktlærer
  - see: {ended: slutt}
"""

Publish = Callable[..., subprocess.CompletedProcess[str]]


def test_stories_that_hold_are_noted_at_the_version(folder: Path, publish: Publish) -> None:
    told = publish(folder / "prove.bpmn", "--note", "Den første")

    assert told.returncode == 0
    assert "1/1 holdt   stories/prove.yaml" in told.stdout
    assert versions() == [(1, "Den første", 1)]


def test_every_story_that_fails_is_told_at_once_with_what_was_seen(
    folder: Path, publish: Publish, municipality: factories.Town
) -> None:
    publish_as_it_stands(folder, municipality)
    (folder / "stories" / "senere.yaml").write_text(STORY)
    (folder / "stories" / "rett.yaml").write_text(STORY.replace("2026-01-08", "2026-01-09"))
    write(folder, due="4 skoledager")

    told = publish(folder / "prove.bpmn")

    assert (told.returncode, "Spiller 3 fortellinger" in told.stdout) == (1, True)
    for name in ("prove", "senere"):
        assert f"stories/{name}.yaml:5: ventet «see: task: A, due: 2026-01-08 16:00»" in told.stderr
    assert told.stderr.count("har fristen 2026-01-09") == 2
    assert "2/3 holdt   stories/rett.yaml" in told.stdout
    assert "Ikke publisert: stories/prove.yaml og stories/senere.yaml holdt ikke. Rett" in told.stderr
    assert "--without-stories" in told.stderr
    assert "Traceback" not in told.stderr
    assert versions() == [(1, "", 1)]


def test_of_many_stories_that_fail_the_first_ten_are_named(folder: Path, publish: Publish) -> None:
    for number in range(11, 23):
        (folder / "stories" / f"nr-{number}.yaml").write_text(STORY)
    write(folder, due="4 skoledager")

    told = publish(folder / "prove.bpmn")

    assert told.returncode == 1
    assert told.stderr.count("sviktet") == 10
    assert "stories/nr-19.yaml, stories/nr-20.yaml og 3 til holdt ikke." in told.stderr
    assert "nr-21.yaml" not in told.stderr


def test_without_stories_publishes_and_the_version_says_so(folder: Path, publish: Publish) -> None:
    write(folder, due="4 skoledager")

    told = publish(folder / "prove.bpmn", "--without-stories")

    assert told.returncode == 0
    assert "Fortellingene er ikke spilt" in told.stderr
    assert versions() == [(1, "", None)]


def test_unchanged_files_are_not_played_again(folder: Path, publish: Publish, municipality: factories.Town) -> None:
    publish_as_it_stands(folder, municipality)

    told = publish(folder / "prove.bpmn")

    assert "Spiller" not in told.stdout
    assert "ingenting er endret" in told.stdout
    assert versions() == [(1, "", 1)]


def test_story_that_cannot_be_read_stops_it_and_is_not_left_out(folder: Path, publish: Publish) -> None:
    (folder / "stories" / "gal.yaml").write_text(STORY + "  - gjør: A\n")

    told = publish(folder / "prove.bpmn")

    assert told.returncode == 1
    assert "stories/gal.yaml" in told.stdout + told.stderr
    assert "feil [story-unreadable]: Et steg må ha nøyaktig ett" in told.stdout + told.stderr
    assert versions() == []


def test_story_of_what_the_diagram_no_longer_has_stops_it_too(folder: Path, publish: Publish) -> None:
    (folder / "stories" / "borte.yaml").write_text(STORY.replace("do: A", "do: BORTE"))

    told = publish(folder / "prove.bpmn")

    assert told.returncode == 1
    assert "sviktet" in told.stderr
    assert versions() == []


def test_routine_without_stories_is_published_and_told_of(folder: Path, publish: Publish) -> None:
    (folder / "stories" / "prove.yaml").unlink()

    told = publish(folder / "prove.bpmn")

    assert told.returncode == 0
    assert "Ingen fortelling nevner rutinen" in told.stdout
    assert versions() == [(1, "", 0)]


def test_what_is_saved_while_it_is_checked_is_not_published_unchecked(folder: Path, publish: Publish) -> None:
    done = threading.Event()
    writer = threading.Thread(target=save_again_and_again, args=(folder / "prove.bpmn", done))
    writer.start()
    try:
        told = publish(folder / "prove.bpmn", "--without-stories")
    finally:
        done.set()
        writer.join()

    assert (told.returncode, versions()) == (1, [])
    assert "ble lagret på nytt mens den ble kontrollert. Publiser igjen." in told.stderr


def test_caller_that_keeps_an_older_drawing_of_what_is_published_is_named(municipality: factories.Town) -> None:
    called, caller = called_and_caller("KALT")
    publish_here(municipality, ["kaller"], {**called, **caller})
    publish_here(municipality, ["kalt"], called)
    same = routines.keep_older(["kalt"], municipality_id=municipality.id)

    changed, _ = called_and_caller("KALT_NY")
    publish_here(municipality, ["kalt"], changed)

    older = routines.keep_older(["kalt"], municipality_id=municipality.id)
    assert same == []
    assert [(one.routine, one.number, name) for one, name in older] == [("kaller", 1, "kalt")]


# -- routines in a folder


def write(folder: Path, *, due: str) -> None:
    diagram = diagrams.chain("prove", diagrams.task("A", diagrams.due(due)), lanes={"Kontaktlærer": ["inn", "A"]})
    (folder / "prove.bpmn").write_bytes(diagram)


def save_again_and_again(path: Path, done: threading.Event) -> None:
    """Save other words each time, whole each time."""
    content, beside = path.read_bytes(), path.with_suffix(".nytt")
    for number in itertools.count():
        beside.write_bytes(content + b"<!-- %d -->" % number)
        beside.replace(path)
        if done.wait(0.001):
            return


def called_and_caller(task: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return a routine of one task, and one that calls it."""
    call = (
        '<bpmn:callActivity id="KALL" name="Kall"><bpmn:extensionElements>'
        '<zeebe:calledElement processId="kalt" /></bpmn:extensionElements></bpmn:callActivity>'
    )
    inner = diagrams.chain("kalt", diagrams.task(task), lanes={"Rektor": ["inn", task, "slutt"]})
    outer = diagrams.chain("kaller", call, lanes={"Rektor": ["inn", "KALL", "slutt"]})
    return {"kalt.bpmn": inner, "forms/melding.form": diagrams.REPORT}, {"kaller.bpmn": outer}


def publish_as_it_stands(folder: Path, town: factories.Town) -> None:
    """Publish the folder's routine without the command, as the command does when its one story has held."""
    files, named = publishing.gather_all([folder / "prove.bpmn"])
    routines.publish(files, named, municipality_id=town.id, by=None, record=routines.Record("", 1))


def publish_here(town: factories.Town, named: list[str], files: dict[str, bytes]) -> None:
    routines.publish(files, named, municipality_id=town.id, by=None)


def versions() -> list[tuple[int, str, int | None]]:
    v = tables.versions.c
    with db.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(v.number, v.note, v.stories_held).order_by(v.id))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a routine of one task with a deadline, and a story that names the deadline."""
    for name in ("forms", "stories"):
        (tmp_path / name).mkdir()
    write(tmp_path, due="3 skoledager")
    (tmp_path / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (tmp_path / "stories" / "prove.yaml").write_text(STORY)
    return tmp_path


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose embedded database the commands of this module share for their private stage."""
    folder = tmp_path_factory.mktemp("var")
    with postgres.start(folder / "postgres", fsync=False):
        yield folder


@pytest.fixture
def publish(municipality: factories.Town, database_url: str, var: Path) -> Publish:
    """Return `publish(file, …)`: the command line as a process of its own, on the test's database."""
    by = municipality.person("prosesseier")
    accounts.create(person_id=by.id, username="prosess", password="bare-for-prøver-12")
    environment = {**os.environ, "DATABASE_URL": database_url, "SKOLEMILJO_VAR": str(var)}
    command = [sys.executable, "-m", "webforms.cli", "publish", "--municipality", municipality.name, "--by", "prosess"]

    def run(*more: object) -> subprocess.CompletedProcess[str]:
        whole = [*command, *map(str, more)]
        return subprocess.run(
            whole, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    return run

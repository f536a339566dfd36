"""Edit the diagram as text and publish it: new cases follow it, running cases keep theirs, nothing is started again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import diagrams
import factories
import pytest
import racing
import sqlalchemy as sa

from engine import clock, db, deadlines, play, routines, tables
from engine.people import accounts
from engine.play import player, record, story

ROOT = Path(__file__).resolve().parents[2]
TOWN = "Eksempel kommune"
EVALUATION = "Tiltaksrunde/BAE-H-12"

Publish = Callable[..., subprocess.CompletedProcess[str]]


def test_new_cases_follow_the_edited_diagram_and_the_running_one_keeps_its_own(
    processes: Path, publish: Publish, cast: play.stage.Cast, own: clock.Clock
) -> None:
    diagram = processes / "baerum-handtering.bpmn"
    publish(diagram)
    straight = without_agreed_date(story.read(ROOT / "processes" / "stories" / "baerum-handtering.rett-fram.yaml"))
    running = begin(straight, cast, own)
    rest = play_until_evaluation(running, straight.steps)

    insert_a_task(diagram, after="BAE-H-02", new="BAE-H-02.ny")
    four_weeks(processes / "baerum-tiltaksrunde.bpmn")
    said = publish(diagram).stdout
    new = begin(straight, cast, own)
    play_until_evaluation(new, with_the_task(straight.steps, after="BAE-H-02", new="BAE-H-02.ny"))

    assert "utgave 2 gjelder for nye saker" in said
    assert [due(running), due(new)] == ["2026-02-16 16:00", "2026-02-02 16:00"]
    assert [tasks_named(one, "BAE-H-02.ny") for one in (running, new)] == [0, 1]
    play_on(running, rest)
    assert ended(running) == "trygt-og-godt"
    assert [version(one) for one in (running, new)] == [1, 2]


def test_unchanged_content_publishes_nothing(small: Path, publish: Publish) -> None:
    first, second = publish(small), publish(small)

    assert (first.returncode, second.returncode) == (0, 0)
    assert numbers("prove") == [1]
    assert "utgave 1" in second.stdout


def test_going_back_to_an_earlier_content_is_a_new_version(municipality: factories.Town) -> None:
    for name in ("A", "B", "A", "A"):
        diagrams.publish(municipality.id, "prove", chain(name))

    assert numbers("prove") == [1, 2, 3]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("</bpmn:definitions>", ""), "prove.bpmn"),
        (lambda text: text.replace('formId="melding"', 'formId="finnes-ikke"'), "finnes-ikke"),
        (lambda text: text.replace('name="Rektor"', 'name="Rektoren min"'), "Rektoren min"),
        (lambda text: '<!DOCTYPE x [<!ENTITY e "x">]>' + text, "prove.bpmn"),
        (lambda _text: "", "prove.bpmn"),
    ],
    ids=["broken XML", "unknown form", "unknown role", "a DTD", "empty"],
)
def test_finding_stands_in_the_way(small: Path, publish: Publish, spoil: Callable[[str], str], says: str) -> None:
    sound = small.read_text()
    small.write_text(spoil(sound))

    told = publish(small)

    assert small.read_text() != sound
    assert told.returncode == 1
    assert says in told.stderr
    assert "Ikke publisert" in told.stderr
    assert "Traceback" not in told.stderr
    assert numbers("prove") == []


def test_file_or_usage_that_cannot_be_read_is_exit_2(small: Path, publish: Publish) -> None:
    told = [
        publish(small.with_name("borte.bpmn")),
        publish(small, municipality="Ukjent kommune"),
        publish(small, by="ukjent"),
        publish(small, by=None),
        publish(),
    ]

    assert [one.returncode for one in told] == [2] * 5
    assert "borte.bpmn" in told[0].stderr
    assert not any("Traceback" in one.stderr for one in told)
    assert numbers("prove") == []


def test_two_publishers_at_once_get_numbers_in_order(municipality: factories.Town) -> None:
    def publish_one(name: str) -> None:
        diagrams.publish(municipality.id, "prove", chain(name))

    racing.at_once(*(partial(publish_one, f"T{n}") for n in range(4)))

    assert numbers("prove") == [1, 2, 3, 4]
    with db.reading() as connection:
        assert routines.current(connection, municipality.id, "prove").number == 4


def chain(name: str) -> bytes:
    """Return the routine «prove» with one task."""
    return diagrams.chain("prove", diagrams.task(name), lanes={"Rektor": ["inn", name, "slutt"]})


# -- a process owner with a text editor


def four_weeks(path: Path) -> None:
    """Write four weeks where the diagram says six."""
    text = path.read_text()
    assert "6 uker fra iverksatt" in text
    path.write_text(text.replace("6 uker fra iverksatt", "4 uker fra iverksatt"))


def insert_a_task(path: Path, *, after: str, new: str) -> None:
    """Put one more user task of rektor on the flow out of `after`."""
    text = path.read_text()
    flow = re.search(rf'<bpmn:sequenceFlow id="([^"]+)"[^>]* sourceRef="{re.escape(after)}" targetRef="([^"]+)"', text)
    assert flow
    old, target = flow[0], flow[2]
    task = f'<bpmn:userTask id="{new}" name="En oppgave til"><bpmn:incoming>{flow[1]}</bpmn:incoming></bpmn:userTask>'
    further = f'<bpmn:sequenceFlow id="Flyt_ny" sourceRef="{new}" targetRef="{target}" />'
    text = text.replace(old, old.replace(f'targetRef="{target}"', f'targetRef="{new}"'))
    text = text.replace("    </bpmn:laneSet>", f"    </bpmn:laneSet>{task}{further}", 1)
    text = text.replace(f"<bpmn:incoming>{flow[1]}</bpmn:incoming>", "<bpmn:incoming>Flyt_ny</bpmn:incoming>")
    text = text.replace(
        f'{new}" name="En oppgave til"><bpmn:incoming>Flyt_ny', f'{new}" name="En oppgave til"><bpmn:incoming>{flow[1]}'
    )
    path.write_text(
        re.sub(r'(<bpmn:lane [^>]*name="Rektor">)', rf"\1<bpmn:flowNodeRef>{new}</bpmn:flowNodeRef>", text, count=1)
    )


# -- playing a story on the test's own database, two cases beside each other


def without_agreed_date(one: story.Story) -> story.Story:
    """Return the story with no date of evaluation agreed, so that the weeks decide."""

    def bare(step: story.Step) -> story.Step:
        answers = step.rest.get("answers")
        if not isinstance(answers, dict):
            return step
        return replace(
            step, rest={**step.rest, "answers": {k: v for k, v in answers.items() if k != "evalueringsdato"}}
        )

    return replace(one, steps=tuple(bare(step) for step in one.steps if step.verb not in ("see", "refuse")))


def with_the_task(steps: tuple[story.Step, ...], *, after: str, new: str) -> tuple[story.Step, ...]:
    """Return the steps with the new task done after `after`."""
    at = next(number for number, step in enumerate(steps) if step.body == after) + 1
    return (*steps[:at], story.Step("do", new, {"by": "rektor"}, 0), *steps[at:])


def begin(one: story.Story, cast: play.stage.Cast, own: clock.Clock) -> player.Played:
    """Open a case as the story does."""
    played = player.Played(one, cast, own, lambda: None)
    player.start(played)
    return played


def play_until_evaluation(played: player.Played, steps: tuple[story.Step, ...]) -> tuple[story.Step, ...]:
    """Play until the evaluation is open; return the steps that are left."""
    left = list(steps)
    while not any(player.fits(played, task, EVALUATION) for task in record.open_tasks(played.case_id)):
        play_on(played, (left.pop(0),))
    return tuple(left)


def play_on(played: player.Played, steps: tuple[story.Step, ...]) -> None:
    """Do what the steps say."""
    for step in steps:
        {"do": player.do, "wait": player.wait, "hold": player.hold}[step.verb](played, step)


def due(played: player.Played) -> str:
    """Return when the evaluation is due, in Oslo."""
    task = next(task for task in record.open_tasks(played.case_id) if player.fits(played, task, EVALUATION))
    return f"{clock.oslo(task.due):%Y-%m-%d %H:%M}"


def tasks_named(played: player.Played, element: str) -> int:
    t = tables.tasks.c
    return len(_all(sa.select(t.id).where(t.case_id == played.case_id, t.element_id == element)))


def ended(played: player.Played) -> str:
    return _all(sa.select(tables.cases.c.ended_by_event).where(tables.cases.c.id == played.case_id))[0]


def version(played: player.Played) -> int:
    v, c = tables.versions.c, tables.cases.c
    return _all(sa.select(v.number).join(tables.cases, c.version_id == v.id).where(c.id == played.case_id))[0]


def numbers(routine: str) -> list[int]:
    """Return the routine's version numbers in the order they were published."""
    v = tables.versions.c
    return _all(sa.select(v.number).where(v.routine == routine).order_by(v.id))


def _all(query: sa.Select[tuple[object]]) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.scalars(query))


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    """A copy of `processes/` that a test may edit; without stories, which nothing here plays by the command."""
    leave_out = shutil.ignore_patterns("stories")
    return Path(shutil.copytree(ROOT / "processes", tmp_path / "processes", ignore=leave_out))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The diagram of a routine of one task, with its form beside it."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (tmp_path / "prove.bpmn").write_bytes(chain("A"))
    return tmp_path / "prove.bpmn"


@pytest.fixture
def own(database: db.Database) -> Iterator[clock.Clock]:
    """The story's own clock."""
    with clock.use(clock.Clock(deadlines.moment("2026-01-05 10:00"))) as one:
        yield one


@pytest.fixture
def cast(own: clock.Clock) -> play.stage.Cast:
    """The persons of a story, in the test's own database."""
    return play.stage.cast({})


@pytest.fixture
def publish(cast: play.stage.Cast, database_url: str) -> Publish:
    """Return `publish(file, …)`: the command line as a process of its own, on the test's database."""
    accounts.create(person_id=cast.people["prosesseier"].id, username="prosess", password="bare-for-prøver-12")
    environment = {**os.environ, "DATABASE_URL": database_url}

    def run(*files: Path, municipality: str = TOWN, by: str | None = "prosess") -> subprocess.CompletedProcess[str]:
        who = [] if by is None else ["--by", by]
        command = [
            sys.executable,
            "-m",
            "webforms.cli",
            "publish",
            "--municipality",
            municipality,
            *who,
            "--without-stories",
            *map(str, files),
        ]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    return run

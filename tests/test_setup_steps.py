"""The bootstrap does nothing twice: a step is done when what it reads has changed or its product is gone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bootstrapping import ROOT, progress, python, steps

ALONE = """
import sys
from pathlib import Path
sys.path.insert(0, "tools")
from bootstrap import machine
with machine.alone(Path(sys.argv[1])):
    print("inne", flush=True)
    sys.stdin.readline()
"""

Make = Callable[..., steps.Step]
Run = Callable[[steps.Step], None]


def test_an_environment_that_is_a_link_leaves_that_of_the_other_folder_alone(tmp_path: Path) -> None:
    others, link = tmp_path / "andres", tmp_path / ".venv"
    others.mkdir()
    (others / "setup.json").write_text("{}")
    link.symlink_to(others)

    python.make(link)

    assert [one.name for one in others.iterdir()] == ["setup.json"]
    assert not link.is_symlink()
    assert (link / "bin" / "python").exists()


def test_environment_that_was_moved_with_the_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    pip = tmp_path / "bin" / "pip"
    pip.write_text(f"#!{tmp_path}/bin/python\n")
    assert python.is_usable(tmp_path)

    pip.write_text("#!/elsewhere/.venv/bin/python\n")

    assert not python.is_usable(tmp_path)


def test_step_is_done_once_until_what_it_reads_has_changed(run: Run, step: Make, done: list[str]) -> None:
    run(step(key="1"))
    run(step(key="1"))
    assert done == ["one"]

    run(step(key="2"))

    assert done == ["one", "one"]


def test_step_is_done_again_when_its_product_is_gone(run: Run, step: Make, done: list[str], tmp_path: Path) -> None:
    run(step())
    (tmp_path / "product").unlink()

    run(step())

    assert done == ["one", "one"]


def test_step_that_stopped_half_way_is_done_again(run: Run, step: Make, done: list[str]) -> None:
    run(step(key="1"))
    with pytest.raises(KeyboardInterrupt):
        run(step(key="2", stops=True))

    run(step(key="1"))

    assert done == ["one", "one", "one"]


def test_what_is_remembered_may_be_unreadable(run: Run, step: Make, done: list[str], tmp_path: Path) -> None:
    (tmp_path / "remembered.json").write_text("{half")

    run(step())

    assert done == ["one"]
    assert json.loads((tmp_path / "remembered.json").read_text()) == {"one": "1"}


def test_fingerprint_follows_names_and_contents_of_files(tmp_path: Path) -> None:
    seen = set()
    for change in (
        lambda: None,
        lambda: (tmp_path / "a").write_text("x"),
        lambda: (tmp_path / "a").write_text("y"),
        lambda: (tmp_path / "a").rename(tmp_path / "b"),
        lambda: (tmp_path / "c").mkdir() or (tmp_path / "c" / "b").write_text("y"),
    ):
        change()
        seen.add(steps.fingerprint(tmp_path))

    assert len(seen) == 5
    assert steps.fingerprint(tmp_path) in seen


def test_second_setup_waits_for_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ALONE, str(tmp_path / "lock")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **pipes) as first:
        assert first.stdout.readline() == "inne\n"
        with subprocess.Popen(command, **pipes) as second:
            assert second.stdout.readline().startswith("Venter på at en annen make")
            first.communicate("ferdig\n")
            assert second.communicate("ferdig\n") == ("inne\n", None)


@pytest.fixture
def done() -> list[str]:
    """Return the names of steps that were done."""
    return []


@pytest.fixture
def step(tmp_path: Path, done: list[str]) -> Make:
    """Return a function that makes the step `one`, which makes a file."""

    def make(*, key: str = "1", stops: bool = False) -> steps.Step:
        def act(_line: progress.Line) -> None:
            done.append("one")
            (tmp_path / "product").touch()
            if stops:
                raise KeyboardInterrupt

        return steps.Step("one", "Første", key, (tmp_path / "product",), act)

    return make


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that does a step if it is not done."""
    remembered = tmp_path / "remembered.json"
    return lambda step: steps.do(steps.missing([step], remembered), remembered)

"""The bootstrap: what it says when the machine will not do, and that it does nothing twice (issue 2, "The system")."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from bootstrap import commands, machine, node, progress, python, steps  # noqa: E402 - found in the line above

AS_IF = """
import runpy, sys
{change}
sys.argv = ["tools/setup.py"]
runpy.run_path("tools/setup.py", run_name="__main__")
"""
OLD = AS_IF.format(change="sys.version_info = (3, 10, 4, 'final', 0)")
BARE = AS_IF.format(change="sys.modules['ensurepip'] = None")
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


def test_first_file_is_readable_by_an_old_python() -> None:
    source = (ROOT / "tools" / "setup.py").read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 6))

    assert "annotations" not in source  # not in Python 3.6


def test_old_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    told = said(OLD, PATH=str(tmp_path))

    assert told == (1, f"Skolemiljø trenger Python 3.11 eller nyere, men fant bare Python 3.10 ({sys.executable}).\n")


def test_old_python_sends_the_work_on_to_a_newer_one_on_the_path(tmp_path: Path) -> None:
    program(tmp_path / "python3.12", 'test "$1" = -c && exit 0; echo "nyere: $2"')

    assert said(OLD, PATH=str(tmp_path)) == (0, "nyere: \n")


def test_an_environment_that_is_a_link_leaves_that_of_the_other_folder_alone(tmp_path: Path) -> None:
    others, link = tmp_path / "andres", tmp_path / ".venv"
    others.mkdir()
    (others / "setup.json").write_text("{}")
    link.symlink_to(others)

    python.make(link)

    assert [one.name for one in others.iterdir()] == ["setup.json"]
    assert not link.is_symlink()
    assert (link / "bin" / "python").exists()


def test_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    without_apt = said(BARE, PATH=str(tmp_path))
    program(tmp_path / "apt", "")

    code, told = said(BARE, PATH=str(tmp_path))

    assert code == 1
    assert re.fullmatch(
        rf"Python .* mangler venv og ensurepip: kjør `(sudo )?apt install python{version}-venv` .*\n", told
    )
    assert without_apt[1].endswith("installer dem og prøv igjen.\n")


def test_no_network_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    lock = tmp_path / "lock"
    lock.write_text(f"skolemiljo-finnes-ikke==1 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(progress.CannotGoOnError, match=r"ingen kontakt med pakkelageret\. Sjekk nettet"):
        python.install(Path(sys.prefix), lock, progress.Line(1, 1, "Henter"), log=tmp_path / "log")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "npm error code ENOTFOUND\nnpm error network request to the registry failed",
            "ingen kontakt med pakkelageret",
        ),
        ("OSError: [Errno 28] No space left on device", "Disken er full mens pakkene hentes"),
        ("npm error code EACCES", "Får ikke skrevet pakkene til mappen"),
        ("noise\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nmore", "DO NOT MATCH THE HASHES \\(alt som ble sagt"),
        ("Traceback\nOSError: Readme is not there\n[end]", "Får ikke hentet pakkene: OSError: Readme is not there"),
        ("", "ingen grunn ble gitt"),
    ],
)
def test_failed_program_is_told_in_one_sentence(tmp_path: Path, output: str, sentence: str) -> None:
    program(tmp_path / "pip", f"cat <<'END'\n{output}\nEND\nexit 1")

    with pytest.raises(progress.CannotGoOnError, match=sentence):
        commands.run([tmp_path / "pip"], "pakkene", log=tmp_path / "log")

    assert output.split("\n")[0] in (tmp_path / "log").read_text()


def test_program_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(progress.CannotGoOnError, match=r"Får ikke hentet pakkene: .*npm: No such file"):
        commands.run([tmp_path / "npm"], "pakkene", log=tmp_path / "log")


def test_settings_of_the_persons_own_pip_do_not_lead_packages_astray(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    program(tmp_path / "pip", 'echo "target=$PIP_TARGET."')
    heard: list[str] = []

    commands.run([tmp_path / "pip"], "pakkene", log=tmp_path / "log", heard=heard.append)

    assert heard == ["target=."]


def test_full_disk_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with pytest.raises(
        progress.CannotGoOnError, match=r"Disken er for full: .* har \d+ MB ledig .* trenger 1000000 MB"
    ):
        machine.require_space(tmp_path, 10**12)


def test_missing_browser_is_told_where_it_cannot_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(progress.CannotGoOnError, match="Installer Chromium og kjør på nytt"):
        machine.install_browser(tmp_path / "log")


@pytest.mark.parametrize(
    ("programs", "is_enough"),
    [
        ({}, False),
        ({"node": "echo v18.20.1", "npm": ""}, False),
        ({"node": "echo v22.1.0"}, False),
        ({"node": "echo v22.1.0", "npm": "exit 1"}, False),
        ({"node": "echo v20.0.0", "npm": ""}, True),
        ({"node": "echo noise", "npm": ""}, False),
    ],
)
def test_machines_node_is_used_when_it_is_new_and_has_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str], is_enough: bool
) -> None:
    for name, script in programs.items():
        program(tmp_path / name, script)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert node.has_own() is is_enough


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


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_lock_gives_every_package_one_version_and_its_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    entries = re.split(r"\n(?=\S)", text.strip())

    assert all(re.match(r"[a-z0-9][a-z0-9._\[\],-]*==\S+", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_tests_lock_holds_all_that_the_product_runs_on() -> None:
    run_lock, test_lock = (versions(name) for name in ("requirements.lock", "requirements-dev.lock"))

    assert run_lock.items() <= test_lock.items()


def test_npm_lock_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    packages = json.loads(text)["packages"]

    assert "resolved" not in text
    assert all("integrity" in entry for path, entry in packages.items() if path)


def test_make_help_lists_every_target_and_no_more_than_twelve() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^  make ([a-z]+) ", shown, re.MULTILINE) == targets
    assert len(targets) <= 12


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


def said(script: str, **environment: str) -> tuple[int, str]:
    """Run `script` in a process of its own and return its exit code and all it said."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"LANG": "C.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert time.monotonic() - began < 30
    return done.returncode, done.stdout


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)


def versions(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )

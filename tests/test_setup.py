"""The bootstrap: what it says when the machine will not do, in one sentence each (issue 2, "The system")."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bootstrapping import ROOT, commands, machine, node, program, progress, python

AS_IF = """
import runpy, sys
{change}
sys.argv = ["tools/setup.py"]
runpy.run_path("tools/setup.py", run_name="__main__")
"""
OLD = AS_IF.format(change="sys.version_info = (3, 10, 4, 'final', 0)")
BARE = AS_IF.format(change="sys.modules['ensurepip'] = None")


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
    assert time.monotonic() - began < 300
    return done.returncode, done.stdout

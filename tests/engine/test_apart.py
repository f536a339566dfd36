"""The process apart ends with the one that has started it, whatever it is doing; half an answer is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engine import apart

ROOT = Path(__file__).resolve().parents[2]
BUSY = "from engine import apart\n\ndef main():\n    apart.ready()\n    while True:\n        pass\n"
HALF = """
import os, signal, sys

def main():
    sys.stdout.write('{"findings": [{"fi')
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
ASKS = """
from engine import apart
with apart.worker("travel") as one:
    one.line(60)
    print(one.process.pid, flush=True)
    input()
"""


def test_a_process_that_works_for_ever_ends_with_the_one_that_was_killed_before_it_could_stop_it(tmp_path: Path):
    (tmp_path / "travel.py").write_text(BUSY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", ASKS], cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asking:
        assert asking.stdout is not None
        busy = psutil.Process(int(asking.stdout.readline()))

        asking.kill()

    _gone, alive = psutil.wait_procs([busy], timeout=300)
    for one in alive:
        one.kill()
    assert alive == []


def test_a_process_that_is_killed_while_it_answers_has_not_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "half.py").write_text(HALF)
    monkeypatch.chdir(tmp_path)

    with apart.worker("half") as one:
        assert one.line(60) == ""


ENDS = """
import os, signal, sys
{first}

def main():
    from engine import apart
    apart.ready()
    {last}
"""


FAULT = "møtte en feil i Skolemiljø selv (KeyError, ends.py:8; meld fra til den som drifter det)"


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("import gal_modul", "", "kom ikke i gang"),
        ("", "os.kill(os.getpid(), signal.SIGKILL)", "ble drept av noe annet på maskinen"),
        ("", "raise MemoryError", "brukte for mye minne"),
        ("", "raise KeyError('Testelev A')", FAULT),
    ],
    ids=["a module that cannot be loaded", "killed by the machine", "out of memory", "an error of ours"],
)
def test_why_there_is_no_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, last: str, why: str
):
    (tmp_path / "ends.py").write_text(ENDS.format(first=first, last=last))
    monkeypatch.chdir(tmp_path)

    with apart.worker("ends") as one:
        said = one.line(60)
        assert one.why(60, one.line(60) if said == apart.READY else said) == why

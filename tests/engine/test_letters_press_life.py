"""The worker that compiles letters is born with the first of them, once a process, and goes with its server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import waiting

from tests.engine.pressing import LOOP, compiled, worker

ROOT = Path(__file__).resolve().parents[2]


def test_a_worker_that_dies_between_two_letters_is_started_again(own_press):
    compiled(own_press, "Før")
    worker(own_press).kill()
    worker(own_press).wait()

    assert compiled(own_press, "Etter").pdf.startswith(b"%PDF")


def test_one_worker_serves_many_letters(own_press):
    made = [compiled(own_press, f"Brev {number}") for number in range(12)]

    assert all(one.pdf for one in made)
    assert own_press.starts == 1


def test_closing_ends_the_worker_and_removes_its_folder(own_press):
    compiled(own_press, "Brev")
    process, folder = worker(own_press), Path(own_press._folder)

    own_press.close()

    assert not process.is_running()
    assert not folder.exists()


def test_a_forked_server_process_starts_a_worker_of_its_own():
    done = script("""
        import os, sys
        first = brev()
        parent = press.the_press._process.pid
        child = os.fork()
        if child == 0:
            same = brev() == first and press.the_press._process.pid != parent
            letters.close()
            os._exit(0 if same else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert brev() == first
        assert press.the_press._process.pid == parent
        assert press.the_press.starts == 1
    """)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_worker_and_its_folder_go_when_the_server_is_killed():
    with tempfile.TemporaryDirectory() as folder:
        server = popen("""
            brev()
            print(press.the_press._process.pid, flush=True)
            import time
            time.sleep(60)
        """, folder)  # fmt: skip
        pid = int(first_line(server))

        server.send_signal(signal.SIGKILL)
        server.communicate()

        waiting.until(lambda: not psutil.pid_exists(pid))
        assert list(Path(folder).iterdir()) == []


def test_a_worker_in_the_middle_of_a_letter_does_not_outlive_its_server_for_long():
    with tempfile.TemporaryDirectory() as folder:
        server = popen(f"""
            import threading
            press.the_press.seconds = 0.5
            brev()
            print(press.the_press._process.pid, flush=True)
            press.the_press.seconds = 60
            brev({LOOP!r})
        """, folder)  # fmt: skip
        pid = int(first_line(server))
        waiting.until(lambda: psutil.Process(pid).cpu_times().user > 0.3)

        server.send_signal(signal.SIGKILL)
        server.communicate()

        waiting.until(lambda: not psutil.pid_exists(pid))


_START = """
import json
from engine import letters
from engine.letters import press

def brev(body="Brev"):
    data = json.dumps({"tittel": "Brev", "locale": "nb", "avsender": ""})
    files = {"brev.typ": ("= Brev\\n" + body).encode()}
    return press.the_press.compile("brev", bundle=f"{len(body):064x}", files=files, data=data, timestamp=0).pdf
"""


def popen(body: str, folder: str) -> subprocess.Popen[str]:
    lines = "\n".join(line.strip() for line in body.splitlines())
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _START + lines],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": folder},
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline()


def script(body: str) -> subprocess.CompletedProcess[str]:
    text = _START + "\n".join(line.removeprefix(" " * 8) for line in body.splitlines())
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", text]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)

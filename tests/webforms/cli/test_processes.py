"""The demo's processes: none is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys

CHILD = "import threading; from webforms.cli import processes; processes.end_with_parent(); threading.Event().wait()"


def test_child_ends_when_the_demo_that_started_it_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE) as child:
        assert child.poll() is None

        child.stdin.close()

        assert child.wait(timeout=30) == -signal.SIGTERM


def test_child_that_ends_by_itself_says_nothing_of_the_pipe_it_waits_at() -> None:
    ends = CHILD.replace("threading.Event().wait()", "print('ferdig')")

    with subprocess.Popen([sys.executable, "-c", ends], stdin=subprocess.PIPE, stdout=-1, stderr=-1) as child:
        said, complaint = child.stdout.read(), child.stderr.read()

    assert (said, complaint, child.returncode) == (b"ferdig\n", b"", 0)

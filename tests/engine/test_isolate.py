"""The embedded V8 in threads and forked processes (design 3.4); each case runs in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from engine import errors, expressions
from engine.expressions import isolate

USE_IN_THREADS = """
    import threading
    from engine import expressions

    def work():
        for n in range(5):
            assert expressions.evaluate("n + 1", {"n": n}) == n + 1

    def round():
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
"""

FIRST_IN_A_THREAD = (
    USE_IN_THREADS
    + """
    round()
    expressions.stop()
    work()
    expressions.stop()
    round()
    print("ok")
"""
)

FORKED_AFTER_USE = (
    USE_IN_THREADS
    + """
    import os, signal
    work()
    child = os.fork()
    if child == 0:
        signal.alarm(300)
        work()
        round()
        raise SystemExit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, status
    work()
    print("ok")
"""
)

WITHIN_A_LOOP = (
    USE_IN_THREADS
    + """
    import asyncio

    async def ask():
        work()

    asyncio.run(ask())
    work()
    print("ok")
"""
)

RUN_OUT_OF_MEMORY = (
    USE_IN_THREADS
    + """
    from engine import errors
    hungry = "count(for a in 1..3000, b in 1..3000 return [a, b, a, b, a, b])"
    try:
        expressions.evaluate(hungry, {})
    except errors.ExpressionTooCostly:
        work()
        print("ok")
"""
)


@pytest.mark.parametrize("program", [FIRST_IN_A_THREAD, FORKED_AFTER_USE, WITHIN_A_LOOP, RUN_OUT_OF_MEMORY])
def test_the_isolate_survives(program: str) -> None:
    environment = {"SKOLEMILJO_EXPRESSION_MS": "20000", "SKOLEMILJO_EXPRESSION_MEMORY_MB": "64"}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="the system tells no thread's time")
def test_what_other_threads_do_is_not_counted_as_the_time_of_an_expression() -> None:
    expressions.evaluate("1 + 1", {})
    racer = isolate._ready()
    began, own = isolate._used(racer), time.thread_time()

    while time.thread_time() - own < 0.2:
        sum(range(1000))

    assert isolate._used(racer) - began < 0.1


def test_a_script_that_is_not_built_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isolate.stop()
    monkeypatch.setattr(isolate, "SCRIPT", tmp_path / "feel.js")

    with pytest.raises(errors.AssetMissing, match="npm run build"):
        isolate.start()

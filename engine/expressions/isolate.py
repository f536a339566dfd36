"""The one V8 isolate of this process: made, shared by threads, limited, thrown away (design 3.4, 4 `expressions`).

Knows mini-racer and the built script `engine/built/feel.js`; must not know FEEL, forms or cases.

What was measured with mini-racer 0.14.1, and is guarded here:

- An isolate first made in another thread than the main one crashes the process when a second one is made elsewhere,
  because V8 protects its code with memory keys that belong to a thread and its children. The flag
  `--no-memory-protection-keys` ends that; `start()` is still called from the main thread where there is one.
- After a fork the child's copy has no thread behind it: using it hangs, and freeing it crashes at exit. The child
  forgets it, without freeing it, and makes its own.
- Made within a running asyncio loop, it works on that loop and can then not be asked from there.
- After an out-of-memory every later call fails, so the isolate is made anew; after a time-out too, to be sure.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import ctypes
import json
import os
import queue
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import py_mini_racer

from engine import clock, errors, phrases, settings

SCRIPT = Path(__file__).resolve().parent.parent / "built" / "feel.js"
FLAGS = (
    *py_mini_racer.DEFAULT_V8_FLAGS,
    "--no-memory-protection-keys",
    # a regular expression that goes back and forth for ever is run by V8's other engine, in linear time, where it can
    "--enable-experimental-regexp-engine-on-excessive-backtracks",
    "--regexp-backtracks-before-fallback=50000",
    # lets the script ask whether it can, by the flag `l`
    "--enable-experimental-regexp-engine",
)
BUNDLE_SECONDS = 60.0  # for our own script: only a machine that has no time for us takes long
_PATIENCE = (1, 2, 4, 8)  # times the limit, for a call that got no processor to run on

_lock = threading.RLock()
_racer: py_mini_racer.MiniRacer | None = None


def start() -> None:
    """Make the isolate now, if there is none; gunicorn's `post_fork` and the command line call it in the main thread.

    Raises `errors.AssetMissing` where the script has not been built.
    """
    with _lock:
        _ready()


def stop() -> None:
    """Close the isolate; the next call makes a new one."""
    global _racer
    with _lock:
        racer, _racer = _racer, None
        if racer is not None:
            racer.close()


def call(op: str, *, seconds: float | None = None, **arguments: Any) -> Any:
    """Run one operation of the script on JSON `arguments` and return its result.

    `seconds` is the time limit, by default the setting `expression_ms`. Raises `errors.ExpressionTooCostly` for a call
    over its time or memory, `errors.ExpressionFault` (details `syntax`: whether it is the text itself) for the rest.
    """
    request = json.dumps({"op": op, "now": moment(), **arguments})
    limit = seconds or settings.load().expression_ms / 1000
    answer = json.loads(_run(f"skolemiljo.call({json.dumps(request)})", limit))
    if "error" not in answer:
        return answer["ok"]
    problem = answer["error"]
    if problem["kind"] == "costly":
        raise errors.ExpressionTooCostly
    if problem["kind"] == "refusal":
        cause = problem["message"] if _is_written(problem["message"], arguments) else ""
        raise errors.ExpressionFault(_refusal(cause), reason=problem["message"], syntax=False)
    raise errors.ExpressionFault(None, reason=problem["message"], syntax=problem["kind"] == "syntax")


def moment() -> int:
    """Return now as the script has it: milliseconds since 1970."""
    return round(clock.now().timestamp() * 1000)


def _is_written(cause: str, arguments: Mapping[str, Any]) -> bool:
    """Tell whether a cause stands so in an expression: faults are logged, and one put together may hold answers."""
    asked = json.dumps([arguments.get(one) for one in ("text", "texts", "cells")], ensure_ascii=False)
    return json.dumps(json.dumps(cause, ensure_ascii=False), ensure_ascii=False)[1:-1] in asked


def _refusal(cause: str) -> phrases.Phrase:
    if cause:
        return phrases.say("Kravet i uttrykket (assert) er ikke oppfylt: %(cause)s.", cause=cause.rstrip("."))
    return phrases.say("Kravet i uttrykket (assert) er ikke oppfylt.")


def _run(code: str, seconds: float) -> str:
    with _lock:
        for factor in _PATIENCE:
            racer = _ready()
            began = _used(racer)
            try:
                return str(_eval(racer, code, seconds * factor))
            except py_mini_racer.JSOOMException as problem:
                _throw_away()
                raise errors.ExpressionTooCostly from problem
            except py_mini_racer.JSTimeoutException as problem:
                used = _used(racer) - began
                _throw_away()
                # on a crowded machine the wall clock runs without us: then the call gets another, longer try
                if factor == _PATIENCE[-1] or used > seconds / 2:
                    raise errors.ExpressionTooCostly from problem
            except py_mini_racer.JSEvalException as problem:
                raise errors.ExpressionTooCostly from problem
    raise errors.ExpressionTooCostly


class _Answers(queue.Queue[Any]):
    """V8's answers, put here by its own thread, whose clock is noted."""

    clock: int | None = None

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if self.clock is None and hasattr(time, "pthread_getcpuclockid"):
            self.clock = time.pthread_getcpuclockid(threading.get_ident())
        super().put(item, block, timeout)


def _answers(racer: py_mini_racer.MiniRacer) -> _Answers:
    context: Any = racer._ctx  # noqa: SLF001
    found: _Answers = context._non_cancelable_mr_task_results_queue  # noqa: SLF001
    return found


def _used(racer: py_mini_racer.MiniRacer) -> float:
    """Return the seconds of the processor that V8's thread has had; those of the whole process where nobody tells."""
    own = _answers(racer).clock
    return time.process_time() if own is None else time.clock_gettime(own)


def _eval(racer: py_mini_racer.MiniRacer, code: str, seconds: float) -> object:
    """Run the code and wait for it in this thread, which holds the lock.

    mini-racer's own `eval` goes by the thread of an event loop both ways: that took half of the time of a small call.
    """
    context: Any = racer._ctx  # noqa: SLF001 - pinned exactly, and the tests go through all ways that it can end
    given = context._python_to_value_handle(code)  # noqa: SLF001
    task = context._dll.mr_eval(context._ctx, given.raw, 0)  # noqa: SLF001 - 0: the answer goes to the queue
    try:
        answer = _answers(racer).get(timeout=seconds)
    except queue.Empty:
        context._dll.mr_cancel_task(context._ctx, task)  # noqa: SLF001
        _answers(racer).get(timeout=BUNDLE_SECONDS)  # what it says of its end
        raise py_mini_racer.JSTimeoutException from None
    return context._value_handle_to_python(answer)  # noqa: SLF001


def _throw_away() -> None:
    if _racer is not None:
        # the stopped call still has to report back: closed before that, mini-racer complains in its thread
        with contextlib.suppress(py_mini_racer.JSEvalException):
            _racer.eval("0", timeout_sec=BUNDLE_SECONDS)
    stop()


def _ready() -> py_mini_racer.MiniRacer:
    global _racer
    if _racer is None:
        script = _script()
        py_mini_racer.init_mini_racer(flags=FLAGS, ignore_duplicate_init=True)
        racer = _fresh()
        object.__setattr__(racer._ctx, "_non_cancelable_mr_task_results_queue", _Answers())  # noqa: SLF001
        _eval(racer, script, BUNDLE_SECONDS)
        racer.set_hard_memory_limit(settings.load().expression_memory_mb * 1024 * 1024)
        _racer = racer
    return _racer


def _fresh() -> py_mini_racer.MiniRacer:
    # within somebody's asyncio loop mini-racer would work on that loop, and deadlock: then another thread makes it
    if asyncio._get_running_loop() is None:  # noqa: SLF001 - the public one raises where there is none
        return py_mini_racer.MiniRacer()
    with concurrent.futures.ThreadPoolExecutor(1) as other:
        return other.submit(py_mini_racer.MiniRacer).result()


def _script() -> str:
    try:
        return SCRIPT.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise errors.AssetMissing(
            f"Skriptet for uttrykk og skjema, {SCRIPT}, er ikke bygd. Kjør `npm run build`."
        ) from problem


def _forget() -> None:
    """Leave the parent's isolate alone in a forked child: neither used, nor freed."""
    global _lock, _racer
    _lock = threading.RLock()
    if _racer is not None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(_racer))
        _racer = None


os.register_at_fork(after_in_child=_forget)
atexit.register(stop)

"""The warm worker that compiles letters: started when first needed, one a process, killed and made anew (design 3.6).

Knows the pipes to `engine.letters.worker` and the limits; must not know templates' meaning or letter data. Threads
queue for it, up to a limit. It is a plain child process, so that a forked web server's children each start their own.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.letters import frames

FONTS = Path(__file__).resolve().parent.parent / "built" / "fonts"
_ROOT = Path(__file__).resolve().parent.parent.parent
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")
# a proxy that nobody answers: Typst would fetch packages from the net, and has no switch against it
_NOWHERE = "http://127.0.0.1:9"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LIMITED = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"} | dict.fromkeys(_PROXIES, _NOWHERE)


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the PDF and Typst's warnings, or the reason (`time memory crash queue typst`) and its text."""

    pdf: bytes = b""
    warnings: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    message: str = ""
    diagnostic: str = ""


@dataclass
class Press:
    """One worker process and the queue before it."""

    seconds: float = 5.0  # of the processor's time: on a busy machine a letter may take longer on the wall's clock
    stuck_seconds: float = 60.0  # on the wall's clock: a worker that neither works nor answers
    memory: int = 512 << 20
    queue: int = 32
    wait_seconds: float = 20.0
    start_seconds: float = 30.0
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _folder: str = ""
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _places: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Open the queue."""
        self._places = threading.Semaphore(self.queue)

    def compile(self, template: str, *, bundle: str, files: Mapping[str, bytes], data: str, timestamp: int) -> Printed:
        """Compile one letter on its turn; `bundle` is the digest of `files`, `data` is JSON."""
        if not self._places.acquire(blocking=False):
            return Printed(reason="queue")
        try:
            if not self._turn.acquire(timeout=self.wait_seconds):
                return Printed(reason="queue")
            try:
                request = {"template": template, "bundle": bundle, "data": data, "timestamp": timestamp}
                return self._ask(request, files)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the worker, if there is one; the next letter starts another."""
        with self._turn:
            self._end()

    def forget(self) -> None:
        """In a forked child: leave the parent's worker alone, and start with an empty queue."""
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.returncode = 0  # not ours to wait for
        self._process, self._folder = None, ""
        self._turn = threading.Lock()
        self._places = threading.Semaphore(self.queue)

    def _ask(self, request: dict[str, Any], files: Mapping[str, bytes]) -> Printed:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._start()
        reply = self._exchange(request)
        if isinstance(reply, Printed):
            return reply
        if reply[0].get("is_unknown"):
            request["files"] = {path: base64.b64encode(content).decode() for path, content in files.items()}
            reply = self._exchange(request)
            if isinstance(reply, Printed):
                return reply
        answer, pdf = reply
        if "error" in answer:
            message, diagnostic = answer["error"]
            return Printed(reason="typst", message=message, diagnostic=diagnostic)
        return Printed(pdf=pdf, warnings=tuple((message, diagnostic) for message, diagnostic in answer["warnings"]))

    def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes] | Printed:
        """Send and await the reply; the worker ends itself when a letter takes too long, and is killed when stuck."""
        with self._deadline(self.stuck_seconds) as is_late:
            try:
                frames.write(self._pipe("stdin"), json.dumps(request).encode())
                return json.loads(frames.read(self._pipe("stdout"))), frames.read(self._pipe("stdout"))
            except (EOFError, OSError):
                code = self._end()
        if is_late.is_set() or code == frames.OUT_OF_TIME:
            return Printed(reason="time")
        # Rust ends the process by SIGABRT when the address space is full
        return Printed(reason="memory" if code in (frames.OUT_OF_MEMORY, -6) else "crash")

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[threading.Event]:
        is_late = threading.Event()
        process = self._process

        def kill() -> None:
            is_late.set()
            if process is not None:
                process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield is_late
        finally:
            timer.cancel()
            timer.join()  # so that it cannot kill in the middle of the next letter

    def _start(self) -> None:
        self.starts += 1
        self._folder = tempfile.mkdtemp(prefix="skolemiljo-brev-")
        command = [sys.executable, "-P", "-m", "engine.letters.worker", self._folder, str(FONTS)]
        command += [str(self.memory), str(self.seconds)]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _LIMITED
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no input in the command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # a forked child that closes its copy must not flush half a request
            env=environment | {"PYTHONPATH": str(_ROOT)},
            start_new_session=True,  # Ctrl-C ends the server, which ends the worker
        )
        with self._deadline(self.start_seconds), contextlib.suppress(EOFError, OSError):
            frames.read(self._pipe("stdout"))

    def _pipe(self, name: str) -> int:
        pipe = getattr(self._process, name)
        if pipe is None or pipe.closed:
            raise EOFError
        return int(pipe.fileno())

    def _end(self) -> int | None:
        """End the worker and remove its folder; return its exit code."""
        process, folder = self._process, self._folder
        self._process, self._folder = None, ""
        if process is None:
            return None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            code = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        shutil.rmtree(folder, ignore_errors=True)
        return code


the_press = Press()
atexit.register(the_press.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=the_press.forget)

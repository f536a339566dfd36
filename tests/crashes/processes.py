"""Real processes of the product for tests of crashes: `skolemiljo serve` and `clock` on the test's database.

Waits are for conditions, at most 30 s; every process is ended by the one who started it, with its children, by id.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import lxml.html
import psutil
import waiting

from engine import model, people
from webforms import answered, auth

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


@dataclass
class Process:
    """One started process with its children, in a group of its own."""

    popen: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Kill it and all its children at once, as a power cut would."""
        with contextlib.suppress(psutil.NoSuchProcess):
            whole = [psutil.Process(self.popen.pid), *psutil.Process(self.popen.pid).children(recursive=True)]
            for one in whole:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(whole, timeout=SECONDS)
        self.popen.wait(timeout=SECONDS)

    def answers(self, address: str) -> bool:
        """Tell whether the page is there; a process that has ended by itself fails the test."""
        assert self.popen.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill_workers(self) -> None:
        """Kill the workers only; their master lives on."""
        for one in psutil.Process(self.popen.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


@dataclass
class Installation:
    """The product on one database: start its processes, stop what is left at the end."""

    url: str
    folder: Path
    started: list[Process] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)  # of the environment, beside our own

    def clock(self) -> Process:
        """Start a clock that sweeps several times a second."""
        return self._start("clock")

    def web(self, port: int | None = None) -> tuple[Process, str]:
        """Start the web on `port` (the kernel chooses one), and return it with its address."""
        if port is None:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
        return self._start("serve", "--port", str(port), "--workers", "2"), f"http://127.0.0.1:{port}"

    def serve(self, port: int | None = None) -> tuple[Process, str]:
        """Start the web as `web` does, and wait until it answers."""
        process, address = self.web(port)
        waiting.until(lambda: process.answers(f"{address}/helse"), "the web process to answer")
        return process, address

    def stop(self) -> None:
        """End everything that is still there."""
        for process in self.started:
            process.kill()

    def _start(self, *arguments: str) -> Process:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "SKOLEMILJO_SECRET_KEY": "bare-for-prøver-" * 3,
            "SKOLEMILJO_SWEEP_SECONDS": "0.2",
            "SKOLEMILJO_LOCK_WAIT_SECONDS": str(SECONDS),
            "SKOLEMILJO_VAR": str(self.folder),
            **self.settings,
        }
        log = self.folder / f"{len(self.started)}-{arguments[0]}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [sys.executable, "-m", "webforms.cli", *arguments],
                cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        process = Process(popen, log)
        self.started.append(process)
        return process


@contextlib.contextmanager
def installation(url: str, folder: Path) -> Iterator[Installation]:
    """Give an installation whose processes end with the block."""
    one = Installation(url, folder)
    try:
        yield one
    finally:
        one.stop()


@dataclass(frozen=True)
class Answer:
    """What the server answered; redirects are not followed."""

    status: int
    text: str
    location: str
    headers: Message

    @property
    def words(self) -> str:
        """Return the page's text with plain spaces."""
        return " ".join(lxml.html.fromstring(self.text).text_content().split()) if self.text else ""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


@dataclass
class Browser:
    """Somebody at a browser without scripts, over the wire."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask(urllib.request.Request(self.address + path))

    def fill(self, page: Answer, path: str, fields: dict[str, str], button: str = "_gjor=fullfor") -> Answer:
        """Send the page's form to `path` with `fields` filled in, by `button` (`name=value`); return the page it gives.

        What answers with a page of its own leads to an address that shows it, and is followed.
        """
        answer = self.send(page, path, fields, button)
        return self.get(answer.location) if f"{answered.TOKEN}=" in answer.location else answer

    def send(self, page: Answer, path: str, fields: dict[str, str], button: str = "_gjor=fullfor") -> Answer:
        """Do as `fill`, and follow nothing."""
        form = next(one for one in lxml.html.fromstring(page.text).forms if "who" not in one.get("class", ""))
        name, _, value = button.partition("=")
        filled = {**dict(form.form_values()), **fields, **({name: value} if name else {})}
        return self._ask(urllib.request.Request(self.address + path, urllib.parse.urlencode(filled).encode()))

    def _ask(self, request: urllib.request.Request) -> Answer:
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=SECONDS * 2) as found:
                return self._taken(found)
        except urllib.error.HTTPError as refused:
            with refused:
                return self._taken(refused)

    def _taken(self, found: object) -> Answer:
        headers: Message = found.headers  # type: ignore[attr-defined]
        for cookie in headers.get_all("Set-Cookie") or []:
            name, value = re.match(r"([^=]+)=([^;]*)", cookie).groups()  # type: ignore[union-attr]
            self.cookies[name] = value
        text = found.read().decode()  # type: ignore[attr-defined]
        return Answer(found.status, text, headers.get("Location", ""), headers)  # type: ignore[attr-defined]


def signed_in(address: str, person: model.Person) -> Browser:
    """Return the browser of somebody who has a session."""
    return Browser(address, {auth.SESSION: people.open_session(person)})

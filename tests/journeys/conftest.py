"""What journeys share: the demo as `make run` starts it, in a folder of its own, and people at real browsers.

`JOURNEY_PHOTOS=folder pytest tests/journeys` photographs every page at both widths.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import axe
import lxml.html
import psutil
import pytest
import waiting
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CHILD = re.compile("Testelev|Forelder")  # pupils and parents, as the sample register names them
PHOTOS = "JOURNEY_PHOTOS"  # the folder for pictures of every page, where somebody wants to look at them
# what a page is built of: each element with its parent, by what the style sheet and axe tell apart
KINDS = """() => {
  const kind = (el) => [el.tagName, el.className.baseVal ?? el.className, el.getAttribute("role"), el.type,
    el.dataset?.state, el.dataset?.color, el.getAttribute("aria-current"), el.required, el.disabled].join(" ");
  return [...new Set([...document.querySelectorAll("*")].map((el) => kind(el.parentElement ?? el) + " > " + kind(el)))];
}"""
# the bar lies over other fields wherever one scrolls to: on a picture of the whole page, and to axe, over none
STICK = "how => document.querySelectorAll('.save-bar, .save-now').forEach((bar) => { bar.style.position = how; })"
WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 360, "height": 740}
RETRIES = 3  # of a kept connection that the server closes in the same moment: a browser asks again, too
COMMAND = [sys.executable, "-m", "webforms.cli"]


@dataclass
class Demo:
    """A running demo: its address, and how its commands are called."""

    url: str
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes]

    def run(self, *arguments: str) -> str:
        """Run a command of `skolemiljo` on the demo's data."""
        done = subprocess.run(
            [*COMMAND, *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass
class Seen:
    """What all visitors of a test have shown: names of pages, kinds of elements at each width, addresses and titles."""

    names: set[str] = field(default_factory=set)
    kinds: dict[int, set[str]] = field(default_factory=lambda: {WIDE["width"]: set(), NARROW["width"]: set()})
    told: set[str] = field(default_factory=set)


@dataclass
class Visitor:
    """A person at a browser of their own; what a page shows for the first time is looked at, by axe if `is_judged`."""

    username: str
    page: Page
    url: str
    seen: Seen
    has_script: bool = True
    is_judged: bool = True

    def go(self, path: str) -> None:
        """Open a page of the demo, signing in where it asks."""
        self.page.goto(self.url + path)
        if "/logg-inn" in self.page.url:
            self.look("logg-inn")
            self.page.get_by_label("Brukernavn").fill(self.username)
            self.page.get_by_label("Passord").fill("skole-eksempel")
            self.page.get_by_role("button", name="Logg inn", exact=True).click()
            self.page.wait_for_url(lambda url: "/logg-inn" not in url)

    def read(self, path: str) -> lxml.html.HtmlElement:
        """Return what a page says, with nothing drawn: to ask many whether they have something to do."""
        found = self.page.request.get(self.url + path, max_retries=RETRIES)
        if "/logg-inn" in found.url:
            self.go(path)
            found = self.page.request.get(self.url + path, max_retries=RETRIES)
        self.seen.told.add(found.url)
        return lxml.html.fromstring(found.text())

    def look(self, name: str) -> None:
        """Look at the page, wide and narrow, once a name; axe does where it has elements of a new kind."""
        self.page.wait_for_load_state()  # a click is over when the new page has begun, before anything stands on it
        self.seen.told.add(self.page.title())
        if name in self.seen.names or not self.has_script:
            return
        self.seen.names.add(name)
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self._photograph(f"{name}-{self.username}-{size['width']}.png")
            faults = self._faults(size["width"]) if self.is_judged else []
            assert not faults, f"{name} for {self.username} at {size['width']} px"
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        self.page.set_viewport_size(WIDE)

    def _photograph(self, file: str) -> None:
        if folder := os.environ.get(PHOTOS):
            self.page.evaluate(STICK, "static")
            self.page.screenshot(path=Path(folder) / file, full_page=True)
            self.page.evaluate(STICK, "")

    def _faults(self, width: int) -> list[str]:
        kinds = set(self.page.evaluate(KINDS))
        if kinds <= self.seen.kinds[width]:
            return []
        self.seen.kinds[width] |= kinds
        self.page.evaluate(STICK, "static")
        faults = axe.faults(self.page, tags=axe.TAGS)
        self.page.evaluate(STICK, "")
        return faults


@pytest.fixture(scope="module")  # not longer: its clock sweeps twice a second, a tenth of a processor
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start the demo in an empty folder, and end it as Ctrl-C does: nothing of it may be left."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "SKOLEMILJO_VAR": str(folder / "var"), "SKOLEMILJO_SWEEP_SECONDS": "0.5"}
    port, log = _free_port(), folder / "demo.log"
    with log.open("wb") as out:
        command = [*COMMAND, "demo", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
    try:
        waiting.until(lambda: b"Klar p" in log.read_bytes() or process.poll() is not None, "the demo", seconds=600)
        assert process.poll() is None, log.read_text()
        yield Demo(f"http://127.0.0.1:{port}", environment, log, process)
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(signal.SIGINT)
    process.wait(timeout=120)
    _gone, left = psutil.wait_procs(family, timeout=60)
    for one in left:
        one.kill()
    assert not left, f"still running after Ctrl-C: {left}"


@pytest.fixture
def visitor(demo: Demo, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Return `visitor("rektor")`, the person of a user name at a browser; `has_script=False` turns JavaScript off.

    Axe looks at no page of who is not `is_judged`: where the pages are of kinds that it sees in another journey.

    At the end no address that was asked for, no title and no line of any process of the demo names a child.
    """
    contexts, seen = [], Seen()

    def come(username: str, *, has_script: bool = True, is_judged: bool = True) -> Visitor:
        context = chromium.new_context(
            locale="nb-NO", timezone_id="Europe/Oslo", viewport=WIDE, java_script_enabled=has_script
        )
        context.on("request", lambda request: seen.told.add(request.url))
        contexts.append(context)
        return Visitor(username, context.new_page(), demo.url, seen, has_script, is_judged)

    yield come
    for context in contexts:
        context.close()
    logs = [demo.log, *(demo.log.parent / "var" / "log").glob("*.log")]
    lines = [*seen.told, *(line for log in logs for line in log.read_text().splitlines())]
    assert [line for line in lines if CHILD.search(line)] == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

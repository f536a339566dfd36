"""A storm: people at work, timers falling due, mails going out, and processes killed at random all the while.

The killed are started again as an operator's supervisor would. What is right afterwards is `invariants`' business.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import diagrams
import factories
import psutil
import psycopg

from tests.crashes import load, processes
from tests.notifications import mail_server

PEOPLE, CLOCKS = 3, 2
PATIENCE = 60
_SETTINGS = {"SKOLEMILJO_LOCK_WAIT_SECONDS": "5", "SKOLEMILJO_LOG_LEVEL": "WARNING"}


@dataclass
class Post:
    """A mail server on loopback that keeps the id of each mail it said yes to."""

    taken: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, _server, _session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        """Say yes."""
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("message-id:"))
        self.taken[name] += 1
        return "250 OK"


@dataclass
class Storm:
    """One installation under load; `killed` counts what was killed."""

    own: processes.Installation
    work: load.Load
    post: Post
    chance: random.Random
    web: processes.Process
    clocks: list[processes.Process]
    people: list[threading.Thread] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def rage(self, kills: int) -> None:
        """Kill `kills` times, at random moments between which some work gets done; what is killed is started again."""
        for _ in range(kills):
            self.let_work(self.chance.randint(1, 4))
            time.sleep(self.chance.uniform(0, 0.3))
            self.kill(self.chance.choices(("worker", "web", "clock"), (40, 10, 50))[0])

    def kill(self, target: Literal["worker", "web", "clock"]) -> None:
        """Kill one of these, and start it again."""
        {"worker": self._kill_worker, "web": self._kill_web, "clock": self._kill_clock}[target]()
        self.killed[target] += 1

    def let_work(self, answers: int) -> None:
        """Wait until so many more have been told yes, for a minute at most: a slow machine starts the web for long."""
        until, wanted = time.monotonic() + PATIENCE, self.work.count + answers
        while self.work.count < wanted and time.monotonic() < until:
            time.sleep(0.02)

    def calm(self) -> None:
        """Let people stop, and wait for those who are in the middle of something."""
        self.work.stop.set()
        _join(self.people)

    def _kill_worker(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            workers = psutil.Process(self.web.popen.pid).children()
            if workers:
                self.chance.choice(workers).kill()

    def _kill_web(self) -> None:
        self.web.kill()
        self.own.started.remove(self.web)
        self.web, _ = self.own.serve(int(self.work.address.rpartition(":")[2]))

    def _kill_clock(self) -> None:
        number = self.chance.randrange(len(self.clocks))
        self.clocks[number].kill()
        self.own.started.remove(self.clocks[number])
        self.clocks[number] = self.own.clock()


@contextlib.contextmanager
def raised(url: str, folder: Path, town: factories.Town, seed: int) -> Iterator[Storm]:
    """Start web, clocks, a mail server and the people; end all of them with the block."""
    publish(town)
    with psycopg.connect(url, autocommit=True) as connection:  # an æ in an address is the mail server's to refuse
        connection.execute("UPDATE people SET email = 'p' || id || '@eksempel.invalid' WHERE email <> ''")
    post = Post()
    server = mail_server.OnAnyPort(post)
    server.start()
    mail = {"SKOLEMILJO_SMTP_HOST": "127.0.0.1", "SKOLEMILJO_SMTP_PORT": str(server.bound_port)}
    try:
        with processes.installation(url, folder) as own:
            own.settings |= _SETTINGS | mail
            web, address = own.serve()
            clocks = [own.clock() for _ in range(CLOCKS)]
            work = load.Load(town, url, address, seed)
            storm = Storm(own, work, post, random.Random(seed), web, clocks)
            storm.people = work.begin(PEOPLE)
            try:
                yield storm
            finally:
                storm.calm()
    finally:
        server.stop()


def settle(url: str, seconds: float = 90) -> None:
    """Wait until the clocks have nothing left to do."""
    left = """
        SELECT (SELECT count(*) FROM timers WHERE fired_at IS NULL AND cancelled_at IS NULL AND due_at <= now() + '5s'
                   AND NOT EXISTS (SELECT FROM incidents i WHERE i.case_id = timers.case_id AND resolved_at IS NULL)),
               (SELECT count(*) FROM answers a JOIN tasks t ON t.id = a.task_id
                 WHERE a.standing = 'accepted' AND a.corrects_id IS NULL AND t.status = 'open'),
               (SELECT count(*) FROM messages WHERE status = 'queued')
    """
    until = time.monotonic() + seconds
    while True:
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(left).fetchone()
        if row is not None and not any(row):
            return
        assert time.monotonic() < until, f"still to do after {seconds} s (timers, answers, messages): {row}"
        time.sleep(0.1)


def publish(town: factories.Town) -> None:
    """Publish `prove`: A, whose reminder opens C after a second; B, which ends in D if nobody does it in 4 seconds."""
    elements = {
        "A": diagrams.task("A", diagrams.form_of("notat")),
        "B": diagrams.task("B", diagrams.form_of("notat")),
        "C": diagrams.task("C", diagrams.form_of("notat")),
        "D": diagrams.task("D", diagrams.form_of("notat")),
        "FRIST": _timer("FRIST", "A", "PT1S", "false"),
        "UTE": _timer("UTE", "B", "PT4S", "true"),
        **{end: f'<bpmn:endEvent id="{end}" />' for end in ("ferdig", "purret", "for-sent")},
    }
    pairs = ["inn A", "A B", "B ferdig", "FRIST C", "C purret", "UTE D", "D for-sent"]
    diagram = diagrams.routine(
        load.ROUTINE,
        elements,
        [diagrams.flow(*pair.split()) for pair in pairs],
        lanes={"Kontaktlærer": ["inn", "A", "FRIST"], "Rektor": ["B", "C", "D", "UTE", "ferdig", "purret", "for-sent"]},
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    diagrams.publish(town.id, load.ROUTINE, diagram, notat=note)


def _timer(ident: str, host: str, text: str, interrupts: str) -> str:
    return (
        f'<bpmn:boundaryEvent id="{ident}" attachedToRef="{host}" cancelActivity="{interrupts}">'
        f"<bpmn:timerEventDefinition><bpmn:timeDuration>{text}</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>"
    )


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(timeout=processes.SECONDS * 3)


def until_quiet(storm: Storm, url: str) -> None:
    """Stop the people, and let the clocks finish."""
    storm.calm()
    settle(url)

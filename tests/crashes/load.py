"""A load of reports and submits over real HTTP, each with words of its own that can be looked for."""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import time
from dataclasses import dataclass, field

import factories
import psycopg

from tests.crashes import processes

ROUTINE = "prove"
BY_STEP = {"A": "kontaktlærer", "B": "rektor", "C": "rektor", "D": "rektor"}
BREAKS = (OSError, http.client.HTTPException, psycopg.Error)
_OPEN = "SELECT id, element_id FROM tasks WHERE status = 'open' ORDER BY random() LIMIT 1"
MOST_OPEN = 60


@dataclass(frozen=True)
class Sent:
    """What was sent, and how it was answered: a status, 0 where the connection broke."""

    words: str
    step: str  # "" for a report
    status: int


@dataclass
class Load:
    """Some people at work until `stop` is set."""

    town: factories.Town
    url: str
    address: str
    seed: int
    stop: threading.Event = field(default_factory=threading.Event)
    sent: list[Sent] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many have been told yes."""
        return sum(200 <= one.status < 400 for one in tuple(self.sent))

    def begin(self, people: int) -> list[threading.Thread]:
        """Let `people` begin to work."""
        roles = ("ansatt", "kontaktlærer", "rektor")
        browsers = {role: processes.signed_in(self.address, self.town.person(role)).cookies for role in roles}
        threads = [threading.Thread(target=self._work, args=(number, browsers)) for number in range(people)]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, number: int, cookies: dict[str, dict[str, str]]) -> None:
        chance = random.Random(f"{self.seed}-{number}")
        count = 0
        while not self.stop.is_set():
            count += 1
            words = f"ord-{number}-{count}-{self.seed}"
            try:
                found = self._task()
                if found is None or (found[2] < MOST_OPEN and chance.random() < 0.4):
                    self._report(dict(cookies["ansatt"]), words)
                else:
                    self._submit(dict(cookies[BY_STEP[found[1]]]), *found[:2], words)
            except BREAKS:
                time.sleep(0.05)

    def _task(self) -> tuple[str, str, int] | None:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            row = connection.execute(_OPEN).fetchone()
            count = connection.execute("SELECT count(*) FROM tasks WHERE status = 'open'").fetchone()
        return None if row is None or count is None else (str(row[0]), str(row[1]), int(count[0]))

    def _report(self, cookies: dict[str, str], words: str) -> None:
        browser = processes.Browser(self.address, cookies)
        page = browser.get(f"/meld/{ROUTINE}")
        if page.status == 200:
            about = {"elev": str(self.town.pupil().id), "hva": words}
            self._note(words, "", lambda: browser.fill(page, f"/meld/{ROUTINE}", about))

    def _submit(self, cookies: dict[str, str], task: str, step: str, words: str) -> None:
        browser = processes.Browser(self.address, cookies)
        page = browser.get(f"/oppgave/{task}")
        if page.status == 200:
            self._note(words, step, lambda: browser.fill(page, f"/oppgave/{task}", {"notat": words}))

    def _note(self, words: str, step: str, send: object) -> None:
        status = 0
        with contextlib.suppress(*BREAKS):
            status = send().status  # type: ignore[operator]
        self.sent.append(Sent(words, step, status))

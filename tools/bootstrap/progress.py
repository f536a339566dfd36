"""What a person sees while it works: one short line a step that lives while it lasts, and one sentence when it stops.

Knows terminals; not what the steps do.
"""

from __future__ import annotations

import sys
import threading
import time

REWRITTEN, APPENDED = 1.0, 10.0  # seconds between two signs of life, on a terminal and elsewhere


class CannotGoOnError(Exception):
    """Something outside the project must be mended first; the message is the one sentence the person sees."""


class Line:
    """The line of one step: on a terminal rewritten every second, elsewhere added to every ten."""

    def __init__(self, number: int, total: int, title: str) -> None:
        """Begin the line `[number/total] title …`."""
        self._text = f"[{number}/{total}] {title} …"
        self._how_far = ""
        self._began = time.monotonic()
        self._is_terminal = sys.stdout.isatty()
        self._turn, self._is_over = threading.Lock(), threading.Event()
        print(self._text, end="", flush=True)

    def live(self) -> None:
        """Show signs of life from now on, until the end."""
        threading.Thread(target=self._beat_on, daemon=True).start()

    def tell(self, how_far: str) -> None:
        """Say how far the step has come: `12 av 60`."""
        self._how_far = how_far
        if self._is_terminal:
            self.beat()

    def beat(self) -> None:
        """Show that the step is under way: how far it has come, and for how long it has worked."""
        with self._turn:
            if self._is_over.is_set():
                return
            seconds = int(time.monotonic() - self._began)
            sign = f"{self._how_far} ({seconds} s)".strip()
            print(f"\r\033[K{self._text} {sign}" if self._is_terminal else f" {sign} …", end="", flush=True)

    def end(self, how: str = "ferdig") -> None:
        """End the line with the time it took."""
        with self._turn:
            self._is_over.set()
            if self._is_terminal:
                print(f"\r\033[K{self._text}", end="")
            seconds = f"{time.monotonic() - self._began:.1f}".replace(".", ",")
            print(f" {how} ({seconds} s)", flush=True)

    def _beat_on(self) -> None:
        while not self._is_over.wait(REWRITTEN if self._is_terminal else APPENDED):
            self.beat()

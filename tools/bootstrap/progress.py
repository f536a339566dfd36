"""What a person sees while it works: one short line a step, and one sentence when it cannot go on.

Knows terminals; not what the steps do.
"""

from __future__ import annotations

import sys
import time


class CannotGoOnError(Exception):
    """Something outside the project must be mended first; the message is the one sentence the person sees."""


class Line:
    """The line of one step, rewritten in place on a terminal, written in two parts elsewhere."""

    def __init__(self, number: int, total: int, title: str) -> None:
        """Begin the line `[number/total] title …`."""
        self._text = f"[{number}/{total}] {title} …"
        self._began = time.monotonic()
        self._is_terminal = sys.stdout.isatty()
        print(self._text, end="", flush=True)

    def tell(self, how_far: str) -> None:
        """Show how far the step has come, where the line can be rewritten."""
        if self._is_terminal:
            print(f"\r\033[K{self._text} {how_far}", end="", flush=True)

    def end(self, how: str = "ferdig") -> None:
        """End the line with the time it took."""
        if self._is_terminal:
            print(f"\r\033[K{self._text}", end="")
        seconds = f"{time.monotonic() - self._began:.1f}".replace(".", ",")
        print(f" {how} ({seconds} s)", flush=True)

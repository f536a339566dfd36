"""A page of a long list: where it begins, and how many there are (ux.md; every list has a bound)."""

from __future__ import annotations

ROWS = 50


def window(count: int, page: int) -> tuple[int, int, int]:
    """Return (the page, the last one, how many rows to pass over); a page that is not there is the nearest that is."""
    last = max(1, -(-count // ROWS))
    at = min(max(page, 1), last)
    return at, last, (at - 1) * ROWS

"""Counts in the command line's sentences: `1 fortelling`, `2 fortellinger`."""

from __future__ import annotations


def of(count: int, one: str, many: str) -> str:
    """Return the number with the word that goes with it."""
    return f"{count} {one if count == 1 else many}"


def stories(count: int) -> str:
    """Return so many stories."""
    return of(count, "fortelling", "fortellinger")

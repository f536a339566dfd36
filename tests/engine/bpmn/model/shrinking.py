"""Makes what fails smaller: the numbers that a drawing and its case were chosen by, fewer and lower while it fails.

Knows nothing of drawings: what is simplest is drawn where 0 is chosen, and 0 is chosen where no number is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

Choose = Callable[[int], int]
_Found = TypeVar("_Found")
SECONDS = 60.0


def smallest(
    numbers: list[int], try_with: Callable[[Choose], _Found | None], *, kind: Callable[[_Found], str]
) -> _Found | None:
    """Return what `try_with` finds with the fewest and lowest numbers that it finds the same kind with."""
    best, found = numbers, try_with(_choosing(numbers))
    wanted, until = found and kind(found), time.process_time() + SECONDS
    is_smaller = found is not None
    while is_smaller and time.process_time() < until:
        is_smaller = False
        for one in _simpler(best):
            if time.process_time() > until:
                break
            other = try_with(_choosing(one))
            if other is not None and kind(other) == wanted:
                best, found, is_smaller = one, other, True
                break
    return found


def _choosing(numbers: list[int]) -> Choose:
    left = iter(numbers)
    return lambda most: min(next(left, 0), most)


def _simpler(numbers: list[int]) -> Iterator[list[int]]:
    """Give what is simpler than `numbers`: a part left out, from the largest to one number; one number lower."""
    size = len(numbers) // 2
    while size:
        for at in range(0, len(numbers), size):
            yield numbers[:at] + numbers[at + size :]
        size //= 2
    for at, one in enumerate(numbers):
        for lower in sorted({0, one // 2, one - 1}):
            if 0 <= lower < one:
                yield [*numbers[:at], lower, *numbers[at + 1 :]]

"""Where a drawing goes in circles: which steps of a walk lead back to what is still being walked through.

Knows ids and what follows each; neither elements nor what a circle is judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def back_edges(graph: Mapping[str, Sequence[str]], starts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the edges that close a circle, in a walk from `starts`."""
    found: list[tuple[str, str]] = []
    state: dict[str, int] = {}
    for start in starts:
        stack = [(start, iter(graph[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            ident, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[ident] = 2
                stack.pop()
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(graph[target])))
            elif state[target] == 1:
                found.append((ident, target))
    return found

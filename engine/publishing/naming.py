"""Which persons the diagrams name in plain text that the municipality does not have (design 7 assignment).

Knows diagrams and the register; publishing asks, for it knows the municipality. A warning only: people come and go.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import bpmn, db, expressions, people, routines


def unknown(files: Mapping[str, bytes], *, municipality_id: int) -> list[tuple[str, str, str]]:
    """Return (file, element id, text) of each person named in plain text whom nobody, or more than one, is called."""
    named = [
        (path, element.id, text)
        for path, content in routines.diagrams(files).items()
        for process in bpmn.read(content, file=path).processes.values()
        for element in process.elements.values()
        for text in _texts(element)
    ]
    with db.reading() as connection:
        return [one for one in named if people.named(connection, municipality_id, one[2]) is None]


def _texts(element: bpmn.Element) -> list[str]:
    """Return the names written as they are; what FEEL gives is known when the task opens."""
    users = "" if expressions.is_expression(element.users) else element.users
    plain = "" if expressions.is_expression(element.assignee) else element.assignee
    return [one.strip() for one in (plain, *users.split(",")) if one.strip()]

"""Messages that the diagrams send and that no routine of the municipality takes: the routine for them is not in force.

Knows diagrams and routines in force; publishing asks, for it knows the municipality. A warning only: a message may be
for parties outside, and a routine may be put into force later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import bpmn, db, expressions, routines

_SEND = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})
_TAKE = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})


def untaken(files: Mapping[str, bytes], *, municipality_id: int) -> list[tuple[str, str, str]]:
    """Return (file, element id, message) of each message in `files` that no routine in force begins by or waits for."""
    sent = [
        (path, element.id, element.event.name)
        for path, element in _elements(routines.diagrams(files))
        if element.kind in _SEND and not element.action_type and element.event and element.event.kind == "message"
    ]
    plain = [one for one in sent if one[2] and not expressions.is_expression(one[2])]
    taken = _taken(municipality_id) if plain else frozenset()
    return [one for one in plain if not any(bpmn.may_be(name, one[2]) for name in taken)]


def _taken(municipality_id: int) -> frozenset[str]:
    """Return the names of the messages that a routine in force takes somewhere, as its start or later.

    As they stand in the diagrams: one that is worked out may be many.
    """
    with db.reading() as connection:
        in_force = {one.publication_id for one in routines.in_force(connection, municipality_id)}
        drawn = [routines.diagrams(routines.files_of(connection, one)) for one in sorted(in_force)]
    found = (element for files in drawn for _, element in _elements(files) if element.kind in _TAKE)
    return frozenset(one.event.name for one in found if one.event and one.event.kind == "message")


def _elements(files: Mapping[str, bytes]) -> Iterator[tuple[str, bpmn.Element]]:
    for path, content in files.items():
        for process in bpmn.read(content, file=path).processes.values():
            for element in process.elements.values():
                yield path, element

"""What the stories say is answered, as a person at a browser answers it: nothing is written twice.

A story's answers are named by the field's path; its days are moved so that the first day told of in a step is today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from engine.play import story
from tests.journeys import filling_in

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
# the stories' people by role → the sample municipality's by name
PEOPLE = {
    "ansatt": "Lærer Eksempel", "rektor": "Rektor Eksempel", "kontaktlærer": "Kontaktlærer Eksempel",
    "sosiallærer": "Sosiallærer Eksempel", "avdelingsleder": "Avdelingsleder Eksempel",
}  # fmt: skip


def start(name: str) -> Mapping[str, Any]:
    """Return the answers of the report in a story, as they stand there."""
    return story.read(PROCESSES / "stories" / f"{name}.yaml").start["answers"]  # type: ignore[return-value]


def answers(*names: str) -> dict[str, Mapping[str, Any]]:
    """Return task → answers as the stories give them; the last time a task is done is what counts."""
    done: dict[str, Mapping[str, Any]] = {}
    for name in names:
        for step in story.read(PROCESSES / "stories" / f"{name}.yaml").steps:
            if step.verb == "do":
                element = str(step.body).rpartition("/")[2].partition("[")[0]
                done[_names()[element]] = step.rest["answers"]  # type: ignore[assignment]
    return done


def name(element: str) -> str:
    """Return the name of a step, by its id."""
    return _names()[element]


def filled(given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return a step's answers by the fields' paths, its first day being today."""
    flat = dict(_flat(given, ""))
    days = [day for value in flat.values() if (day := _day(value)) is not None]
    shift = today - min(days, default=today)
    return {path: _said(value, shift) for path, value in flat.items()}


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield path, filling_in.ROW
        for number, row in enumerate(value):
            yield from _flat(row, f"{path}.{number}")
    else:
        yield path, value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _said(value: Any, shift: timedelta) -> Any:
    day = _day(value)
    if day is not None:
        return (day + shift).isoformat()
    if isinstance(value, list):
        return [_said(one, shift) for one in value]
    return PEOPLE.get(value, value) if isinstance(value, str) else value


@cache
def _names() -> dict[str, str]:
    """Return the id → name of every step of every diagram."""
    found: dict[str, str] = {}
    for diagram in PROCESSES.glob("*.bpmn"):
        for element in ElementTree.parse(diagram).iter():
            if element.get("id") and element.get("name"):
                found[element.attrib["id"]] = " ".join(element.attrib["name"].split())
    return found

"""The routine as a picture: what the script needs to draw it, and to open it where the case is (ux.md Sak, Rutiner).

Pure: knows frozen pages. The outline beside the picture says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine import pages

_STRONGEST = ("now", "done", "cancelled")


def of_case(page: pages.CasePage) -> dict[str, object]:
    """Return the drawings with the state of their elements, and the open step that the picture opens at."""
    states: dict[str, dict[str, str]] = {}
    for step in page.outline:
        states.setdefault(step.path or page.case.routine, {})[step.element_id] = step.state
    drawings = page.drawings or (pages.Drawing(page.case.routine, page.case.routine_name, page.diagram),)
    for drawing in reversed(drawings):  # a call is where what it calls is
        inside = set(states.get(drawing.process, {}).values())
        strongest = next((state for state in _STRONGEST if state in inside), "")
        if drawing.call and strongest:
            states.setdefault(drawing.caller, {})[drawing.call] = strongest
    first = [row.task.element_id for row in page.open_tasks]
    opens = next((place for element in first if (place := _place(states, element))), None)
    return _picture(drawings, states, opens)


def of_version(drawings: Iterable[pages.Drawing]) -> dict[str, object]:
    """Return the drawings of a routine without any case."""
    return _picture(drawings, {}, None)


def _place(states: Mapping[str, Mapping[str, str]], element: str) -> dict[str, str] | None:
    found = next((process for process, ones in states.items() if ones.get(element) == "now"), None)
    return {"process": found, "element": element} if found else None


def _picture(
    drawings: Iterable[pages.Drawing], states: Mapping[str, Mapping[str, str]], opens: dict[str, str] | None
) -> dict[str, object]:
    drawn = [
        {
            "process": one.process,
            "name": one.name,
            "xml": one.xml,
            "caller": one.caller,
            "call": one.call,
            "states": states.get(one.process, {}),
        }
        for one in drawings
    ]
    return {"drawings": drawn, "opens": opens}

"""What the routine's diagrams say of their elements, read without the product; and the rows of Bærum's table."""

from __future__ import annotations

import functools
from xml.etree import ElementTree as ET

from engine import settings

PROCESSES = settings.ROOT / "processes"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
IDS = (PROCESSES / "kilder" / "ids.txt").read_text(encoding="utf-8").split()
ROWS = [one for one in IDS if one.startswith("BAE-H-")]


class Element:
    """What the diagram says of one element."""

    def __init__(self, one: ET.Element, lane: str) -> None:
        self.id, self.kind, self.name, self.lane = one.get("id", ""), one.tag.removeprefix(BPMN), one.get("name"), lane
        self.documentation = one.findtext(f"{BPMN}documentation")
        own = one.find(f"{BPMN}extensionElements")
        found = [] if own is None else list(own.iter())
        self.properties = {two.get("name"): two.get("value") for two in found if two.tag == f"{ZEEBE}property"}
        self.form = next((two.get("formId") for two in found if two.tag == f"{ZEEBE}formDefinition"), None)
        self.due = next((two.get("dueDate", "") for two in found if two.tag == f"{ZEEBE}taskSchedule"), "")


@functools.cache
def all_elements() -> dict[str, Element]:
    """Return every element of the two diagrams by its id; what is in a sub-process has the sub-process's lane."""
    found = {}
    for path in sorted(PROCESSES.glob("*.bpmn")):
        root = ET.fromstring(path.read_bytes())
        lanes = {
            ref.text: one.get("name", "") for one in root.iter(f"{BPMN}lane") for ref in one.iter(f"{BPMN}flowNodeRef")
        }
        for part in root.iter(f"{BPMN}subProcess"):
            lanes |= {one.get("id"): lanes.get(part.get("id"), "") for one in part}
        found |= {i: Element(one, lanes[i]) for one in root.iter() if (i := one.get("id")) in lanes}
    return found


def unlike(ident: str, name: str, responsible: str, due: str) -> list[object]:
    """Return what a step has of name (its beginning), lane and deadline that is not so; and what it lacks."""
    found = all_elements()[ident]
    is_named = (found.name or "").startswith(name)
    wrong: list[object] = [] if is_named else [found.name]
    wrong += [has for has, wanted in ((found.lane, responsible), (found.due, due)) if has != wanted]
    return wrong + [what for what in ("form", "documentation") if not getattr(found, what)]

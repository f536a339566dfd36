"""Reads an element's extension elements: Zeebe's into our fields, all others into findings (design 3.3, 7).

Knows the Zeebe names as bpmn-js and Camunda Modeler write them. What we do not run is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.bpmn.drawing import dialect, mappings, naming
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Loop

Fields = dict[str, Any]
EMBEDDED = "bpmn:"  # how a `formKey` begins that means a form inside the diagram


def fields(node: Node, spot: Spot, finder: Finder) -> Fields:
    """Return the `values.Element` fields that the extension elements of `node` set."""
    found: Fields = {}
    for child in children(node, "*"):
        space, name = split(child)
        if space != dialect.ZEEBE:
            continue
        read = _READERS.get(name)
        if read is not None:
            found |= read(child)
        elif name not in dialect.ZEEBE_READ:
            what = f"«zeebe:{name}» kjøres ikke her."
            remedy = dialect.ZEEBE_REMEDIES.get(name, "Fjern den, eller si det med et element som støttes.")
            finder.error("not-supported", spot, what, why=_WHY, remedy=remedy)
    for name in _local_names(found):
        if not mappings.NAME.fullmatch(name):
            what = f"«{name}» kan ikke være navn på en variabel."
            finder.error("name-unreadable", spot, what, remedy=_name_remedy(name))
    return found


def _name_remedy(name: str) -> str:
    bare = name.removeprefix("=").strip()
    if bare != name and mappings.NAME.fullmatch(bare):
        return f"Skriv {bare}, uten likhetstegn: det er et navn, ikke et uttrykk."
    return "Bruk bokstaver, tall og _, og begynn med en bokstav."


def children(node: Node, name: str) -> list[Node]:
    """Return the Zeebe (or with "*" all) extension elements of `node` that are called `name`."""
    inside = node.find(f"{{{dialect.BPMN}}}extensionElements")
    if inside is None:
        return []
    return [child for child in inside if name in ("*", split(child)[1])]


def split(node: Node) -> tuple[str, str]:
    """Return the namespace and the local name of an element."""
    space, _, name = str(node.tag)[1:].rpartition("}")
    return space, name


def subscription(node: Node) -> str:
    """Return the correlation key of a message, "" where it has none."""
    return next((child.get("correlationKey", "") for child in children(node, "subscription")), "")


def embedded_form(process: Node, form_id: str) -> Fields:
    """Return the fields of an element whose form stands in its process; none where `form_id` is the id of a file.

    Its id in the publication begins with that of the process, since every diagram may have its `userTaskForm_1`.
    """
    wanted = form_id.removeprefix(EMBEDDED)
    texts = [child.text or "" for child in children(process, "userTaskForm") if child.get("id") == wanted]
    if not texts and wanted == form_id:
        return {}
    return {"form_id": f"{process.get('id', '')}:{wanted}", "form_json": "".join(texts[:1]).strip()}


_WHY = "Et symbol som står i diagrammet uten å virke, ville gi en annen rutine enn den som er tegnet."


def _form(node: Node) -> Fields:
    key = node.get("formKey", "").removeprefix("camunda-forms:")
    return {"form_id": node.get("formId") or key or None}


def _assignment(node: Node) -> Fields:
    return {
        "assignee": node.get("assignee", ""),
        "groups": node.get("candidateGroups", ""),
        "users": node.get("candidateUsers", ""),
    }


def _schedule(node: Node) -> Fields:
    return {"due": node.get("dueDate", "").strip(), "follow_up": node.get("followUpDate", "").strip()}


def _io(node: Node) -> Fields:
    found: dict[str, list[tuple[str, str]]] = {"input": [], "output": []}
    for child in node:
        found.setdefault(split(child)[1], []).append((child.get("target", ""), child.get("source", "")))
    return {
        "inputs": mappings.whole(found["input"], adds=False),
        "outputs": mappings.whole(found["output"], adds=True),
    }


def _pairs(field: str, key: str) -> Callable[[Node], Fields]:
    return lambda node: {field: {child.get(key, ""): child.get("value", "") for child in node}}


def _loop(node: Node) -> Fields:
    return {
        "loop": Loop(
            is_sequential=False,
            items=node.get("inputCollection", ""),
            item=node.get("inputElement", ""),
            output=node.get("outputElement", ""),
            collected=node.get("outputCollection", ""),
        )
    }


def _called(node: Node) -> Fields:
    return {
        "called": node.get("processId", ""),
        "gives_all": node.get("propagateAllParentVariables", "true") != "false",
        "takes_all": node.get("propagateAllChildVariables", "true") != "false",
    }


_READERS: dict[str, Callable[[Node], Fields]] = {
    "formDefinition": _form,
    "assignmentDefinition": _assignment,
    "taskSchedule": _schedule,
    "priorityDefinition": lambda node: {"priority": node.get("priority", "")},
    "ioMapping": _io,
    "properties": _pairs("properties", "name"),
    "taskHeaders": _pairs("headers", "key"),
    "taskDefinition": lambda node: {"action_type": node.get("type", "")},
    "script": lambda node: {"script": node.get("expression", ""), "result": node.get("resultVariable", "")},
    "calledDecision": lambda node: {
        "decision": naming.plain(node.get("decisionId", "")),
        "result": node.get("resultVariable", "").strip(),
    },
    "calledElement": _called,
    "loopCharacteristics": _loop,
    "adHoc": lambda _node: {},  # read with its sub-process
}


def _local_names(found: Fields) -> list[str]:
    loop = found.get("loop")
    names = [name for name in ((loop.item, loop.collected) if loop else ()) if name]
    names += [target for key in ("inputs", "outputs") for target, _ in found.get(key, ())]
    return [*names, found["result"]] if found.get("result") else names

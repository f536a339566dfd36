"""Small routines for tests of commands: BPMN text from a few words, with forms beside it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping

from engine import bpmn, db, model, routines

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://eksempel.invalid">\n'
)


def extensions(*parts: str) -> str:
    """Wrap Zeebe's elements."""
    return f"<bpmn:extensionElements>{''.join(parts)}</bpmn:extensionElements>" if parts else ""


def form_of(form_id: str) -> str:
    """Return the form definition of an element."""
    return f'<zeebe:formDefinition formId="{form_id}" />'


def due(text: str) -> str:
    """Return the deadline of a user task."""
    return f'<zeebe:taskSchedule dueDate="{text}" />'


def task(element_id: str, *parts: str) -> str:
    """Return a user task."""
    return f'<bpmn:userTask id="{element_id}" name="Steg {element_id}">{extensions(*parts)}</bpmn:userTask>'


def flow(source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow, with a FEEL condition where one is given."""
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    return (
        f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">'
        f"{inner if condition else ''}</bpmn:sequenceFlow>"
    )


def message(ident: str, name: str, key: str) -> str:
    """Return a message for `top`, with the FEEL expression of its key."""
    subscription = f'<zeebe:subscription correlationKey="{key}" />'
    return f'<bpmn:message id="{ident}" name="{name}">{extensions(subscription)}</bpmn:message>'


def waiting(ident: str) -> str:
    """Return `VENT`, which waits for the message of that id."""
    return (
        '<bpmn:intermediateCatchEvent id="VENT" name="Vent på svar">'
        f'<bpmn:messageEventDefinition id="m" messageRef="{ident}" /></bpmn:intermediateCatchEvent>'
    )


def beside(element_id: str, name: str, start: str, *, task_id: str, end: str) -> str:
    """Return an event sub-process that stands beside the rest: its start, one task and an end of that id."""
    return (
        f'<bpmn:subProcess id="{element_id}" name="{name}" triggeredByEvent="true">'
        f'{start}{task(task_id)}<bpmn:endEvent id="{end}" />'
        f"{flow(_id_of(start), task_id)}{flow(task_id, end)}</bpmn:subProcess>"
    )


def _id_of(element: str) -> str:
    return element.split('id="', 1)[1].split('"', 1)[0]


def routine(
    process_id: str, elements: dict[str, str], flows: list[str], *, lanes: dict[str, list[str]],
    start: str = "melding", top: str = "",
) -> bytes:  # fmt: skip
    """Return a whole diagram: `elements` by id, flows, which lane has which element, and what stands in `top`."""
    lane_set = "".join(
        f'<bpmn:lane id="lane{number}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ids)
        + "</bpmn:lane>"
        for number, (name, ids) in enumerate(lanes.items())
    )
    start_event = (
        f'<bpmn:startEvent id="inn" name="Melding">{extensions(form_of(start)) if start else ""}</bpmn:startEvent>'
    )
    body = "".join([f"<bpmn:laneSet id='laner'>{lane_set}</bpmn:laneSet>", start_event, *elements.values(), *flows])
    return (
        f'{HEAD}{top}<bpmn:process id="{process_id}" name="{process_id.capitalize()}" isExecutable="true">'
        f"{body}</bpmn:process></bpmn:definitions>"
    ).encode()


def chain(process_id: str, *tasks: str, lanes: dict[str, list[str]], start: str = "melding") -> bytes:
    """Return a routine of tasks one after the other, from `inn` to `slutt`."""
    ids = [_id_of(one) for one in tasks]
    elements = dict(zip(ids, tasks, strict=True)) | {"slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />'}
    path = ["inn", *ids, "slutt"]
    flows = [flow(source, target) for source, target in itertools.pairwise(path)]
    return routine(process_id, elements, flows, lanes=lanes, start=start)


def form(form_id: str, *components: dict[str, object]) -> bytes:
    """Return a form-js form."""
    schema = {"type": "default", "id": form_id, "schemaVersion": 18, "components": list(components)}
    return json.dumps(schema, ensure_ascii=False).encode()


def text_field(key: str, *, required: bool = False, **rest: object) -> dict[str, object]:
    """Return a text field."""
    field = {"type": "textfield", "key": key, "id": f"Field_{key}", "label": key.capitalize(), **rest}
    return field | ({"validate": {"required": True}} if required else {})


REPORT = form(
    "melding",
    {
        "type": "select",
        "key": "elev",
        "id": "Field_elev",
        "label": "Elev",
        "valuesKey": "elever",
        "properties": {"register": "elev"},
    },
    text_field("hva"),
)


def publish(municipality_id: int, process_id: str, diagram: bytes, **forms: bytes) -> routines.Version:
    """Publish one routine with its forms; the report form is always there."""
    files = {f"{process_id}.bpmn": diagram, "forms/melding.form": REPORT}
    files |= {f"forms/{name}.form": content for name, content in forms.items()}
    return routines.publish(files, [process_id], municipality_id=municipality_id, by=None)[0]


def judge(files: Mapping[str, bytes], shelf: bpmn.Shelf) -> list[model.Finding]:
    """Judge the diagrams here, as the process of a whole check does (`publishing.worker`): to start one takes a second.

    For `publishing.check(…, judge=diagrams.judge)` where what is asked is not found by a trial start.
    """
    return bpmn.judge(files, shelf)[0]


def variables_of(case_id: int) -> str:
    """Return the case's engine record."""
    with db.reading() as connection:
        return str(connection.exec_driver_sql("SELECT state FROM cases WHERE id = %s", (case_id,)).scalar())


def event_kinds(case_id: int) -> list[str]:
    """Return the kinds of the case's log, in order."""
    with db.reading() as connection:
        rows = connection.exec_driver_sql("SELECT kind FROM events WHERE case_id = %s ORDER BY sequence", (case_id,))
        return [str(model.EventKind(kind)) for (kind,) in rows]

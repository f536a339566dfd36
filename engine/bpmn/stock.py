"""SpiffWorkflow as it comes, for the benchmark only: its parser, its serializer, answers in the task's own data."""

from __future__ import annotations

import itertools
from functools import lru_cache

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def started(tasks: int, done: int, text: str) -> str:
    """Return the stock record of a chain of `tasks` of which `done` are done, each with `text` in its answers."""
    workflow = BpmnWorkflow(_chain(tasks))
    workflow.do_engine_steps()
    for _ in range(done):
        _run_next(workflow, text)
    return str(_serializer().serialize_json(workflow))


def next_task(record: str, text: str) -> str:
    """Load the record, run the next task, and return the new record."""
    workflow = _serializer().deserialize_json(record)
    _run_next(workflow, text)
    return str(_serializer().serialize_json(workflow))


def _run_next(workflow: BpmnWorkflow, text: str) -> None:
    workflow.refresh_timers()
    workflow.do_engine_steps()
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    task.data[f"notat_{task.task_spec.name}"] = text
    task.run()
    workflow.do_engine_steps()


@lru_cache
def _serializer() -> BpmnWorkflowSerializer:
    return BpmnWorkflowSerializer()


@lru_cache
def _chain(tasks: int) -> object:
    ids = ["inn", *(f"T{number}" for number in range(tasks)), "slutt"]
    flows = "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in itertools.pairwise(ids))
    body = "".join(f'<userTask id="{one}"/>' for one in ids[1:-1])
    xml = (
        f'<definitions xmlns="{_BPMN}" targetNamespace="x"><process id="p" isExecutable="true">'
        f'<startEvent id="inn"/>{body}<endEvent id="slutt"/>{flows}</process></definitions>'
    )
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml))
    return parser.get_spec("p")

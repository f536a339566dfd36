"""Our side of the measure: a chain of form tasks, completed through the real command (T3 and T4, both commits)."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine import cases, db, model, routines, tables
from engine.play import stage

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://eksempel.invalid">'
)
_TASK = (
    '<bpmn:userTask id="{id}" name="Steg {id}"><bpmn:extensionElements><zeebe:formDefinition formId="notat" />'
    '<zeebe:taskSchedule dueDate="3 virkedager" /></bpmn:extensionElements></bpmn:userTask>'
)
_START = (
    '<bpmn:startEvent id="inn"><bpmn:extensionElements><zeebe:formDefinition formId="notat" />'
    "</bpmn:extensionElements></bpmn:startEvent>"
)
FORM = json.dumps(
    {
        "type": "default",
        "id": "notat",
        "schemaVersion": 18,
        "components": [{"type": "textarea", "key": "notat", "id": "Felt_1", "label": "Notat"}],
    }
).encode()


def chain(tasks: int) -> bytes:
    """Return a diagram of `tasks` form tasks in a row, in one lane."""
    ids = ["inn", *(f"T{number}" for number in range(tasks)), "slutt"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}" />' for a, b in itertools.pairwise(ids)
    )
    lane = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ids)
    body = "".join(_TASK.format(id=one) for one in ids[1:-1])
    return (
        f'{_HEAD}<bpmn:process id="maaling" name="Måling" isExecutable="true"><bpmn:laneSet id="laner">'
        f'<bpmn:lane id="bane" name="Rektor">{lane}</bpmn:lane></bpmn:laneSet>{_START}{body}'
        f'<bpmn:endEvent id="slutt" />{flows}</bpmn:process></bpmn:definitions>'
    ).encode()


class Ours:
    """One municipality's cases of a size; each measure completes the next task of a case `done` tasks on its way."""

    def __init__(self, cast: stage.Cast, tasks: int, done: int, text: str) -> None:
        """Publish the chain, and keep what each case needs."""
        self.cast, self.done, self.text = cast, done, text
        self.tasks = tasks
        self.by: model.Person = cast.people["rektor"]
        self.case_id = 0
        files = {"maaling.bpmn": chain(tasks), "forms/notat.form": FORM}
        routines.publish(files, ["maaling"], municipality_id=cast.municipality_id, by=None)

    def complete(self) -> Callable[[], None]:
        """Return the act of completing the next task; a case that is used up is replaced by a fresh one."""
        if not self.case_id or self._completed() >= max(self.done + 1, self.tasks - 1):
            self._prepare()
        task = self._open_task()
        return partial(self._complete, task)

    def _prepare(self) -> None:
        case = cases.open_case(by=self.by, routine="maaling", raw={"notat": self.text}, token=secrets.token_hex(8))
        self.case_id = case.id
        for _ in range(self.done):
            self._complete(self._open_task())

    def _complete(self, task: UUID) -> None:
        cases.complete_task(task, by=self.by, raw={"notat": self.text}, seen_version=None)

    def _open_task(self) -> UUID:
        t = tables.tasks.c
        with db.reading() as connection:
            query = sa.select(t.id).where(t.case_id == self.case_id, t.status == model.TaskStatus.OPEN)
            task: UUID = connection.execute(query).scalar_one()
            return task

    def _completed(self) -> int:
        t = tables.tasks.c
        with db.reading() as connection:
            query = sa.select(sa.func.count()).where(t.case_id == self.case_id, t.status == model.TaskStatus.DONE)
            return int(connection.scalar(query) or 0)

    def reference(self) -> int:
        """Return a case of this size, for the bare statements to write beside."""
        self._prepare()
        case_id, self.case_id = self.case_id, 0
        return case_id

    @property
    def state_bytes(self) -> int:
        """Return the size of the engine's record of the case."""
        c = tables.cases.c
        with db.reading() as connection:
            return int(connection.scalar(sa.select(sa.func.octet_length(c.state)).where(c.id == self.case_id)) or 0)

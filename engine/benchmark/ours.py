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
from engine.benchmark import rewinding
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
    """One municipality's case of a size; each measure completes its next task, and is undone outside the measure."""

    def __init__(self, cast: stage.Cast, tasks: int, text: str) -> None:
        """Publish the chain, and open the case."""
        self.by: model.Person = cast.people["rektor"]
        self.text, self.done = text, 0
        self.undo: rewinding.Mark | None = None
        files = {"maaling.bpmn": chain(tasks), "forms/notat.form": FORM}
        routines.publish(files, ["maaling"], municipality_id=cast.municipality_id, by=None)
        self.case_id = self.new_case()

    def new_case(self) -> int:
        """Open a case of the chain."""
        return cases.open_case(by=self.by, routine="maaling", raw={"notat": self.text}, token=secrets.token_hex(8)).id

    def stand(self, done: int) -> None:
        """Complete tasks until `done` of them are done."""
        self._rewind()
        while self.done < done:
            self._complete(self._open_task())
            self.done += 1

    def complete(self) -> Callable[[], None]:
        """Return the act of completing the next task."""
        self._rewind()
        task = self._open_task()
        self.undo = rewinding.mark(self.case_id, task)
        return partial(self._complete, task)

    def _rewind(self) -> None:
        if self.undo is not None:
            rewinding.rewind(self.undo)
        self.undo = None

    def _complete(self, task: UUID) -> None:
        cases.complete_task(task, by=self.by, raw={"notat": self.text}, seen_version=None)

    def _open_task(self) -> UUID:
        t = tables.tasks.c
        with db.reading() as connection:
            query = sa.select(t.id).where(t.case_id == self.case_id, t.status == model.TaskStatus.OPEN)
            task: UUID = connection.execute(query).scalar_one()
            return task

    @property
    def state_bytes(self) -> int:
        """Return the size of the engine's record of the case, where it stands before the next measure."""
        self._rewind()
        c = tables.cases.c
        with db.reading() as connection:
            return int(connection.scalar(sa.select(sa.func.octet_length(c.state)).where(c.id == self.case_id)) or 0)

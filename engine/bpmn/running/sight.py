"""Which scope a token of a step sees and writes to (design 6): opened as it enters, written as it gives, then dropped.

Knows scopes and where tokens stand; what an expression gives is `calculating`'s.
"""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.task import Task

from engine import clock, deadlines
from engine.bpmn import typed, values
from engine.bpmn.running import calculating, nested, nodes
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.scopes import CASE, Scope, Scopes
from engine.bpmn.running.trail import Trail


class Sight(Trail):
    """The names of a step: those of the case's surroundings, and those of each scope."""

    def __init__(
        self, definition: Definition, *, builtins: Mapping[str, object], calendar: deadlines.SchoolCalendar
    ) -> None:
        """Begin with no scope but the surroundings."""
        super().__init__(definition)
        self.builtins, self.calendar = builtins, calendar
        self.now = clock.now()
        self.scopes = Scopes()
        self.is_choosing = False

    def apply_outputs(self, task: Task) -> None:
        """Write the output mappings, or what a called routine gives where it has none."""
        element, outer = task.task_spec.element, self.outer_of(task)
        is_call = isinstance(task.task_spec, nested.Call)
        if is_call:
            # the routine is over: what is calculated from now on is its caller's, who sees what is around
            self.scopes[_own_key(task)].is_shut = False
        for target, source in element.outputs:
            self.scopes.write(outer, target, calculating.value(self, source, task))
        self._uncover(task)
        if is_call and not element.outputs:
            own = self.scopes[_own_key(task)]
            for name in [one for one in own.values if one not in own.own]:
                value = own.values.pop(name)
                if element.takes_all:
                    self.scopes.write(outer, name, value)

    def _uncover(self, task: Task) -> None:
        """Let what was written to names that an instance keeps be seen in it, not the answers under the same names.

        In Zeebe an instance has one scope for both; here the answers stand in one of their own, in front of it.
        """
        instance, own = task.id.hex, _own_key(task)
        if instance in self.scopes and own in self.scopes:
            for target, _source in task.task_spec.element.outputs:
                if target in self.scopes[instance].own:
                    self.scopes[own].values.pop(target, None)

    def give(self, task: Task, answers: Mapping[str, object]) -> None:
        """Take answers or a message's data into the scope, those names only that the routine reads.

        Where the element has output mappings, they alone let anything out, as in Zeebe; inputs alone hold nothing back.
        """
        key = self.scope_of(task)
        is_kept = bool(task.task_spec.element.outputs) and _own_key(task) in self.scopes
        for name in answers.keys() & self.definition.variables:
            if is_kept:
                self.scopes[key].own.add(name)
            self.scopes.write(key, name, answers[name])

    def ask(self, task: Task) -> None:
        """Ask the caller for the element's action."""
        element = task.task_spec.element
        self.actions.append(
            values.Action(
                element_id=element.id,
                path=self.path_of(task),
                name=element.name,
                token=task.id,
                instance=self.instance_of(task),
                type=element.action_type,
                headers={
                    key: typed.plain(calculating.value(self, text, task)) for key, text in element.headers.items()
                },
                variables=typed.plain(self.scopes.visible(self.scope_of(task))),
            )
        )

    def take_in(self, task: Task, target: str, source: str) -> None:
        """Count an input of an open element anew; one of the same name as what it reads does not read itself."""
        self.scopes.renew(_own_key(task), target, lambda: calculating.value(self, source, task))

    def scope_of(self, task: Task) -> str:
        """Return the innermost scope that `task` sees."""
        own = _own_key(task)
        return own if own in self.scopes else self.outer_of(task)

    def look_up(self, task: Task, name: str) -> tuple[bool, object]:
        """Return whether `task` knows `name`, and its value; what waits at an edge sees its activity's inputs too.

        Not where it goes on from there: its flows are outside.
        """
        host, own = task.task_spec.element.host, _own_key(task)
        if not host or self.is_choosing or host != getattr(task.parent.task_spec, "element", task.task_spec.element).id:
            return self.scopes.look_up(self.scope_of(task), name)
        if own in self.scopes and name in self.scopes[own].values:
            return True, self.scopes[own].values[name]
        inside = self.scope_of(task.parent)
        is_seen = not isinstance(task.parent.task_spec, nested.Call) or name in self.scopes[inside].own
        return self.scopes.look_up(inside if is_seen else self.outer_of(task.parent), name)

    def outer_of(self, task: Task) -> str:
        """Return the scope that `task` writes its results to: its instance's, else that of what it stands in."""
        key = task.id.hex
        if key in self.scopes:
            return key
        return CASE if task.workflow is self.case else self.scope_of(task.workflow.host)

    def close_scopes(self, task: Task) -> None:
        """Forget the scopes of `task`."""
        self.scopes.drop(_own_key(task))
        self.scopes.drop(task.id.hex)

    def open_instance(self, task: Task, own: Mapping[str, object]) -> None:
        spec: nodes.Node = task.task_spec
        given = dict(own)
        output = calculating.root(spec.element.loop.output) if spec.element.loop else None
        if output and output not in given:
            # As in Zeebe: what an instance gives does not begin with what another one gave.
            given[output] = None
        self.scopes.open(task.id.hex, Scope(self.outer_of(task), given, set(spec.plan.local) | set(own)))

    def open_own(self, task: Task) -> None:
        element = task.task_spec.element
        is_call = isinstance(task.task_spec, nested.Call)
        if not (is_call or element.inputs or element.outputs):
            return
        scope = Scope(self.outer_of(task), is_routine=is_call)
        for target, source in element.inputs:
            value = calculating.value(self, source, task)
            self.scopes.open(_own_key(task), scope)
            scope.values[target] = value
            scope.own.add(target)
        self.scopes.open(_own_key(task), scope)
        scope.is_shut = is_call and not element.gives_all


def _own_key(task: Task) -> str:
    return f"{task.id.hex}i"

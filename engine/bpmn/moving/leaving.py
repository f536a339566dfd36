"""What an intervention leaves and enters: which token goes with an open step, and the levels around both.

Part of `intervening`. Knows tokens and where they stand; what is told of it is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.task import Task

from engine import errors, phrases
from engine.bpmn.moving import asking, calling, settling
from engine.bpmn.running import case as cases
from engine.bpmn.running import compensating
from engine.bpmn.running.run import Run
from engine.bpmn.values import Element


def carrier_of(task: Task) -> Task:
    """Return what stands in the level for `task`: of an instance its repetition, of an alternative its gateway."""
    carrier = task
    while carrier.parent is not carrier.workflow.task_tree:
        carrier = carrier.parent
    return carrier


def of(task: Task) -> Task:
    """Return the carrier of a step that is to be left; raises where something waits for it to undo another."""
    carrier = carrier_of(task)
    if compensating.FOR in carrier.internal_data:
        raise _awaited(carrier)
    return carrier


def branch(task: Task) -> Task:
    """Return the carrier of a step's branch: of the only step in a sub-process, or in what went beside, all of that.

    Raises where nothing else is open, in the case or in the instance of something repeated.
    """
    carrier = of(task)
    while not _has_others(carrier):
        workflow = carrier.workflow
        if not isinstance(workflow, cases.Part) or workflow.host.task_spec.is_instance:
            alone = phrases.say(
                "«%(step)s» er det eneste som er åpent her. Gå til et annet steg, hopp over det, eller stopp saken.",
                step=calling.named(task.task_spec.element),
            )
            raise errors.RoutineFault(alone, element=task.task_spec.element.id)
        carrier = of(workflow.host)
    return carrier


def _has_others(carrier: Task) -> bool:
    return any(one is not carrier and not one.task_spec.is_idle for one in carrier.workflow.task_tree.children)


def _awaited(carrier: Task) -> errors.RoutineFault:
    undoes = phrases.say(
        "«%(step)s» gjør om et annet steg, og noe venter på det. Fullfør det, eller hopp over det.",
        step=calling.named(carrier.task_spec.element),
    )
    return errors.RoutineFault(undoes, element=carrier.task_spec.element.id)


def stay_undoing(workflow: cases.Case | cases.Part, place: cases.Case | cases.Part) -> None:
    """Raise where a token would leave what undoes another: who waits for that would go on beside it."""
    hosts = list(_hosts(place))
    for host in _hosts(workflow):
        if compensating.FOR in carrier_of(host).internal_data and host not in hosts:
            raise _awaited(carrier_of(host))


def _hosts(workflow: cases.Case | cases.Part) -> Iterator[Task]:
    while isinstance(workflow, cases.Part):
        yield workflow.host
        workflow = workflow.host.workflow


def descend(run: Run, workflow: cases.Case | cases.Part, chain: list[Element]) -> cases.Case | cases.Part:
    """Return where a step stands inside `chain`, as seen from a level of the same routine; open what is not open."""
    around: list[cases.Case | cases.Part] = [workflow]
    while isinstance(around[0], cases.Part) and not around[0].host.task_spec.is_call:
        around.insert(0, around[0].host.workflow)
    at = around[0]
    for number, element in enumerate(chain, start=1):
        inside = around[number] if number < len(around) else None
        if (
            isinstance(inside, cases.Part)
            and inside.host.task_spec.element.id == element.id
            and at is around[number - 1]
        ):
            at = inside
            continue
        if element.loop is not None or element.variant == "event":
            raise errors.RoutineFault(asking.other_loop(element), element=element.id)
        at = settling.open_host(run, at, element)
    return at


def close_empty(run: Run, workflow: cases.Case | cases.Part) -> None:
    """Take away sub-processes that the step has left with nothing in them."""
    while isinstance(workflow, cases.Part) and not workflow.host.task_spec.is_call:
        if any(not one.task_spec.is_idle for one in workflow.task_tree.children):
            return
        carrier = carrier_of(workflow.host)
        workflow = carrier.workflow
        run.cancel(carrier)
        if compensating.FOR in carrier.internal_data:
            compensating.done(run, carrier)
            return

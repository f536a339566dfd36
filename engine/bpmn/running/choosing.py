"""Ad-hoc sub-processes: those of its steps are opened that a list names, and a condition may end it (design 6, 7).

Zeebe's semantics, with three differences: an empty list opens nothing and the sub-process is done, whatever its
condition says (Zeebe waits for an API that is not here); a step that is named twice is opened once, since lists are put
together of several answers; and what a step writes goes where any sub-process's steps write it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine import phrases
from engine.bpmn.running import calculating, nested
from engine.bpmn.values import AdHoc

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

_DONE = "enough"  # in the token's own data: its condition has held, or nothing was opened


class Chosen(nested.SubProcess):
    """An ad-hoc sub-process."""

    @property
    def said(self) -> AdHoc:
        """What the diagram says of it."""
        assert self.element.ad_hoc is not None  # noqa: S101 - built only for these
        return self.element.ad_hoc

    def first(self, run: Run, task: Task, starts: Sequence[str]) -> Sequence[str]:
        """Return the steps that are to be opened; raises `RoutineFault` for what is no list of them."""
        chosen = calculating.feel(run, self.said.picks, task)
        if not isinstance(chosen, list):
            what = phrases.say("«%(text)s», stegene som skal åpnes, er ikke en liste.", text=self.said.picks)
            remedy = phrases.say("Pek på et svar som er en liste med id-ene til stegene, og gjør det påkrevd.")
            raise run.fault(self.element, what, remedy=remedy)
        if any(step not in starts for step in chosen):
            # without what stands there: it may be words from a form, and this text is logged
            what = phrases.say("«%(text)s» nevner noe som ikke er et steg som kan åpnes her.", text=self.said.picks)
            remedy = phrases.say("Steg som kan åpnes: %(steps)s.", steps=", ".join(starts))
            raise run.fault(self.element, what, remedy=remedy)
        if not chosen:
            task.internal_data[_DONE] = True
        return [str(one) for one in dict.fromkeys(chosen)]

    def way_ended(self, run: Run, task: Task, last: Task) -> None:
        """Ask whether it is done with what has been done; then the rest is taken away, or waited for."""
        if not self.said.until or not self._holds(run, last):
            return
        task.internal_data[_DONE] = True
        if self.said.cancels_rest:
            for other in [one for one in last.workflow.task_tree.children if one is not last]:
                run.cancel(other)

    def act(self, run: Run, task: Task) -> bool | None:
        """Go on; raises `RoutineFault` where nothing is left that could make its condition hold."""
        if self.said.until and _DONE not in task.internal_data and not self._holds(run, task):
            what = phrases.say(
                "alle stegene som ble åpnet, er gjort, men ferdig-betingelsen «%(text)s» er ikke oppfylt.",
                text=self.said.until,
            )
            remedy = phrases.say("Rett svaret som betingelsen leser, eller betingelsen, og prøv igjen.")
            raise run.fault(self.element, what, remedy=remedy)
        return super().act(run, task)

    def _holds(self, run: Run, seen_from: Task) -> bool:
        value = calculating.feel(run, self.said.until, seen_from)
        if not isinstance(value, bool):
            what = phrases.say("ferdig-betingelsen «%(text)s» kan ikke avgjøres.", text=self.said.until)
            raise run.fault(self.element, what, remedy=phrases.say("Gjør svaret påkrevd i skjemaet."))
        return value

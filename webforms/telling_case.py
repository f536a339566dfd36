"""The case in one sentence (ux.md Sak: state in words; `picture` marks it on the diagram).

Pure: knows frozen pages and times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine import clock, pages
from webforms import language, times
from webforms.language import plural
from webforms.language import text as _

TOLD = 3  # of the steps that come next: more would not be read


def status(page: pages.CasePage) -> str:
    """Return where the case is, who has it, and the next deadline, as one or two sentences."""
    case = page.case
    if case.ended_at is not None:
        end = language.said(case.end_name) or _("avsluttet")
        return _("Saken er avsluttet %(moment)s: %(end)s.", moment=times.moment(case.ended_at), end=end)
    if case.incident:
        return _("Rutinen står stille på grunn av en driftsstans. Ingen svar er gått tapt.")
    if not page.open_tasks:
        return _waiting(page)
    return " ".join(part for part in (_now(page), _deadline(page)) if part)


def _waiting(page: pages.CasePage) -> str:
    """Return until when the case waits, and for what; what comes from outside has no date."""
    if page.next_deadline is None:
        return _("Ingen har noe å gjøre akkurat nå; saken venter på noe utenfra.")
    due = f"{times.moment(page.next_deadline)} ({times.distance(page.next_deadline)})"
    said = _("Ingen har noe å gjøre akkurat nå. Saken går videre av seg selv %(due)s", due=due)
    return said + (f": «{inside(page.next_deadline_name)}»." if page.next_deadline_name else ".")


def _now(page: pages.CasePage) -> str:
    first = page.open_tasks[0]
    named = () if first.is_for_all else first.responsible.people  # which of them has which part is said by the roles
    whom = listed(named or map(language.role, first.responsible.roles), is_for_all=first.is_for_all) or _("ingen")
    others = len(page.open_tasks) - 1
    said = _("Nå: «%(step)s» hos %(whom)s", step=inside(first.task.name), whom=whom)
    return said + (plural(", og én oppgave til.", ", og %(num)s oppgaver til.", others) if others else ".")


def _deadline(page: pages.CasePage) -> str:
    """Return what is to be done straks, and the next deadline; with that, only one that is passed."""
    due = "" if page.next_deadline is None else _due(page, page.next_deadline)
    urgent = _urgent(page)
    is_late = page.next_deadline is not None and page.next_deadline < clock.now()
    return " ".join(part for part in (urgent, due if is_late or not urgent else "") if part)


def _urgent(page: pages.CasePage) -> str:
    """Return that a step is to be done straks, named where another is told of first; empty where none is."""
    steps = [row.task for row in page.open_tasks if row.task.is_straks and row.task.held_at is None]
    if not steps:
        return ""
    if steps[0] is page.open_tasks[0].task:
        return _("Det haster: steget skal gjøres straks.")
    return _("Det haster: «%(step)s» skal gjøres straks.", step=inside(steps[0].name))


def _due(page: pages.CasePage, deadline: datetime) -> str:
    """Return the deadline as a sentence, with its step where another is told of first."""
    due, step = f"{times.due(deadline)} ({times.distance(deadline)})", inside(page.next_deadline_name)
    is_late, is_first = deadline < clock.now(), page.next_deadline_name == page.open_tasks[0].task.name
    if is_first:
        return _("Fristen er passert: %(due)s.", due=due) if is_late else _("Skal være gjort %(due)s.", due=due)
    if is_late:
        return _("Over fristen: «%(step)s», %(due)s.", step=step, due=due)
    return _("«%(step)s» skal være gjort %(due)s.", step=step, due=due)


def next_step(step: pages.NextStep) -> str:
    """Return who goes on with what, and by when, as a sentence: roles, else the names that the reader may know."""
    said = _("%(whom)s går videre med «%(step)s»", whom=_whom(step), step=inside(step.name))
    if step.is_held or (step.due_at is None and not step.is_straks):
        return f"{said}."
    when = _("straks") if step.due_at is None else f"{times.due(step.due_at)} ({times.distance(step.due_at)})"
    return f"{said}, {when}."


def _whom(step: pages.NextStep) -> str:
    if step.is_yours:
        return _("Du")
    found = listed(map(language.role, step.roles) if step.roles else step.people, is_for_all=step.is_for_all)
    return times.first_upper(found or _("den som har fått oppgaven,"))


def listed(names: Iterable[str], *, is_for_all: bool) -> str:
    """Return names as a sentence lists them: `a, b og c` where all are meant, else `a, b eller c`."""
    *first, last = [*names] or [""]
    between = _(" og ") if is_for_all else _(" eller ")
    return f"{', '.join(first)}{between}{last}" if first else last


def inside(name: str) -> str:
    """Return a name to stand between «»: what is quoted in it itself gets the inner marks."""
    return name.replace("«", "‘").replace("»", "’")


def promise(step: pages.NextStep) -> str:
    """Return who does something about a report, and by when; who reports knows of no steps, so the step comes last."""
    whom, name = _whom(step), inside(step.name)
    if step.is_held or (step.due_at is None and not step.is_straks):
        return _("%(whom)s tar saken videre («%(step)s»).", whom=whom, step=name)
    when = _("straks") if step.due_at is None else f"{times.due(step.due_at)} ({times.distance(step.due_at)})"
    return _("%(whom)s skal ta tak i det %(when)s («%(step)s»).", whom=whom, when=when, step=name)


def done(step: str, number: str, coming: Sequence[pages.NextStep]) -> str:
    """Return what was done, and who goes on with what that opened: what stands on the page after a task is completed.

    What stood open before is only counted: it is nothing that the reader has set going.
    """
    said = [_("«%(step)s» er fullført i sak %(number)s.", step=inside(step), number=number)]
    new = [one for one in coming if one.is_new][:TOLD]
    said += map(next_step, new)
    others = len(coming) - len(new)
    if new and others:
        said.append(plural("Én oppgave til er åpen i saken.", "%(num)s oppgaver til er åpne i saken.", others))
    elif others:
        said.append(
            plural(
                "Den åpnet ingen ny oppgave; én oppgave er åpen i saken fra før.",
                "Den åpnet ingen ny oppgave; %(num)s oppgaver er åpne i saken fra før.",
                others,
            )
        )
    return " ".join(said)

"""Play one story with the real commands on a private clock (design 9).

Knows the verbs: start, do, hold, wait, correct, refuse; what `see` means is `expect`'s. Time moves only by
`wait`, and stands at the instant of each timer that is due on the way, in the order of those instants. What is due
without it, as a date in the past, fires when something is looked at or done next.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, forms, model, routines, tables, timers
from engine.db import statements
from engine.play import beginning, filling, naming, parts, record, stage, story, waiting

_t = tables.timers.c


@dataclass(slots=True)
class Played:
    """A story under way: its case, the log read so far, and the marker of the last act."""

    story: story.Story
    cast: stage.Cast
    clock: clock.Clock
    between: Callable[[], None]
    case: model.CaseRef | None = None
    names: dict[str, str] = field(default_factory=dict)
    outer_ends: frozenset[str] = frozenset()  # the end events of the routine itself, in none of its parts
    signals: frozenset[str] = frozenset()  # what signals the routine waits for somewhere, as it is drawn
    marker: int = 0
    caught: set[int] = field(default_factory=set)  # the numbers of what came by itself since the last wait
    waited: set[int] = field(default_factory=set)  # of it, what came by itself before the wait that was last done
    log: list[record.Happening] = field(default_factory=list)
    numbers: naming.Numbers = field(default_factory=naming.Numbers)
    token: str = field(default_factory=lambda: secrets.token_hex(8))  # what opens the case, once
    is_alone: bool = False  # nothing but the acts of the story changes the case
    standing: list[record.Standing] = field(default_factory=list)  # the open tasks after the last act
    notes: list[str] = field(default_factory=list)  # what the story says that nobody hears
    asked: forms.Form | None = None  # the form that was filled in last

    @property
    def case_id(self) -> int:
        """Return the case's id; raise `StoryUnreadable` before there is one."""
        if self.case is None:
            raise errors.StoryUnreadable("Saken er ikke startet.")
        return self.case.id

    @property
    def last(self) -> int:
        """The number of the last that has been read of the log."""
        return self.log[-1].sequence if self.log else 0

    def recent(self) -> list[record.Happening]:
        """Return what came since the last act."""
        return [one for one in self.log if one.sequence > self.marker or one.sequence in self.waited]

    def act(self, deed: Callable[[], object], *, goes_on: bool = False) -> None:
        """Do one thing: what comes from now on is recent, what came before is too where the story `goes_on`.

        Saves and restores the case around it.
        """
        if not goes_on:
            self.marker, self.waited = self.last, set()
        self.between()
        try:
            deed()
        finally:
            self.read_log()

    def read_log(self) -> None:
        """Take in what the log has got since, and number what has opened."""
        if self.case is not None:
            came, self.standing = record.news(self.case.id, self.last, self.names)
            self.log += came
            self.numbers.note(self.standing)

    def open_tasks(self) -> list[record.Standing]:
        """Return the tasks of the case that are open now."""
        is_known = self.is_alone and self.case is not None
        return self.standing if is_known else record.open_tasks(self.case_id)


def start(played: Played) -> None:
    """Open the case as the story's `start` says."""
    body = played.story.start
    by = person(played, str(body.get("by") or "ansatt"))
    answers = body.get("answers") or {}
    if not isinstance(answers, Mapping):
        raise errors.StoryUnreadable("«start: answers» må være «felt: verdi».")
    with db.reading() as connection:
        version = routines.current(connection, by.municipality_id, played.story.routine)
        definition = routines.definition(connection, version.publication_id, played.story.routine)
        form = routines.form(connection, version.publication_id, version.start_form) if version.start_form else None
    played.names = dict(definition.names)
    outer = (one for one in definition.elements.values() if one.kind == "endEvent" and not one.parent)
    played.outer_ends = frozenset(one.id for one in outer if one.process == played.story.routine)
    events = (one.event for one in definition.elements.values())
    played.signals = frozenset(one.name for one in events if one and one.kind == "signal")
    raw = filled(played, form, answers, "start")
    if form is None and answers:
        played.notes.append("start: rutinen har ikke noe startskjema, så svarene ble ikke med.")
    event = str(body["event"]) if "event" in body else None

    unasked = beginning.unasked(played.story.routine, body, played.cast, definition, played.clock)

    def deed() -> None:
        if unasked is not None:
            played.case = unasked()
        else:
            played.case = cases.open_case(by=by, routine=played.story.routine, raw=raw, token=played.token, event=event)
        stage.give_case_roles(played.cast, played.case.id)

    played.act(deed)


def do(played: Played, step: story.Step, *, is_tried: bool = False) -> model.TaskDone:
    """Complete a task as the story says; raises what the command raises. `is_tried`: it is to be refused."""
    task, by = _mine(played, step)
    if not is_open(played, task):
        with contextlib.suppress(errors.AnswersInvalid):  # the same answers once more count as one press, sent twice
            cases.complete_task(task.id, by=by, raw={}, seen_version=None)  # type: ignore[arg-type]
        raise _not_open(played, str(step.body))
    answers = step.rest.get("answers") or {}
    if not isinstance(answers, Mapping):
        raise errors.StoryUnreadable("«answers» må være «felt: verdi».")
    form = filling.form_of(task.id)
    if form is None and answers:
        raise errors.AnswersInvalid(f"«{task.path}» har ikke noe skjema: oppgaven bekreftes, og tar ingen svar.")
    raw = {**parts.said(task), **filled(played, form, answers, f"linje {step.line}")}
    done: list[model.TaskDone] = []
    played.act(
        lambda: done.append(cases.complete_task(task.id, by=by, raw=raw, seen_version=None)),  # type: ignore[arg-type]
        goes_on=is_tried,
    )
    return done[0]


def hold(played: Played, step: story.Step) -> None:
    """Press "Samtalen er holdt nå"."""
    task, by = _mine(played, step)
    played.act(lambda: cases.mark_held(task.id, by=by), goes_on=True)  # type: ignore[arg-type]


def _mine(played: Played, step: story.Step) -> tuple[record.Standing, model.Person]:
    """Return the task that the step names, as the part of who does it where several must, and who that is."""
    task = find_task(played, step)
    who = str(step.rest.get("by") or ([*sorted(task.people), *sorted(task.roles)] or ["rektor"])[0])
    by = person(played, who)
    own = {key.lower() for key, one in played.cast.people.items() if one == by}
    return parts.own(task, who.lower(), own), by


def wait(played: Played, step: story.Step) -> None:
    """Move the clock by the plain calendar; timers on the way fire with the clock standing at each."""
    until = waiting.until(step.body, played.clock.now())
    played.act(lambda: _pass_time(played, until))
    played.waited, played.caught = played.caught, set()


def catch_up(played: Played) -> None:
    """Fire what is due by now, as a clock does at once (a date in the past): it came with the last act.

    It came with the next `wait`, too: nobody can tell when the clock came to it.
    """
    now = played.clock.now()
    if _next_due(now) is not None:
        before = played.last
        _pass_time(played, now)
        played.read_log()
        played.caught |= {one.sequence for one in played.log if one.sequence > before}


def _pass_time(played: Played, until: datetime) -> None:
    while (due := _next_due(until)) is not None:
        played.clock.set(max(due, played.clock.now()))
        played.between()
        if not timers.fire_due() + cases.open_due():
            break
    played.clock.set(max(until, played.clock.now()))
    if due is not None:  # what could not fire at its instant
        timers.fire_due()
        cases.open_due()
    cases.deliver()
    cases.complete_accepted()


_PENDING = sa.and_(_t.fired_at.is_(None), _t.cancelled_at.is_(None))
_NEXT_DUE = sa.select(sa.func.min(_t.due_at).label("due")).where(_PENDING)


def _next_due(until: datetime) -> datetime | None:
    with db.singly() as connection:
        found: datetime | None = statements.first(connection, _NEXT_DUE).due
    return min((one for one in (found, cases.next_start()) if one is not None and one <= until), default=None)


def correct(played: Played, step: story.Step) -> None:
    """Set right which pupil the case is about, or connect it to one: `correct: {pupil: NAVN}`."""
    body = step.body if isinstance(step.body, Mapping) else {}
    name = body.get("pupil")
    if not isinstance(name, str) or not name:
        raise errors.StoryUnreadable("«correct» må si hvilken elev saken gjelder: «correct: {pupil: Testelev B}».")
    by = person(played, str(step.rest.get("by") or "rektor"))
    pupil = stage.add_pupil(played.cast, name)
    reason = str(step.rest.get("reason") or "Rettet i fortellingen")
    played.act(lambda: cases.correct_pupil(played.case_id, by=by, pupil_id=pupil.id, reason=reason))


def find_task(played: Played, step: story.Step) -> record.Standing:
    """Return the one open task that the step names: `ID`, `ID[2]`, `CALL/ID`, or `where: {elev: …}`.

    A name that fits no open task is looked up among the closed ones, so that the command itself refuses it.
    """
    name = str(step.body)
    tasks, where = played.open_tasks(), step.rest.get("where")
    found = naming.fitting(tasks, name, where, cast=played.cast, numbers=played.numbers)
    if len(found) == 1:
        return found[0]
    if found:
        listed = naming.listed(found, played.numbers)
        raise errors.StoryUnreadable(
            f"«{name}» står {len(found)} ganger. Skriv hvilken: {listed}, eller «where: {{felt: verdi}}»."
        )
    closed = record.closed_task(played.case_id, name)
    if closed is None:
        raise _not_open(played, name)
    return closed


def fits(played: Played, task: record.Standing, name: str, where: object = None) -> bool:
    """Tell whether a story's name (and `where`) means this task."""
    return bool(naming.fitting([task], name, where, cast=played.cast, numbers=played.numbers))


def is_open(played: Played, task: record.Standing) -> bool:
    """Tell whether the task, or the part of it, may still be done."""
    return any(task.id == one.id or task.id in one.parts.values() for one in played.open_tasks())


def _not_open(played: Played, name: str) -> errors.TaskNotOpen:
    open_now = naming.listed(played.open_tasks(), played.numbers)
    hint = record.elsewhere(played.case_id, [name]) or naming.meant(played.names, [name])
    return errors.TaskNotOpen(f"«{name}» er ikke åpen. Åpne oppgaver nå: {open_now}. {hint}".rstrip())


def person(played: Played, who: str) -> model.Person:
    """Return the person of a role or a name."""
    found = played.cast.named(who)
    if found is None:
        raise errors.StoryUnreadable(f"«{who}» er verken en rolle i registeret eller et navn under «people».")
    return found


def filled(played: Played, form: forms.Form | None, answers: Mapping[str, object], where: str) -> Mapping[str, object]:
    """Turn a story's answers into what the form takes, and note what it does not ask for."""
    played.asked = form
    if form is None:
        return dict(answers)
    played.notes += [f"{where}: {one}" for one in filling.unasked(form, answers)]
    return filling.fill(form, played.cast, answers)


def forget() -> None:
    """Forget everything parsed and cached, as a fresh process would."""
    bpmn.forget()

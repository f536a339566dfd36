"""Run stories: the real commands, a private schema and clock (design 9).

`play` knows neither web nor terminal: it returns what was seen, and the command line prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine import bpmn, clock, db, deadlines, errors, routines
from engine.municipality import places
from engine.play import expect, filling, player, reach, record, sending, stage, story, writing

__all__ = ["Failure", "Result", "play", "read", "stage"]

read = story.read


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold: which, where, and what was seen instead."""

    path: Path
    line: int
    expected: str
    seen: str

    def __str__(self) -> str:
        """Return the sentence for a process owner."""
        return f"{self.path}:{self.line}: ventet {self.expected}, men {self.seen.removesuffix('.')}."


@dataclass(frozen=True, slots=True)
class Result:
    """A played story: its log, the first expectation that failed, and what it says that nothing came of."""

    story: story.Story
    happenings: tuple[record.Happening, ...]
    failure: Failure | None
    notes: tuple[str, ...] = ()


def play(
    one: story.Story,
    files: Mapping[str, bytes],
    *,
    database: db.Database,
    is_straight: bool = False,
    told: Callable[[int], None] = lambda _line: None,
) -> Result:
    """Play `one` with the publication `files` in the private schema `database`.

    Every step saves and restores the case, and forgets all that is parsed, unless `is_straight`. `told` hears of each
    step's line before it is taken.
    """
    stage.empty(database)
    own = clock.Clock(_opening_moment(one))
    with clock.use(own), db.using(database):
        cast = stage.cast(dict(one.people))
        if one.settings:
            _decide(one, cast.municipality_id)
        published = [one.routine, *_answering(files, one.routine)]
        routines.publish(files, published, municipality_id=cast.municipality_id, by=None)
        between: Callable[[], None] = (lambda: None) if is_straight else player.forget
        played = player.Played(one, cast, own, between, is_alone=True)
        failure = _run(played, told)
    return Result(one, tuple(played.log), failure, tuple(played.notes))


def _answering(files: Mapping[str, bytes], routine: str) -> list[str]:
    """Return the other routines in `files` that begin by a message or a signal: the story's case may send it."""
    found = []
    for path, raw in files.items():
        if path.endswith(".bpmn") and _may_begin(raw):
            processes = bpmn.read(raw, file=path).processes.values()
            found += [one.id for one in processes if one.is_executable and one.id != routine and _is_begun(one)]
    return found


def _may_begin(raw: bytes) -> bool:
    """Tell whether the file may have such a start, without reading it; in two bytes a letter nothing can be seen."""
    return b"\0" in raw or b"instantiate" in raw or _BEGINS.search(raw) is not None


def _is_begun(process: bpmn.Process) -> bool:
    starts = (one for one in process.elements.values() if one.kind == "startEvent" and not one.parent)
    return any(start.event is not None and start.event.kind in {"message", "signal"} for start in starts)


_BEGINS = re.compile(
    rb"startEvent\b[^>]*>(?:(?!startEvent).)*?(?:(?:message|signal)EventDefinition|eventDefinitionRef)", re.DOTALL
)


def _opening_moment(one: story.Story) -> datetime:
    try:
        return deadlines.moment(one.at)
    except errors.DeadlineUnreadable as unreadable:
        raise errors.StoryUnreadable(f"{one.path}: «at»: {unreadable.message}") from unreadable


def _decide(one: story.Story, municipality_id: int) -> None:
    try:
        places.change_settings(municipality_id, **one.settings)
    except errors.SettingsUnreadable as unreadable:
        raise errors.StoryUnreadable(f"{one.path}: «settings»: {unreadable.message}") from unreadable


def _run(played: player.Played, told: Callable[[int], None]) -> Failure | None:
    try:
        player.start(played)
    except errors.StoryUnreadable as unreadable:
        raise errors.StoryUnreadable(f"{played.story.path}: «start»: {unreadable.message}") from unreadable
    except errors.SkolemiljoError as refused:
        if _is_foretold(refused, played.story.steps):
            return None
        return Failure(played.story.path, 1, "at saken startet", f"den ble avvist: {_said(played, refused)}")
    played.notes += reach.unplaced(played)
    for step in played.story.steps:
        told(step.line)
        seen = _step(played, step)
        if seen is not None:
            return Failure(played.story.path, step.line, f"«{step.verb}: {_short(step.body)}»", seen)
    return None


def _is_foretold(refused: errors.SkolemiljoError, steps: Sequence[story.Step]) -> bool:
    """Tell whether the story sees nothing but the incident for which the case could not begin."""
    element = refused.details.get("element")
    return bool(element and steps) and all((one.verb, one.body) == ("see", {"incident": element}) for one in steps)


def _step(played: player.Played, step: story.Step) -> str | None:
    """Return what was seen instead, None when the step held."""
    try:
        if not expect.is_of_timer(step) and step.verb != "wait":
            player.catch_up(played)
        if step.verb == "see":
            return expect.see(played, step)
        if step.verb == "refuse":
            return expect.refuse(played, step)
        _ACTS[step.verb](played, step)
    except (errors.StoryUnreadable, errors.DeadlineUnreadable) as unreadable:
        raise errors.StoryUnreadable(f"{played.story.path}:{step.line}: {unreadable.message}") from unreadable
    except errors.NotAllowed as refused:
        whose = f" {expect.whose(played, step)}" if step.verb in {"do", "hold"} else ""
        return f"det ble avvist: {_said(played, refused)}{whose}"
    except errors.SkolemiljoError as refused:
        return f"det ble avvist: {_said(played, refused)}"
    return None


def _said(played: player.Played, refused: errors.SkolemiljoError) -> str:
    wrong = refused.details.get("errors")
    return f"{refused.message} {filling.refused(played.asked, wrong)}" if isinstance(wrong, dict) else refused.message


def _short(body: object) -> str:
    if isinstance(body, Mapping):
        return ", ".join(f"{key}: {value}" for key, value in body.items())
    return str(body)


_ACTS: dict[str, Callable[[player.Played, story.Step], object]] = {
    "do": player.do,
    "hold": player.hold,
    "wait": player.wait,
    "send": sending.send,
    "correct": player.correct,
    "write": writing.write,
}

"""The sample municipality's cases: the routine's own stories, played part of the way by its people (design 9).

Knows which story, how far, when, and about whom; how a story is played is `play`'s. Each case is played on a private
clock in the near past, which at the end stands at now: its timers have fired as if the clock had run all along. What
was queued to be sent on the way is marked as sent when it was queued: nobody wants weeks-old notices at the first
start, and the case's log has them. A start that was stopped midway goes on at the next one (`keeping`). A routine
that a process owner has changed past the stories costs the demo these cases, never its start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from engine import cases, clock, db, deadlines, errors, routines
from engine.play import player, stage, story
from engine.sample import choosing, in_force, keeping

ROUTINE = "baerum-handtering"
PACE = timedelta(minutes=10)  # between two steps of a story, where it does not say when
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def ensure(municipality_id: int, *, folder: Path, progress: Callable[[str], None] = lambda _text: None) -> int:
    """Play the sample cases that are not made yet; return how many were made now.

    A start that was stopped midway leaves some unopened and one half played: the next start goes on where it was. The
    routines of `folder` are put in force first. A municipality that has cases of its own only is left alone.
    """
    if keeping.has_only_others(municipality_id):
        return 0
    in_force.ensure(municipality_id, folder=folder, progress=progress)
    missing = [one for one in choosing.CASES if not keeping.is_made(one)]
    if not missing or not _is_in_force(municipality_id):
        return 0
    progress("Lager eksempelsaker …")
    return sum(_is_played(one, municipality_id, folder, progress) for one in missing)


def _is_in_force(municipality_id: int) -> bool:
    with db.reading() as connection:
        return any(one.routine == ROUTINE for one in routines.in_force(connection, municipality_id))


def _is_played(one: choosing.Sample, municipality_id: int, folder: Path, progress: Callable[[str], None]) -> bool:
    """Play one case to its place; one that the routine has changed past stays where it stopped."""
    try:
        _play(one, municipality_id, folder)
    except errors.SkolemiljoError as problem:
        progress(f"Eksempelsaken etter «{one.story}» stoppet underveis: {problem.message}")
        keeping.finish(one)
        return False
    keeping.finish(one)
    return True


def _play(one: choosing.Sample, municipality_id: int, folder: Path) -> None:
    told = story.read(folder / "stories" / f"{ROUTINE}.{one.story}.yaml")
    now = clock.now()
    written = deadlines.moment(told.at)
    opened = _opened(one, written, now)
    shift = _Shift((clock.oslo(opened).date() - clock.oslo(written).date()).days, one)
    cast = choosing.cast(one, municipality_id)
    start = {"by": one.by, "answers": {**shift.answers(told.start.get("answers")), **one.report}}
    last = keeping.last_deed(one)
    own = clock.Clock(last + PACE if last else opened)
    with clock.use(own):
        played = player.Played(replace(told, start=start), cast, own, lambda: None, token=keeping.token(one))
        if last is None:
            player.start(played)
        _steps(played, shift, now, done=_taken_up(played, one) if last else 0)
        _wait(played, now)


def _taken_up(played: player.Played, one: choosing.Sample) -> int:
    """Go on with a case that a stopped start left half played; return how many of its tasks are done."""
    cases.complete_accepted()  # what was answered, and not moved on any more
    played.case, done = keeping.begun(one)
    stage.give_case_roles(played.cast, played.case_id)
    return done


def _opened(one: choosing.Sample, written: datetime, now: datetime) -> datetime:
    """Return when the case is opened: on a weekday at the story's own time of day, or a moment ago."""
    if one.days_ago == 0:
        return now - timedelta(minutes=40)
    day = clock.oslo(now).date() - timedelta(days=one.days_ago)
    last = 0 if one.is_from_monday else 4
    day -= timedelta(days=max(day.weekday() - last, 0))
    return deadlines.moment(f"{day.isoformat()} {clock.oslo(written):%H:%M}")


def _steps(played: player.Played, shift: _Shift, now: datetime, *, done: int) -> None:
    """Play on to the case's place; of the first `done` tasks only the rest days count, they have been."""
    for step in played.story.steps:
        if step.verb not in ("do", "hold", "wait"):
            continue
        if step.verb == "wait":
            _wait(played, min(_until(played, step, shift), now) if not done else played.clock.now())
            continue
        element = str(step.body).rpartition("/")[2].partition("[")[0]
        if element == shift.one.until:
            return
        if done:
            shift.days += shift.one.pauses.get(element, 0)
            done -= step.verb == "do"
            continue
        _rest(played, shift, shift.one.pauses.get(element, 0), now)
        told = shift.step(step)
        _wait(played, min(_done_at(told, played.clock.now()), now))
        (player.do if step.verb == "do" else player.hold)(played, told)


def _rest(played: player.Played, shift: _Shift, days: int, now: datetime) -> None:
    """Let days pass that the story does not tell of; all that it tells of later comes so much later."""
    shift.days += days
    _wait(played, min(played.clock.now() + timedelta(days=days), now))


def _until(played: player.Played, step: story.Step, shift: _Shift) -> datetime:
    if isinstance(step.body, Mapping) and "until" in step.body:
        return deadlines.moment(str(shift.value(step.body["until"])))
    return deadlines.plain(str(step.body), played.clock.now())


def _done_at(step: story.Step, present: datetime) -> datetime:
    """Return when the step is done: a little later than the one before, and not before what its answers tell of."""
    told = [deadlines.moment(text) for text in _texts(step.rest.get("answers")) if _MOMENT.fullmatch(text)]
    been = [moment for moment in told if moment - present < timedelta(days=choosing.NEAR_DAYS)]
    return max([present + PACE, *been])


def _wait(played: player.Played, until: datetime) -> None:
    """Let time pass on the case's own clock; a moment that has been costs nothing."""
    if until > played.clock.now():
        text = f"{clock.oslo(until):%Y-%m-%d %H:%M}"
        player.wait(played, story.Step("wait", {"until": text}, {}, 0))


@dataclass(slots=True)
class _Shift:
    """Moves what a story says to the sample's own days and people."""

    days: int
    one: choosing.Sample

    def step(self, step: story.Step) -> story.Step:
        """Return the step with its days, people and texts exchanged."""
        element = str(step.body).rpartition("/")[2].partition("[")[0]
        answers = {**self.answers(step.rest.get("answers")), **self._own(element)}
        return replace(step, rest={**step.rest, "by": self.value(step.rest.get("by")), "answers": answers})

    def answers(self, answers: object) -> dict[str, object]:
        """Return a story's answers with days and people exchanged."""
        return {key: self.value(one) for key, one in answers.items()} if isinstance(answers, Mapping) else {}

    def value(self, value: object) -> object:
        """Return one value, and what is in it, exchanged."""
        if isinstance(value, Mapping):
            return {key: self.value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if not isinstance(value, str):
            return value
        return choosing.instead(self.one, _DAY.sub(self._moved, value))

    def _own(self, element: str) -> dict[str, object]:
        return {key: self.value(one) for key, one in self.one.answers.get(element, {}).items()}

    def _moved(self, found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + timedelta(days=self.days)).isoformat()


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []

"""What `see` and `refuse` mean (design 9): each returns what was seen instead, or nothing when it held.

`task`, `tasks`, `timer`, `incident`, `open-to` speak of now; `message`, `letter`, `ended` of what came since the last
act; `told` of the whole case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from engine import clock, deadlines, errors, model
from engine.play import naming, player, reach, record, story

_NONE = ("none", None)  # what says that there is nothing of it
# `because` of a refused act, by the error that the command raises
BECAUSE: dict[str, tuple[type[errors.SkolemiljoError], ...]] = {
    "not-allowed": (errors.NotAllowed, errors.CaseNotFound, errors.TaskNotFound),
    "not-open": (errors.TaskNotOpen,),
    "invalid": (errors.AnswersInvalid,),
    "stale": (errors.StaleVersion,),
}


def see(played: player.Played, step: story.Step) -> str | None:
    """Return what is wrong with the expectation, None when it holds."""
    body = step.body
    if not isinstance(body, Mapping):
        raise errors.StoryUnreadable(f"«see» må si hva: {', '.join(_LOOKS)}.")
    looks = [look for key, look in _LOOKS.items() if key in body]
    if not looks:
        raise errors.StoryUnreadable(f"«see» kjenner ikke «{next(iter(body), '')}». Kjente ord: {', '.join(_LOOKS)}.")
    for look in looks:
        seen = look(played, body)
        if seen:
            return seen if look is _incident else f"{seen}{_stopped(played)}"
    return None


def refuse(played: player.Played, step: story.Step) -> str | None:
    """Let the act be tried, and return what is wrong unless it is refused for the reason given."""
    body = step.body if isinstance(step.body, Mapping) else {**step.rest, "do": step.body}
    because = str(body.get("because", ""))
    if because not in BECAUSE:
        raise errors.StoryUnreadable(f"«because: {because}» er ukjent. Kjente grunner: {', '.join(BECAUSE)}.")
    act = story.Step("do", body.get("do"), {key: value for key, value in body.items() if key != "do"}, step.line)
    try:
        player.do(played, act, is_tried=True)
    except BECAUSE[because]:
        return None
    except errors.SkolemiljoError as other:
        if because == "not-open" and isinstance(other, BECAUSE["not-allowed"]) and _is_closed(played, act):
            return None
        reason = next((name for name, kinds in BECAUSE.items() if isinstance(other, kinds)), type(other).__name__)
        return f"handlingen ble avvist, men som «{reason}»: {other.message}"
    return "handlingen ble ikke avvist"


def _is_closed(played: player.Played, act: story.Step) -> bool:
    """Tell whether the task is done or gone, which is as true of who may not do it."""
    return not player.is_open(played, player.find_task(played, act))


def whose(played: player.Played, step: story.Step) -> str:
    """Return whose the task is that the step could not do, as a sentence."""
    task = player.find_task(played, step)
    holders = ", ".join([*sorted(task.people), *sorted(task.roles)])
    if holders:
        return f"Oppgaven er for {holders}."
    return f"Oppgaven er ikke for noen, så ingen kan gjøre den. {reach.nobody(played, task)}".rstrip()


def _task(played: player.Played, body: Mapping[str, object]) -> str | None:
    tasks = played.open_tasks()
    found = _fitting(played, tasks, str(body["task"]), body.get("where"))
    if not found:
        return _open_now(played, tasks, [str(body["task"])])
    problems = [_task_differs(played, task, body) or reach.filled(played, task, body) for task in found]
    return None if None in problems else problems[0]


def _task_differs(played: player.Played, task: record.Standing, body: Mapping[str, object]) -> str | None:
    wanted = _list(body["roles"]) if "roles" in body else task.roles
    if sorted(str(role).lower() for role in wanted) != sorted(role.lower() for role in task.roles):
        why = reach.nobody(played, task)
        return f"{task.path} har rollene {', '.join(sorted(task.roles)) or 'ingen'}{f'. {why}' if why else ''}"
    if "person" in body and str(body["person"]) not in (*task.people, *([] if task.people else ["none"])):
        return f"{task.path} er hos {', '.join(task.people) or 'ingen enkeltperson'}"
    if "straks" in body and body["straks"] is not task.is_straks:
        return f"{task.path} {'er' if task.is_straks else 'er ikke'} straks"
    if "due" in body and not _is_at(task.due, body["due"]):
        return f"{task.path} har {f'fristen {_shown(task.due)}' if task.due else 'ingen frist'}"
    return None


def _tasks(played: player.Played, body: Mapping[str, object]) -> str | None:
    open_now = played.open_tasks()
    wanted = [str(name) for name in _list(body["tasks"]) if body["tasks"] not in _NONE]
    left = list(open_now)
    for name in wanted:
        match = next((task for task in _fitting(played, open_now, name) if task in left), None)
        if match is None:
            return _open_now(played, open_now, wanted)
        left.remove(match)
    return _open_now(played, open_now, wanted) if left else None


def _some_tasks(played: player.Played, body: Mapping[str, object]) -> str | None:
    open_now = played.open_tasks()
    missing = [str(name) for name in _list(body["some-tasks"]) if not _fitting(played, open_now, str(name))]
    return _open_now(played, open_now, missing) if missing else None


def _open_now(played: player.Played, tasks: list[record.Standing], wanted: list[str]) -> str:
    """Return which tasks are open, and what else may be meant by those that the story wants."""
    hint = record.elsewhere(played.case_id, wanted) or naming.meant(played.names, wanted)
    return f"åpne oppgaver er {_listed(played, tasks)}{f'. {hint}' if hint else ''}"


def _fitting(
    played: player.Played, tasks: list[record.Standing], name: str, where: object = None
) -> list[record.Standing]:
    return naming.fitting(tasks, name, where, cast=played.cast, numbers=played.numbers)


def _message(played: player.Played, body: Mapping[str, object]) -> str | None:
    sent = [one for one in played.recent() if one.kind == "message-queued"]
    if body["message"] in _NONE:
        return f"sendt ble {_messages(sent)}" if sent else None
    named = [one for one in sent if str(body["message"]) in _called(one)]
    if all(any(_is_to(played, one, to) for one in named) for to in _list(body.get("to"))):
        return None
    return f"varsler siden sist: {_messages(sent)}"


def _called(sent: record.Happening) -> tuple[object, ...]:
    """Return what a story may call a message; that an element has stopped is none that the element sent."""
    name = sent.facts.get("message")
    return (name,) if name == model.MessageKind.INCIDENT else (sent.element, sent.path, name)


def _is_to(played: player.Played, one: record.Happening, to: object) -> bool:
    if to is None:
        return True
    role = str(one.facts.get("to", "")).lower()
    named = played.cast.named(role)
    return str(to).lower() == role or (named is not None and named.name == to)


def _letter(played: player.Played, body: Mapping[str, object]) -> str | None:
    made = [one for one in played.recent() if one.kind == "letter-made"]
    if body["letter"] in _NONE:
        return f"laget ble {', '.join(_about(played, one) for one in made)}" if made else None
    named = [one for one in made if body["letter"] in (one.element, one.path, one.facts.get("letter"))]
    if any(_is_about(played, one, body.get("pupil")) for one in named):
        return None
    return f"brev siden sist: {', '.join(_about(played, one) for one in made) or 'ingen'}"


def _is_about(played: player.Played, one: record.Happening, pupil: object) -> bool:
    named = played.cast.people.get(str(pupil))
    return pupil is None or (named is not None and one.facts.get("pupil") == named.id)


def _about(played: player.Played, one: record.Happening) -> str:
    names = {person.id: person.name for person in played.cast.people.values()}
    about = names.get(one.facts.get("pupil"))  # type: ignore[call-overload]
    return f"{one.facts.get('letter')} om {about}" if about else str(one.facts.get("letter"))


def is_of_timer(step: story.Step) -> bool:
    """Tell whether a timer is looked at: one that is due now is seen before it fires."""
    return step.verb == "see" and isinstance(step.body, Mapping) and "timer" in step.body


def _timer(played: player.Played, body: Mapping[str, object]) -> str | None:
    timers = record.timers(played.case_id)
    shown = "timere nå: " + (", ".join(f"{path} {_shown(due)}" for _, path, due in timers) or "ingen")
    if body["timer"] in _NONE:
        return shown if timers else None
    named = [due for element, path, due in timers if body["timer"] in (element, path)]
    if "at" in body and body["at"] in _NONE:
        return f"timeren står til {_shown(named[0])}" if named else None
    if any("at" not in body or _is_at(due, body["at"]) for due in named):
        return None
    return shown


def _incident(played: player.Played, body: Mapping[str, object]) -> str | None:
    found = record.incidents(played.case_id)
    shown = "; ".join(f"{element}: {what}" for element, what in found) or "ingen driftsstans"
    if body["incident"] in _NONE:
        return shown if found else None
    return None if any(element == body["incident"] for element, _ in found) else shown


def _stopped(played: player.Played) -> str:
    """Return what stands still in the case, as the likely reason why something else was not seen."""
    found = record.incidents(played.case_id)
    return f" (driftsstans i {'; '.join(f'{element}: {what}' for element, what in found)})" if found else ""


def _ended(played: player.Played, body: Mapping[str, object]) -> str | None:
    ends = [one.element for one in played.recent() if one.kind == "case-ended"]
    if body["ended"] in _NONE:
        return f"saken endte i {ends[0]}" if ends else None
    if body["ended"] in ends or (ends and _ended_too(played, ends[0], str(body["ended"]))):
        return None
    return (
        f"saken endte i {ends[0]}"
        if ends
        else f"saken er åpen; åpne oppgaver er {_listed(played, played.open_tasks())}"
    )


def _ended_too(played: player.Played, last: str, wanted: str) -> bool:
    """Tell whether the routine came there as it ended, or had ended there when only what went on beside it was left."""
    if wanted in played.outer_ends and any(one.element == wanted for one in played.recent()):
        return True
    passed = [one.element for one in played.log if one.kind == "element-passed" and one.element in played.outer_ends]
    return last not in played.outer_ends and passed[-1:] == [wanted]


_LOOKS: dict[str, Callable[[player.Played, Mapping[str, object]], str | None]] = {
    "task": _task,
    "tasks": _tasks,
    "some-tasks": _some_tasks,
    "message": _message,
    "letter": _letter,
    "timer": _timer,
    "incident": _incident,
    "ended": _ended,
    "told": reach.told,
    "open-to": reach.open_to,
}


def _is_at(due: object, wanted: object) -> bool:
    """A day matches the day in Oslo; with a time, the instant, to the minute where no seconds are written."""
    if not isinstance(due, datetime) or wanted in _NONE:
        return wanted in _NONE and due is None
    text, moment = str(wanted), deadlines.moment(str(wanted))
    if ":" not in text:
        return clock.oslo(due).date() == clock.oslo(moment).date()
    has_seconds = text.count(":") > 1
    return (due if has_seconds else due.replace(second=0, microsecond=0)) == moment


def _shown(due: object) -> str:
    return f"{clock.oslo(due):%Y-%m-%d %H:%M:%S}" if isinstance(due, datetime) else "ingen"


def _listed(played: player.Played, tasks: list[record.Standing]) -> str:
    return naming.listed(tasks, played.numbers)


def _messages(sent: list[record.Happening]) -> str:
    return ", ".join(f"{one.facts.get('message')} ({one.element}) til {one.facts.get('to')}" for one in sent) or "ingen"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]

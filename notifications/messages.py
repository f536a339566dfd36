"""The wording of messages: one function a kind, one folder of templates each (design 4; domain.md 6.3 no. 7).

Knows templates, languages and where our pages are. Must not know channels or tables. A message holds a case number, a
step, a school, a role and a deadline: nothing about a child, whatever the case is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import jinja2
from babel.dates import format_datetime

from engine import clock, model, outbox, phrases, role_words, settings

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("nb", "nn")
_texts = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    autoescape=False,  # noqa: S701 - a plain text has no markup, and an escaped name would be read as it stands
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says."""

    subject: str
    body: str


def render(message: outbox.Message) -> Wording:
    """Return the message in its reader's language; a kind that only a diagram knows is worded as a notice."""
    return KINDS.get(message.kind, notice)(message)


def new_task(message: outbox.Message) -> Wording:
    """`ny-oppgave`: somebody may or must do this step now."""
    return _worded("ny-oppgave", message, frist=_deadline(message), regnet=_counted(message))


def deadline_near(message: outbox.Message) -> Wording:
    """`frist-naer`: the deadline comes soon."""
    return _worded("frist-naer", message, frist=_deadline(message), regnet=_counted(message))


def deadline_passed(message: outbox.Message) -> Wording:
    """`frist-passert`: the deadline has passed; to those responsible, then to the leader. Perhaps it was out before."""
    was_out = bool(message.due_at and message.opened_at and message.due_at <= message.opened_at)
    opened = _written(message.opened_at, message.language) if was_out else ""
    return _worded("frist-passert", message, frist=_deadline(message), regnet=_counted(message), da_apnet=opened)


def reminder(message: outbox.Message) -> Wording:
    """`intern-paaminnelse`: a step that is to be done at once has stood for a while; never called a deadline."""
    return _worded("intern-paaminnelse", message, startet=_written(message.opened_at, message.language))


def incident(message: outbox.Message) -> Wording:
    """`driftsstans`: the routine of a case has stopped."""
    return _worded("driftsstans", message)


def notice(message: outbox.Message) -> Wording:
    """`varsel`: the routine tells somebody that it has passed a step."""
    return _worded("varsel", message)


def task_gone(message: outbox.Message) -> Wording:
    """`oppgave-borte`: who leads the case has taken the step away, or stopped the case."""
    return _worded("oppgave-borte", message)


def transferred(message: outbox.Message) -> Wording:
    """`sak-overfort`: the case is this school's now; to who leads it."""
    return _worded("sak-overfort", message)


def pupil_moved(message: outbox.Message) -> Wording:
    """`elev-flyttet`: the pupil of the case goes to another school now; to who leads it, and can give it there."""
    return _worded("elev-flyttet", message)


def not_opened(message: outbox.Message) -> Wording:
    """`ikke-aapnet`: somebody reported, and the routine failed on its first steps; to those who answer for it."""
    names = {"rutine": message.facts["rutine"], "sted": message.facts["sted"], "lenke": _base() + "/rutiner"}
    return _written_out("ikke-aapnet", message, names)


KINDS: Mapping[str, Callable[[outbox.Message], Wording]] = {
    model.MessageKind.NEW_TASK: new_task,
    model.MessageKind.DEADLINE_NEAR: deadline_near,
    model.MessageKind.DEADLINE_PASSED: deadline_passed,
    model.MessageKind.REMINDER: reminder,
    model.MessageKind.INCIDENT: incident,
    model.MessageKind.NOTICE: notice,
    model.MessageKind.TASK_GONE: task_gone,
    model.MessageKind.NOT_OPENED: not_opened,
    model.MessageKind.TRANSFERRED: transferred,
    model.MessageKind.PUPIL_MOVED: pupil_moved,
}


def _worded(folder: str, message: outbox.Message, **more: str) -> Wording:
    names: dict[str, object] = {
        "may_open": message.may_open,
        "sak": message.facts["sak"],
        "steg": message.facts["steg"],
        "skole": message.facts.get("skole", ""),
        "ingen": message.facts.get("ingen", ""),
        "rolle": phrases.spoken(role_words.of(message.role), message.language),
        "lenke": _link(message),
        **more,
    }
    return _written_out(folder, message, names)


def _written_out(folder: str, message: outbox.Message, names: Mapping[str, object]) -> Wording:
    language = message.language if message.language in LANGUAGES else LANGUAGES[0]
    subject = _texts.get_template(f"{folder}/subject.{language}.txt").render(names)
    body = _texts.get_template(f"{folder}/body.{language}.txt").render(names)
    # a header is one line; the step's name comes from a diagram
    return Wording(" ".join(subject.split()), body.strip() + "\n")


def _link(message: outbox.Message) -> str:
    if not message.may_open:  # who leads a leader: the deadline stands in their list, the case is not theirs to open
        return _base() + "/saker-som-staar"
    return _base() + (f"/oppgave/{message.task_id}" if message.task_id else f"/sak/{message.facts['sak']}")


def _base() -> str:
    return settings.load().base_url.rstrip("/")


def _deadline(message: outbox.Message) -> str:
    """Return the task's deadline as it stands now: the queued text could be older than a correction."""
    if message.is_straks:
        return {"nb": "skal gjøres straks", "nn": "skal gjerast straks"}.get(message.language, "skal gjøres straks")
    return _written(message.due_at, message.language)


def _counted(message: outbox.Message) -> str:
    """Return how the deadline was counted, in the reader's language."""
    return phrases.spoken(message.due_explained, message.language)


def _written(moment: datetime | None, language: str) -> str:
    if moment is None:
        return ""
    locale = "nn" if language == "nn" else "nb"
    return format_datetime(clock.oslo(moment), "EEEE d. MMMM y 'kl.' HH:mm", locale=locale)

"""Dates, times, and both; form-js `datetime`.

Browsers' own date and time inputs are used: they work without a script and on a phone. A half filled-in date and time
goes on as far as it was written, so that the check can say what is missing; a time that is none goes on behind a mark
that no check takes for a time (form-js reads `12.30-13.30` as 12.30 in another part of the world). A form's
`timeInterval` is the step of form-js's own list of times; a time that is typed stays to the minute, and no page says
otherwise.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from engine import clock
from webforms import times
from webforms.fields.base import Canvas, Component, Drawn, Field, Posted, Scope, computed
from webforms.fields.problems import UNREAD, is_day

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$", re.ASCII)


class DateTime(Field):
    """`subtype` says which: `date`, `time`, `datetime`."""

    kind: ClassVar[str] = "datetime"

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return `2026-01-05`, `12:30`, or `2026-01-05T12:30` on Oslo's wall clock; None when nothing was written."""
        day = _day(posted.form.get(f"{path}:dato", "").strip())
        time = _read(posted.form.get(f"{path}:kl", "").strip())
        match component.get("subtype"):
            case "time":
                return time or None
            case "datetime":
                return f"{day}T{time}" if day or time else None
            case _:
                return day or None

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Split the answer over its inputs."""
        drawn = self.frame(component, canvas, scope)
        subtype = str(component.get("subtype") or "date")
        day, time = split(drawn.value, subtype)
        label, time_label = (computed(component, canvas, scope, name) or "" for name in ("dateLabel", "timeLabel"))
        parts = {
            "subtype": subtype,
            "day": day,
            "is_typed": bool(day) and not is_day(day),  # a date input would be empty: the text stays, to be mended
            "time": time,
            "date_label": label if label != drawn.label else "",
            "time_label": time_label if time_label != drawn.label else "",
            "said": times.first_upper(times.written_day(date.fromisoformat(day))) if is_day(day) else day,
        }
        return replace(drawn, parts=parts)

    def as_text(self, component: Component, value: object, canvas: Canvas) -> str:
        """Return the day in words and the time of day."""
        subtype = str(component.get("subtype") or "date")
        day, time = split(value, subtype)
        said = [times.written_day(date.fromisoformat(day))] if is_day(day) else [day]
        return " kl. ".join(part for part in (*said, time) if part)


def split(value: object, subtype: str) -> tuple[str, str]:
    """Return (day, time of day) of an answer, on Oslo's wall clock, empty where it says nothing."""
    text = str(value or "")
    if subtype == "date":
        return text[:10], ""
    if subtype == "time":
        return "", _typed(text)
    day, _, time = text.partition("T")
    if _ZONE.search(time):
        with contextlib.suppress(ValueError):
            own = clock.oslo(datetime.fromisoformat(text))
            return own.date().isoformat(), own.strftime("%H:%M")
    return day, _typed(time)


def _day(typed: str) -> str:
    """Return `2026-02-28` of `28.2.2026`; what is no day as people write it, so that no check counts on into March."""
    found = _DAY.fullmatch(typed)
    said = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else typed
    unreal = None if is_day(said) else _ISO.fullmatch(typed)
    return f"{unreal[3]}.{unreal[2]}.{unreal[1]}" if unreal else said if is_day(said) else typed


def _read(time: str) -> str:
    """Return `09:30` of `9.30`; what is no time of day behind the mark that says so."""
    found = _TIME.fullmatch(time)
    if found is not None:
        return f"{found[1]:0>2}:{found[2]}"
    return time and UNREAD + time


def _typed(time: str) -> str:
    """Return the time as its field shows it: to the minute, or whatever was typed."""
    return time.removeprefix(UNREAD) if time.startswith(UNREAD) else time[:5]

"""Dates, times, and both; form-js `datetime`.

Browsers' own date and time inputs are used: they work without a script and on a phone. A half filled-in date and time
goes on as far as it was written, so that the check can say what is missing. A form's `timeInterval` is the step of
form-js's own list of times; a time that is typed stays to the minute, and no page says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from engine import clock
from webforms import times
from webforms.fields.base import Canvas, Component, Drawn, Field, Posted, Scope, computed


class DateTime(Field):
    """`subtype` says which: `date`, `time`, `datetime`."""

    kind: ClassVar[str] = "datetime"

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return `2026-01-05`, `12:30`, or `2026-01-05T12:30` on Oslo's wall clock; None when nothing was written."""
        day = posted.form.get(f"{path}:dato", "").strip()
        time = posted.form.get(f"{path}:kl", "").strip().replace(".", ":")
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
            "time": time,
            "date_label": label if label != drawn.label else "",
            "time_label": time_label if time_label != drawn.label else "",
            "said": times.first_upper(times.written_day(date.fromisoformat(day))) if _is_day(day) else day,
        }
        return replace(drawn, parts=parts)

    def as_text(self, component: Component, value: object, canvas: Canvas) -> str:
        """Return the day in words and the time of day."""
        subtype = str(component.get("subtype") or "date")
        day, time = split(value, subtype)
        said = [times.written_day(date.fromisoformat(day))] if _is_day(day) else [day]
        return " kl. ".join(part for part in (*said, time) if part)


def split(value: object, subtype: str) -> tuple[str, str]:
    """Return (day, time of day) of an answer, on Oslo's wall clock, empty where it says nothing."""
    text = str(value or "")
    if subtype == "date":
        return text[:10], ""
    if subtype == "time":
        return "", text[:5]
    day, _, time = text.partition("T")
    if _has_zone(time):
        own = clock.oslo(datetime.fromisoformat(text))
        return own.date().isoformat(), own.strftime("%H:%M")
    return day, time[:5]


def _has_zone(time: str) -> bool:
    return time.endswith("Z") or "+" in time or "-" in time


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

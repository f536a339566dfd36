"""Until when a story's `wait` goes on (design 9): a time from now by the plain calendar, or a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine import clock, deadlines, errors


def until(body: object, now: datetime) -> datetime:
    """Return the moment that a `wait` which says `body` is over; raises `StoryUnreadable`, `DeadlineUnreadable`."""
    if not isinstance(body, Mapping):
        text = str(body)
        if text[:10].count("-") == 2 and text[:1].isdecimal():
            raise errors.StoryUnreadable(f"Tiden «{text}» er et tidspunkt. Skriv «wait: {{until: {text}}}».")
        if text.isdecimal():
            raise errors.StoryUnreadable(f"Skriv hva det er {text} av, for eksempel «wait: {text} dager».")
        return deadlines.plain(text, now)
    wanted = deadlines.moment(str(body["until"]))
    if wanted < now:
        said = f"{clock.oslo(now):%Y-%m-%d %H:%M}"
        raise errors.StoryUnreadable(f"«{body['until']}» er før fortellingens klokke, som står på {said}.")
    return wanted

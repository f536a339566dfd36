"""The only place that asks what time it is (design 4 `clock`).

Knows the system clock and nothing else. A story or a trial run brings its own clock for its own context
(`contextvars`: a new thread does not inherit it); a demo server moves every process by one offset, which
`engine.db` reads from a row and sets here. Instants are aware UTC; days are Oslo days.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


@dataclass
class Clock:
    """A clock that stands where it was put until somebody moves it; for stories, trial runs and tests."""

    moment: datetime

    def __post_init__(self) -> None:
        """Keep the first moment as every later one: hours added to Oslo time would be hours of the wall clock."""
        self.set(self.moment)

    def now(self) -> datetime:
        """Return the moment it stands at, aware UTC."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Move it to `moment` (aware); backwards is allowed, as a real clock may be set back."""
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self.moment = moment.astimezone(UTC)


_private: contextvars.ContextVar[Clock | None] = contextvars.ContextVar("clock", default=None)
_offset = timedelta(0)


def now() -> datetime:
    """Return the present instant, aware UTC: this context's own clock, else the system's plus the demo offset."""
    own = _private.get()
    return own.now() if own is not None else datetime.now(UTC) + _offset


def system() -> datetime:
    """Return the system's own instant, whatever a demo or a story says: for what watches the processes themselves."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day in Oslo."""
    return oslo(now()).date()


def oslo(moment: datetime) -> datetime:
    """Return the same instant on Oslo's wall clock; as it stands at the ends of the calendar, where there is none."""
    try:
        return moment.astimezone(OSLO)
    except OverflowError:
        return moment


def aware(moment: datetime) -> datetime:
    """Return the same moment with its offset: what somebody wrote without one is on Oslo's wall clock."""
    return moment if moment.tzinfo else moment.replace(tzinfo=OSLO)


def is_private() -> bool:
    """Tell whether this context has a clock of its own."""
    return _private.get() is not None


def shift(offset: timedelta) -> None:
    """Move this process's clock by `offset` from the system's; only demo servers do (design 11)."""
    global _offset
    _offset = offset


def offset() -> timedelta:
    """Return how far this process's clock is moved from the system's."""
    return _offset


@contextlib.contextmanager
def use(own: Clock) -> Iterator[Clock]:
    """Let this context read `own` instead of the system clock."""
    token = _private.set(own)
    try:
        yield own
    finally:
        _private.reset(token)


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[Clock]:
    """Let this context stand at `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("a clock needs an aware moment")
    with use(Clock(moment.astimezone(UTC))) as own:
        yield own

"""Variables as JSON and back: dates, times and durations keep their type (design 6 "FEEL in diagrams").

A date is `{"@date": "2026-01-05"}`. Knows values only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import isodate

_READERS: dict[str, Callable[[Any], object]] = {
    "@date": date.fromisoformat,
    "@datetime": datetime.fromisoformat,
    "@time": time.fromisoformat,
    "@duration": isodate.parse_duration,
    "@parted": lambda parts: isodate.Duration(months=parts[0], seconds=parts[1]),
    "@map": lambda pairs: {key: load(value) for key, value in pairs},
}


def dump(value: object) -> Any:
    """Return the JSON value that keeps the type of `value`; TypeError for what FEEL has no word for."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        pairs = [(str(key), dump(item)) for key, item in value.items()]
        return {"@map": pairs} if any(key.startswith("@") for key, _ in pairs) else dict(pairs)
    if isinstance(value, list | tuple | set | frozenset):
        return [dump(item) for item in value]
    return _moment(value)


def load(value: Any) -> object:
    """Return what `dump` was given."""
    if isinstance(value, list):
        return [load(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1:
            ((mark, content),) = value.items()
            if mark in _READERS:
                return _READERS[mark](content)
        return {key: load(item) for key, item in value.items()}
    return value


def plain(value: object) -> Any:
    """Return `value` as JSON for people and stories: dates as ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    dumped = dump(value)
    return next(iter(dumped.values())) if isinstance(dumped, dict) else dumped


def _moment(value: object) -> dict[str, Any]:
    # A datetime is a date too, so it is asked for first.
    if isinstance(value, datetime):
        return {"@datetime": value.isoformat()}
    if isinstance(value, date):
        return {"@date": value.isoformat()}
    if isinstance(value, time):
        return {"@time": value.isoformat()}
    if isinstance(value, isodate.Duration):
        months, seconds = int(value.years * 12 + value.months), value.tdelta.total_seconds()
        if months * seconds < 0:
            # its ISO text has one sign for all of it: a month less a day came back as a month and a day ago
            return {"@parted": [months, seconds]}
    if isinstance(value, timedelta | isodate.Duration):
        return {"@duration": isodate.duration_isoformat(value)}
    raise TypeError(f"en rutine kan ikke bære en verdi av slaget {type(value).__name__}")

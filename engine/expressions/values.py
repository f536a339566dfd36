"""Values between Python and FEEL, both ways (design 6 "FEEL in diagrams").

Knows the wire format of `engine/feel/values.js`; must not know V8 or forms.

| FEEL | Python |
| --- | --- |
| null, boolean, string, list, context | None, bool, str, list, dict |
| number | float; int where it is whole and exact; Decimal is taken |
| date | `datetime.date` |
| time | `datetime.time`, with an offset where it has one |
| date and time | aware `datetime.datetime`; a naive one is taken as Oslo time |
| days and time duration | `datetime.timedelta` |
| years and months duration | `isodate.Duration` |
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import isodate

from engine import clock, errors

MARK: Final = "§"
_EXACT = 2**53
_TOO_FAR = "Uttrykket gir et tidspunkt eller en varighet som er for langt unna til å regne med."


def to_wire(value: object) -> Any:
    """Return the JSON value that says `value` to the script; raise TypeError for what FEEL has no word for."""
    if value is None or isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return _context_to_wire(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [to_wire(item) for item in value]
    return {MARK: _moment_to_wire(value)}


def from_wire(wire: Any) -> object:
    """Return the Python value of a JSON value from the script."""
    if isinstance(wire, list):
        return [from_wire(item) for item in wire]
    if isinstance(wire, dict):
        return _marked(*wire[MARK]) if MARK in wire else {key: from_wire(item) for key, item in wire.items()}
    return float(wire) if isinstance(wire, int) and abs(wire) > _EXACT else wire


def _context_to_wire(value: Mapping[Any, object]) -> dict[str, Any]:
    entries = {str(key): to_wire(item) for key, item in value.items()}
    return {MARK: ["context", list(entries.items())]} if MARK in entries else entries


def _moment_to_wire(value: object) -> list[str]:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=clock.OSLO)
        return ["datetime", aware.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    if isinstance(value, isodate.Duration):
        # isodate's own text puts one sign before all: a month less a day came back as a month and a day ago
        return ["duration", f"P{value.years}Y{value.months}M{value.tdelta.days}DT{value.tdelta.seconds}S"]
    if isinstance(value, timedelta):
        return ["duration", str(isodate.duration_isoformat(value))]
    raise TypeError(f"FEEL har ingen verdi for {type(value).__name__}")


def _marked(kind: str, content: Any) -> object:
    try:
        return _read(kind, content)
    except (OverflowError, ValueError):  # FEEL counts further than Python's calendar does
        raise errors.ExpressionFault(_TOO_FAR) from None


def _read(kind: str, content: Any) -> object:
    if kind == "date":
        return date.fromisoformat(content)
    if kind == "time":
        return time.fromisoformat(content)
    if kind == "datetime":
        return datetime.fromisoformat(content)
    if kind == "context":
        return {key: from_wire(item) for key, item in content}
    months, milliseconds = content
    rest = timedelta(milliseconds=milliseconds)
    return isodate.Duration(months=months, days=rest.days, seconds=rest.seconds) if months else rest

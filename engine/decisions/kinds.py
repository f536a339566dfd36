"""The types of DMN's columns: how editors write them, which values they take (DMN 1.3, 10.3.2.3).

Knows type names and Python values. "" is any kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import isodate

ANY = ""
# what the editors give a new column, also where no one has chosen: Camunda 8 takes any value in it
UNCHOSEN = "string"
_KINDS = {
    "any": ANY,
    "string": "string",
    "boolean": "boolean",
    "number": "number",
    "integer": "integer",
    "long": "integer",
    "double": "number",
    "date": "date",
    "time": "time",
    "datetime": "date time",
    "dateandtime": "date time",
    "daytimeduration": "duration",
    "daysandtimeduration": "duration",
    "yearmonthduration": "duration",
    "yearsandmonthsduration": "duration",
    "duration": "duration",
    "list": "list",
    "context": "context",
}
WORDS: Mapping[str, str] = {
    "string": "tekst",
    "boolean": "ja/nei (true/false)",
    "number": "tall",
    "integer": "heltall",
    "date": "dato",
    "time": "klokkeslett",
    "date time": "dato med klokkeslett",
    "duration": "varighet",
    "list": "liste",
    "context": "gruppe av verdier",
}


def named(reference: str) -> str | None:
    """Return the kind that a `typeRef` names, None for an unknown one."""
    plain = reference.rpartition(":")[2].replace(" ", "").replace("-", "").casefold()
    return _KINDS.get(plain) if plain else ANY


def of(value: object) -> str:
    """Return the kind of a value, "" for null."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    # a datetime is a date too, so it is asked for first
    for kind, classes in _CLASSES.items():
        if isinstance(value, classes):
            return kind
    return ANY


_CLASSES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "date time": (datetime,),
    "date": (date,),
    "time": (time,),
    "duration": (timedelta, isodate.Duration),
    "list": (list, tuple),
    "context": (dict,),
}


def fits(value: object, kind: str) -> bool:
    """Tell whether a column of `kind` takes `value`; null always."""
    found = of(value)
    return kind == ANY or found in (ANY, kind) or (kind == "number" and found == "integer")

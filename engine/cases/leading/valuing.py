"""What a leader writes as the value of a name: `ja`, a number, a date, a list, else the text itself (DECISIONS).

Knows one text. Must not know the case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime

from engine import errors, form_values, phrases
from engine.cases.answers import reasons

DEEPEST = 20  # so many lists in lists, which nobody writes by hand
LARGEST = 2**53  # a number that FEEL counts with to the last digit
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def value_of(text: str) -> object:
    """Return what is written as a value: `ja`, `nei`, a number, a date, JSON, else the text itself; nothing is null.

    Raises `AnswersInvalid` for a date that there is none of, a number that is too large or none, and what is too long
    or too deep.
    """
    text = text.strip()
    reasons.require_short(text, key="value")
    if text.casefold() in {"ja", "nei"}:
        return text.casefold() == "ja"
    if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
        return _moment(text)
    try:
        read = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        return form_values.storable(text) or None
    _require_sound(read, 0)
    return form_values.storable(read)


def require_same_kind(now: object, value: object) -> None:
    """Raise `AnswersInvalid` where `value` is of another kind than what stands there; nothing is of every kind."""
    before, written = kind_of(now), kind_of(value)
    if before and written and before != written:
        other = phrases.say(
            "Det står %(now)s der nå, og det du skrev, er %(written)s. Skriv den nye verdien på samme måte.",
            now=before,
            written=written,
        )
        raise errors.AnswersInvalid(other, errors={"value": ["type"]})


def kind_of(value: object) -> str:
    """Return what a value was taken for, in words; nothing for none."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, phrases.say("ja eller nei")),
        ((int, float), phrases.say("et tall")),
        (datetime, phrases.say("en dato med klokkeslett")),
        (date, phrases.say("en dato")),
        (str, phrases.say("en tekst")),
        (list, phrases.say("en liste")),
        (Mapping, phrases.say("en sammensatt verdi")),
    )
    return next((said for classes, said in kinds if isinstance(value, classes)), "")


def _moment(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        none = phrases.say("«%(value)s» er ikke en dato som finnes. Rett den.", value=text)
        raise errors.AnswersInvalid(none, errors={"value": ["date"]}) from None


def _require_sound(value: object, depth: int) -> None:
    """Raise `AnswersInvalid` for lists in lists beyond `DEEPEST`, and for numbers that nothing can count with."""
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            _require_sound(one, depth + 1)
    elif isinstance(value, int | float) and not abs(value) <= LARGEST:
        large = phrases.say("Tallet er for stort til å regne med. Skriv et mindre.")
        raise errors.AnswersInvalid(large, errors={"value": ["max"]})


def _no_number(word: str) -> object:
    none = phrases.say("«%(value)s» er ikke et tall som rutinen kan regne med.", value=word)
    raise errors.AnswersInvalid(none, errors={"value": ["type"]})


def _too_deep() -> errors.AnswersInvalid:
    deep = phrases.say("Verdien har for mange lister inni hverandre. Skriv en enklere verdi.")
    return errors.AnswersInvalid(deep, errors={"value": ["type"]})

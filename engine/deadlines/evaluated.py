"""What a name or a FEEL expression gave, as something that can be counted (design 8).

Knows the types of FEEL's values. Must not know how a name was looked up. An error names the variable and never
shows its value: that may be what somebody wrote about a child.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import isodate

from engine import errors, phrases
from engine.deadlines import oslo, text, values
from engine.deadlines.values import Deadline, Rule, Span

_FROM_NOW = re.compile(r"""frist\(\s*(?:([\w.]+)|"([^"]*)")\s*,\s*now\(\)\s*\)""")


def as_deadline(name: str, value: object, of: Deadline) -> Deadline:
    """Return the value of `name` in the deadline `of` as a deadline: a date, a moment, a duration or a text of ours.

    Raises `errors.DeadlineUnknown` for null, `errors.DeadlineUnreadable` for anything else.
    """
    if value is None:
        raise unknown(of, [name])
    if isinstance(value, str):
        return _text(name, value, of)
    rule = _rule(value)
    if rule is None:
        raise _fault(name, of, "en dato, et tidspunkt, en varighet eller en fristtekst")
    return Deadline(name, rule)


def written(feel: str, evaluate: Callable[[str], object], of: Deadline) -> Deadline | None:
    """Return the deadline that `frist(…, now())` counts, as it would be written; None for any other expression.

    A moment says nothing of how it was counted, and that is what people read.
    """
    found = _FROM_NOW.fullmatch(feel.strip())
    if found is None:
        return None
    value = found[2] if found[1] is None else evaluate(found[1])
    try:
        return as_deadline(feel, value, of)
    except (errors.DeadlineUnknown, errors.DeadlineUnreadable):
        return None


def as_moment(name: str, value: object, of: Deadline) -> datetime:
    """Return the value of the name behind «fra» as the instant to count from (UTC); a date is its midnight in Oslo.

    Raises as `as_deadline`.
    """
    rule = as_deadline(name, value, of).rule
    if isinstance(rule, values.OnDay):
        return oslo.at(rule.day, oslo.MIDNIGHT)
    if isinstance(rule, values.Instant):
        return rule.at
    raise _fault(name, of, "en dato eller et tidspunkt")


def unknown(of: Deadline, missing: Sequence[str]) -> errors.DeadlineUnknown:
    """Return the error that says which dates are not given yet; `details["missing"]` is a tuple of their names."""
    named = ", ".join(f"«{name}»" for name in dict.fromkeys(missing))
    said = phrases.both(
        f"Fristen «{of.text}» kan ikke regnes ut ennå: {named} er ikke oppgitt.",
        f"Fristen «{of.text}» kan ikkje reknast ut enno: {named} er ikkje oppgitt.",
    )
    return errors.DeadlineUnknown(said, text=of.text, missing=tuple(missing))


def _text(name: str, value: str, of: Deadline) -> Deadline:
    try:
        read = text.parse(value)
    except errors.DeadlineUnreadable:
        # `from None`: the inner error shows the value.
        raise _fault(name, of, "en fristtekst") from None
    if values.feel(read):
        raise _fault(name, of, "en fristtekst uten FEEL")
    return read


def _rule(value: object) -> Rule | None:
    # A datetime is a date too, so it is asked for first.
    if isinstance(value, datetime):
        return values.Instant(oslo.instant(value))
    if isinstance(value, date):
        return values.OnDay(value)
    if isinstance(value, timedelta):
        return _span(0, value)
    if isinstance(value, isodate.Duration):
        months = value.years * 12 + value.months
        return _span(int(months), value.tdelta) if months % 1 == 0 else None
    return None


def _span(months: int, rest: timedelta) -> Span | None:
    """Return a FEEL duration; its whole days move the wall clock. One that goes backwards is no deadline."""
    is_forward = months >= 0 and rest >= timedelta(0)
    return Span(months, rest.days, rest - timedelta(days=rest.days)) if is_forward else None


def _fault(name: str, of: Deadline, wanted: str) -> errors.DeadlineUnreadable:
    return errors.DeadlineUnreadable(
        f"Fristen «{of.text}» kan ikke regnes ut: «{name}» må gi {wanted}, men gir noe annet.", text=of.text, name=name
    )

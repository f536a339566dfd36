"""What a municipality decides for itself: reminder times, law references, marking (domain.md 6.2, 6.4).

Knows which settings there are, their defaults, and how a wrong one is told of. Must not know tables. Law references
and marking are data: a municipality changes them without a new release.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time

from engine import deadlines, errors

LAWS: Mapping[str, str] = {
    "rett": "opplæringslova § 12-2",
    "nulltoleranse": "opplæringslova § 12-3",
    "aktivitetsplikt": "opplæringslova § 12-4",
    "skjerpet": "opplæringslova § 12-5",
    "barnets beste": "opplæringslova § 10-1",
    "melding til statsforvalteren": "opplæringslova § 12-6",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings of one municipality; hours and days are plain, not school days."""

    straks_hours: float = 4
    near_days: float = 1
    evaluation_maximum: str = "6 uker"
    day_ends: str = "16:00"
    marking: str = "offl. § 13, jf. fvl. § 13 første ledd nr. 1"
    laws: Mapping[str, str] = field(default_factory=lambda: dict(LAWS))


NAMES: tuple[str, ...] = tuple(one.name for one in dataclasses.fields(Policy))


def read(stored: Mapping[str, object]) -> Policy:
    """Return the settings that a row holds; what it does not name has its default."""
    known = {name: value for name, value in stored.items() if name in NAMES}
    return Policy(**known)  # type: ignore[arg-type]


def checked(wanted: Mapping[str, object]) -> dict[str, object]:
    """Return `wanted` as a row may hold it; raise `SettingsUnreadable` with one sentence for each wrong value."""
    wrong = [sentence for name, value in wanted.items() if (sentence := _fault(name, value))]
    if wrong:
        raise errors.SettingsUnreadable(" ".join(wrong), problems=wrong)
    return {name: value for name, value in wanted.items() if name in NAMES}


def _fault(name: str, value: object) -> str:
    if name not in _CHECKS:
        return f"Innstillingen «{name}» finnes ikke. Velg blant {', '.join(NAMES)}."
    is_right, remedy = _CHECKS[name]
    return "" if is_right(value) else f"Innstillingen «{name}» kan ikke være «{value}». {remedy}"


def _is_span(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 365


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and time.fromisoformat(value).tzinfo is None
    except ValueError:
        return False


def _is_deadline(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(deadlines.parse(value))
    except errors.DeadlineUnreadable:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_laws(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value)) and all(map(_is_text, value.values()))


_CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "straks_hours": (_is_span, "Skriv et antall timer over 0, for eksempel 4."),
    "near_days": (_is_span, "Skriv et antall dager over 0, for eksempel 1."),
    "evaluation_maximum": (_is_deadline, "Skriv en frist, for eksempel 6 uker."),
    "day_ends": (_is_time, "Skriv et klokkeslett, for eksempel 16:00."),
    "marking": (_is_text, "Skriv en tekst."),
    "laws": (_is_laws, "Skriv navn og paragraf som tekst, for eksempel rett: opplæringslova § 12-2."),
}

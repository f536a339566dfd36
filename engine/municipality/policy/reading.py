"""What settings say: to the engine (`Policy`), and to expressions, forms and letters (`names`).

Knows which few settings the engine reads. A law's reference is the one in force on a day: a case follows the law of
the day it began (domain.md 6.3 no. 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine import form_values
from engine.municipality.policy.declared import LAW_CHANGES, declared

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that the engine itself reads; hours and days are plain, not school days."""

    straks_hours: float = 4
    near_days: float = 1
    day_ends: str = "16:00"
    marking: str = "offl. § 13, jf. fvl. § 13 første ledd nr. 1"


READ: Mapping[str, str] = {
    "straks_timer": "straks_hours",
    "nær_dager": "near_days",
    "dagen_slutter": "day_ends",
    "merking": "marking",
}


def whole(stored: Values) -> dict[str, object]:
    """Return all declared settings: what is stored, and the start value of what is not."""
    here = declared()
    return {**here.defaults, **{key: value for key, value in stored.items() if key in here.keys}}


def read(values: Values) -> Policy:
    """Return what the engine reads; what is not there, or empty, has its default."""
    return Policy(**{name: values[key] for key, name in READ.items() if values.get(key) not in (None, "")})  # type: ignore[arg-type]


def references(values: Values, day: date) -> dict[str, str]:
    """Return the reference to each law by the law's name, as it is in force on `day`."""
    found = {law: str(values.get(key) or "") for law, key in declared().laws.items()}
    for change in sorted(_changes(values), key=lambda one: str(one.get("gjelder_fra"))):
        if str(change.get("gjelder_fra") or "") <= day.isoformat() and change.get("lov") in found:
            found[str(change["lov"])] = str(change.get("henvisning") or "")
    return found


def since(values: Values, day: date) -> str:
    """Return the day of the newest change of a law that is in force on `day`; between two days, nothing differs."""
    days = [str(one.get("gjelder_fra") or "") for one in _changes(values)]
    return max((one for one in days if one <= day.isoformat()), default="")


def names(values: Values, day: date) -> dict[str, object]:
    """Return the settings as FEEL values; each law's reference as it is in force on `day`."""
    here = declared()
    laws = references(values, day)
    own = {key: laws[law] for law, key in here.laws.items()}
    found = form_values.feel_values(here.form, {**whole(values), **own})
    return found | {capital: _capital(found[key]) for capital, key in here.capitals.items()}


def _capital(value: object) -> object:
    return f"{value[:1].upper()}{value[1:]}" if isinstance(value, str) else value


def _changes(values: Values) -> list[Mapping[str, object]]:
    rows = values.get(LAW_CHANGES)
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []

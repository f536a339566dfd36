"""The municipality's own settings as rows of `kommune.csv`: Norwegian names, values as text.

Knows the names of `engine.policy`; whether a value will do is decided there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from engine import alphabet, errors, policy
from engine.register.sheets import SETTINGS, Problem, Row

NAME = "navn"
LAW = "lov: "
NAMES: Mapping[str, str] = {
    "straks_timer": "straks_hours",
    "nær_dager": "near_days",
    "evaluering_senest": "evaluation_maximum",
    "dagen_slutter": "day_ends",
    "merking": "marking",
}
_NUMBERS = frozenset({"straks_hours", "near_days"})


def read(rows: list[Row]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the settings (`policy.Policy` names) that the rows give, and what is wrong with them."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for row in rows:
        name, value = row.text("innstilling"), row.text("verdi")
        if name.startswith(LAW):
            found.setdefault("laws", {})[name.removeprefix(LAW).strip()] = value
        elif name in NAMES:
            sentence = _fault(name, value)
            problems += [Problem(SETTINGS.file, row.line, "verdi", sentence)] if sentence else []
            found[NAMES[name]] = _value(name, value)
        elif name != NAME:
            known = ", ".join((NAME, *NAMES, f"{LAW}…"))
            problems.append(Problem(SETTINGS.file, row.line, "innstilling", f"«{name}» er ukjent. Kjente: {known}."))
    return found, problems


def named(rows: list[Row]) -> str:
    """Return the municipality's name that the rows give, or nothing."""
    return next((row.text("verdi") for row in rows if row.text("innstilling") == NAME), "")


def lines(name: str, own: policy.Policy) -> list[list[str]]:
    """Return the rows that give these settings."""
    values = {field.name: getattr(own, field.name) for field in dataclasses.fields(own)}
    plain = [[norwegian, _shown(values[english])] for norwegian, english in NAMES.items()]
    return [[NAME, name], *plain, *([f"{LAW}{law}", own.laws[law]] for law in sorted(own.laws, key=alphabet.order))]


def _value(name: str, value: str) -> object:
    if NAMES[name] not in _NUMBERS:
        return value
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return value


def _fault(name: str, value: str) -> str:
    try:
        policy.checked({NAMES[name]: _value(name, value)})
    except errors.SettingsUnreadable as problem:
        return problem.message.replace(f"«{NAMES[name]}»", f"«{name}»")
    return ""


def _shown(value: object) -> str:
    return f"{value:g}".replace(".", ",") if isinstance(value, float | int) else str(value)

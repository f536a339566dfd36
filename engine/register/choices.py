"""The municipality's own settings as rows of `kommune.csv`: their keys, values as text.

Knows how a value is written in a cell; which settings there are, and whether a value will do, is
`municipality.policy`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine import alphabet, expressions
from engine.municipality import policy
from engine.register.sheets import SETTINGS, Problem, Row

NAME = "navn"
LAW = "lov: "
_WHERE = "Navnene er nøklene i forms/innstillinger.form, «navn» og «lov: …»."
_FROM = re.compile(r"(?P<law>.+?)\s+fra\s+(?P<day>\d{4}-\d\d-\d\d)")


def read(rows: list[Row]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the settings that the rows give, by key, and what is wrong with them."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for row in rows:
        name, value = row.text("innstilling"), row.text("verdi")
        if name == NAME:
            continue
        given = _given(name, value)
        if given is None:
            near = expressions.suggestion(name, (NAME, *_plain(), *(f"{LAW}{law}" for law in policy.declared().laws)))
            what = f"«{name}» er ukjent{near}. {_WHERE}".replace("?.", "?")
            problems.append(Problem(SETTINGS.file, row.line, "innstilling", what))
            continue
        sentence = next(iter(policy.problems(given).values()), "")
        problems += [Problem(SETTINGS.file, row.line, "verdi", sentence)] if sentence else []
        changes = [*found.get(policy.LAW_CHANGES, []), *given.pop(policy.LAW_CHANGES, [])]
        found.update({**given, **({policy.LAW_CHANGES: changes} if changes else {})})
    return found, problems


def named(rows: list[Row]) -> str:
    """Return the municipality's name that the rows give, or nothing."""
    return next((row.text("verdi") for row in rows if row.text("innstilling") == NAME), "")


def lines(name: str, own: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows that give these settings."""
    laws = policy.declared().laws
    plain = [[key, _shown(own[key])] for key in _plain()]
    given = [[f"{LAW}{law}", _shown(own[laws[law]])] for law in sorted(laws, key=alphabet.order)]
    later = [[f"{LAW}{one['lov']} fra {one['gjelder_fra']}", one["henvisning"]] for one in own[policy.LAW_CHANGES]]
    return [[NAME, name], *plain, *given, *later]


def _plain() -> list[str]:
    here = policy.declared()
    return [key for key in here.keys if key != policy.LAW_CHANGES and key not in here.laws.values()]


def _given(name: str, value: str) -> dict[str, Any] | None:
    """Return what a row gives, by key; None for a name that is no setting."""
    laws = policy.declared().laws
    if name.startswith(LAW):
        law = name.removeprefix(LAW).strip()
        dated = _FROM.fullmatch(law)
        if dated and dated["law"] in laws:
            change = {"lov": dated["law"], "henvisning": value, "gjelder_fra": dated["day"]}
            return {policy.LAW_CHANGES: [change]}
        return {laws[law]: value} if law in laws else None
    return {name: _value(name, value)} if name in _plain() else None


def _value(name: str, value: str) -> object:
    kind = policy.declared().kinds.get((policy.NAME, name))
    if kind is None or kind.kind != "number":
        return value
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return value


def _shown(value: object) -> str:
    return f"{value:g}".replace(".", ",") if isinstance(value, float | int) else str(value or "")

"""Letter data made ready for a template: only what it declared, in Oslo time, in characters that can be printed.

Knows the description and the fonts' coverage; must not know cases. The result is JSON and is never read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import clock, errors
from engine.letters import faults, glyphs, press, specs

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")


@dataclass(frozen=True, slots=True)
class Facts:
    """The JSON that a template is given, and the characters that no font of ours can draw."""

    text: str
    replaced: frozenset[str]


def ready(spec: specs.Spec, data: Mapping[str, Any], locale: str) -> Facts:
    """Return `data` as the template gets it; raise `LetterFailed` for what it requires and is not there.

    The letter's own `kilde` may be overruled by the diagram's header (`hode.kilde`).
    """
    whole = dict(data) | {"kilde": _source(spec, data)}
    missing = list(specs.empty(spec.required, whole))
    if missing:
        raise _missing(spec, missing)
    declared = specs.project(specs.tree(spec.paths), whole)
    school = data.get("skole")
    sender = school.get("navn") if isinstance(school, Mapping) else None
    always = {"locale": locale, "tittel": title(spec, data, locale), "avsender": str(sender or "")}
    replaced: set[str] = set()
    plain = _plain({**(declared if isinstance(declared, dict) else {}), **always}, replaced)
    return Facts(json.dumps(plain, allow_nan=False), frozenset(replaced))


def title(spec: specs.Spec, data: Mapping[str, Any], locale: str) -> str:
    """Return the letter's title in `locale`, its inserts such as `{{innstilling.Plannavn}}` filled in from `data`."""
    return specs.INSERT.sub(lambda found: specs.at(found[1], data), spec.titles[locale])


def _source(spec: specs.Spec, data: Mapping[str, Any]) -> object:
    head, answers = data.get("hode"), data.get("svar")
    element = (head.get("kilde") if isinstance(head, Mapping) else None) or spec.source
    return answers.get(element) if isinstance(answers, Mapping) else None


def _missing(spec: specs.Spec, paths: list[str]) -> errors.LetterFailed:
    what = f"Brevet mangler {', '.join(f'«{path}»' for path in paths)}."
    remedy = f"Fyll ut dette i steget «{spec.source}», eller flytt det fra «krever» til «valgfritt» i {spec.id}.json."
    return faults.error(spec.id, faults.Fault(f"{spec.id}.json", 0, what, remedy), missing=paths)


def _plain(value: object, replaced: set[str]) -> object:
    """Return `value` as JSON can say it: Oslo wall-clock times, printable text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, replaced) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, replaced) for inner in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        return float(value) if Decimal(value).is_finite() else None
    if isinstance(value, datetime | date):
        return _moment(value)
    return _text(str(value), replaced)


def _moment(value: datetime | date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    local = clock.oslo(value) if value.tzinfo else value
    return local.strftime("%Y-%m-%dT%H:%M")


def _text(text: str, replaced: set[str]) -> str:
    if _INSTANT.fullmatch(text):
        try:
            return _moment(datetime.fromisoformat(text))
        except ValueError:
            return text
    drawn, missing = glyphs.drawable(text, glyphs.covered(press.FONTS))
    replaced |= missing
    return drawn

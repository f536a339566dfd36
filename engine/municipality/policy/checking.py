"""Whether settings will do: by the form that declares them, and by what the engine can read.

One sentence for each that will not. What a field accepts is the form's to say; a process owner may have loosened it,
so what the engine reads is judged again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import time

from engine import errors, expressions, forms, phrases
from engine.municipality.policy.declared import Declared, declared
from engine.municipality.policy.reading import whole

_WHY = {
    "required": phrases.say("Fyll det ut."),
    "min": phrases.say("Tallet er for lite."),
    "max": phrases.say("Tallet er for stort."),
    "date": phrases.say("Skriv en dato slik: 2026-08-01."),
}
_REMEDY = phrases.say("Det er ikke skrevet slik skjemaet ber om.")


def problems(wanted: Mapping[str, object]) -> dict[str, str]:
    """Return one sentence for each setting of `wanted` that cannot be so, by its key."""
    here = declared()
    found = {
        key: f"Innstillingen «{key}» finnes ikke{expressions.suggestion(key, here.keys) or '.'}".replace("?.", "?")
        for key in wanted
        if key not in here.keys
    }
    for key, (is_right, remedy) in _CHECKS.items():
        if key in wanted and not is_right(wanted[key]):
            found.setdefault(key, _sentence(key, wanted[key], remedy))
    for key in (one for one, value in wanted.items() if isinstance(value, float) and not math.isfinite(value)):
        found.setdefault(key, _sentence(key, wanted[key], _REMEDY))
    refused = forms.clean(here.form, whole({key: one for key, one in wanted.items() if key not in found})).errors
    for path, kinds in refused.items():
        key = path.split(".")[0]
        if key in wanted:
            found.setdefault(key, _sentence(key, wanted[key], _why(here, key, kinds[-1])))
    return found


def checked(wanted: Mapping[str, object]) -> dict[str, object]:
    """Return `wanted` as it may be stored; raise `SettingsUnreadable` with one sentence for each wrong value."""
    found = problems(wanted)
    if found:
        raise errors.SettingsUnreadable(" ".join(found.values()), problems=list(found.values()), errors=found)
    kept = forms.clean(declared().form, whole(wanted)).kept
    return {key: kept.get(key, [] if isinstance(wanted[key], list) else None) for key in wanted}


def _why(here: Declared, key: str, kind: str) -> str:
    field = next((one for one in here.form.inputs() if one.place == key), None)
    values = field.get("values") if field else None
    if kind == "option" and isinstance(values, list):
        return phrases.say("Velg blant %(options)s.", options=", ".join(str(one.get("value")) for one in values))
    return _WHY.get(kind, _REMEDY)


def _sentence(key: str, value: object, why: str) -> str:
    shown = str(value) if isinstance(value, str | int | float) else "…"
    return phrases.say("Innstillingen «%(key)s» kan ikke være «%(value)s». %(why)s", key=key, value=shown, why=why)


def _is_span(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 365


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and time.fromisoformat(value).tzinfo is None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


_CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "straks_timer": (_is_span, phrases.say("Skriv et antall timer over 0, for eksempel 4.")),
    "nær_dager": (_is_span, phrases.say("Skriv et antall dager over 0, for eksempel 1.")),
    "dagen_slutter": (_is_time, phrases.say("Skriv et klokkeslett, for eksempel 16:00.")),
    "merking": (_is_text, phrases.say("Skriv en tekst.")),
}

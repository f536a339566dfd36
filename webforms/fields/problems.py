"""What is wrong with an answer, in words: what, where, how to mend (ux.md Words).

Knows the kinds of error that `engine.forms.clean` gives and one component. A label is quoted exactly as the form has
it; in a row of a list the row's number stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from engine import clock
from webforms.language import said
from webforms.language import text as _

Component = Mapping[str, object]

REQUIRED = {
    "radio": "Velg ett svar i «%(label)s».",
    "select": "Velg ett svar i «%(label)s».",
    "checklist": "Velg minst ett svar i «%(label)s».",
    "taglist": "Velg minst ett svar i «%(label)s».",
    "checkbox": "Kryss av for «%(label)s».",
    "filepicker": "Legg ved en fil i «%(label)s».",
}
TEXTS = {
    "required": "Fyll ut «%(label)s».",
    "minLength": "«%(label)s» er for kort. Skriv minst %(limit)s tegn.",
    "maxLength": "«%(label)s» er for lang. Skriv høyst %(limit)s tegn.",
    "min": "«%(label)s» kan ikke være mindre enn %(limit)s.",
    "max": "«%(label)s» kan ikke være større enn %(limit)s.",
    "pattern": "«%(label)s» er ikke skrevet slik skjemaet ber om. Se hjelpeteksten og rett svaret.",
    "email": "Skriv en e-postadresse i «%(label)s», for eksempel navn@eksempel.no.",
    "phone": "Skriv telefonnummeret i «%(label)s» med landkode og uten mellomrom, for eksempel +4722000000.",
    "option": "Svaret i «%(label)s» finnes ikke i listen lenger. Velg på nytt.",
    "own-pupil": "Saken gjelder denne eleven selv. Velg en annen elev i «%(label)s».",
    "type": "Svaret i «%(label)s» kan ikke leses. Fyll det ut på nytt.",
    "date": "Fyll ut «%(label)s» med en dato som finnes.",
    "time": "Fyll ut «%(label)s» med et klokkeslett, for eksempel 10:30.",
    "year": "Året i «%(label)s» kan ikke være riktig. Rett datoen.",
    "decimals": "«%(label)s» kan ha høyst %(limit)s desimaler.",
    "step": "«%(label)s» må gå opp i %(limit)s.",
    "rows": "Legg til minst én rad i «%(label)s».",
    "file": "Filen i «%(label)s» kan ikke tas imot. Velg en annen fil.",
}
NUMBER = "«%(label)s» må være et tall, for eksempel 12 eller 2,5."
WHOLE = "«%(label)s» må være et helt tall, for eksempel 12."
HALF = "Fyll ut både dato og klokkeslett i «%(label)s»."
NO_SUCH_DAY = "%(day)s finnes ikke. Rett datoen i «%(label)s»."
NO_DAY = "Velg også dato i «%(label)s»."
AHEAD = "«%(label)s» spør om noe som har skjedd. Velg dagens dato eller en tidligere dato."
PASSED = "Fyll ut «%(label)s» med dagens dato eller en senere dato."
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?\.\d\d?\.\d{4}", re.ASCII)  # what looks like a day
UNREAD = "?"  # stands in an answer before a time of day that cannot be read
LIMITS = {"decimals": "decimalDigits", "step": "increment"}


LOSSES = ("option", "type", "date", "file")  # what was written could not be taken: says more than "required" does


def texts(
    component: Component,
    label: str,
    scope: Sequence[object],
    kinds: Sequence[str],
    rules: Mapping[str, object],
    value: object = None,
) -> tuple[str, ...]:
    """Return one sentence per kind of error; a text that is no known kind (an upload's) is a sentence already.

    `rules` is the field's `validate` with its limits worked out, `value` what was answered.
    """
    named = _named(label, scope)
    if "date" in kinds and (unreal := _unreal(component, named, str(value or ""))):
        return (unreal,)
    if "date" in kinds and _is_ahead(component, value):
        return (_(AHEAD, label=named),)
    if "date" in kinds and UNREAD in str(value or "").partition("T")[2][:1] and not str(value).startswith("T"):
        return (_sentence(component, named, "time", rules),)
    lost = [kind for kind in kinds if kind in LOSSES]
    return tuple(_sentence(component, named, kind, rules) for kind in lost or kinds)


def is_day(text: str) -> bool:
    """Tell whether the text is a day of the calendar, as a browser's date input writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unreal(component: Component, label: str, value: str) -> str:
    """Return what is wrong with a day that no calendar has, or that is missing beside a time of day; else nothing."""
    day, _t, time = value.partition("T")
    if component.get("subtype") == "time" or is_day(day):
        return ""
    if not day and time:
        return _(NO_DAY, label=label)
    return _(NO_SUCH_DAY, day=day, label=label) if _DAY.fullmatch(day) else ""


def _is_ahead(component: Component, value: object) -> bool:
    """Tell whether a day that has not come was given where the form asks for what has happened (`senest`: `i dag`)."""
    own = component.get("properties")
    is_past = isinstance(own, Mapping) and own.get("senest") == "i dag"
    day = str(value or "")[:10]
    return is_past and is_day(day) and day > clock.today().isoformat()


def _sentence(component: Component, label: str, kind: str, rules: Mapping[str, object]) -> str:
    if kind not in TEXTS:
        return said(kind)
    if kind == "pattern" and rules.get("patternErrorMessage"):
        return str(rules["patternErrorMessage"])
    limit = component.get(LIMITS[kind]) if kind in LIMITS else rules.get(kind)
    return _(_message(component, kind), label=label, limit=str(limit).replace(".", ","))


def _message(component: Component, kind: str) -> str:
    own = str(component.get("type"))
    if kind == "required":
        return REQUIRED.get(own, TEXTS["required"])
    if kind == "type" and own == "number":
        return WHOLE if component.get("decimalDigits") == 0 else NUMBER
    return _moment(component) if own == "datetime" and kind in ("date", "type") else TEXTS[kind]


def _moment(component: Component) -> str:
    if component.get("subtype") == "time":
        return TEXTS["time"]
    if component.get("disallowPassedDates"):
        return PASSED
    return HALF if component.get("subtype") == "datetime" else TEXTS["date"]


def _named(label: str, scope: Sequence[object]) -> str:
    rows = [str(part + 1) for part in scope if isinstance(part, int)]
    return f"{label} ({_('nr.')} {'.'.join(rows)})" if rows else label

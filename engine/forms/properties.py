"""What is wrong with one field's own properties: kind, limits, numbers, dates, patterns (form-js.md rules 8 to 12).

Knows one component at a time; must not know paths, other fields or the meaning of expressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine import expressions
from engine.expressions import is_expression
from engine.forms import choices
from engine.forms.definition import CONTAINERS, INPUTS, REFUSED, SHOWN, Field
from engine.forms.problem import Problem, decimal, of

MOMENTS: Final = frozenset({"date", "time", "datetime"})
FORMATS: Final = frozenset({"utc_offset", "utc_normalized", "no_timezone"})
INTERVALS: Final = frozenset({1, 5, 10, 15, 30, 60})
TEXTS: Final = frozenset({"textfield", "textarea"})
REPETITIONS: Final = 100

_REFUSED_WHY: Final = {
    "iframe": "En innrammet side fra et annet sted kan se hvem som leser saken.",
    "documentPreview": "Dokumenter vises på sakens egen side, med tilgangskontroll.",
}


def problems(one: Field) -> Iterator[Problem]:
    """Give everything wrong with the field by itself."""
    kind = _kind(one)
    if kind is not None:
        yield kind
        return
    for look in _LOOKS:
        yield from look(one)
    yield from choices.problems(one)


def _kind(one: Field) -> Problem | None:
    if one.kind in REFUSED:
        return Problem(
            "kind-refused", one.id, f"Feltslaget «{one.kind}» kan ikke brukes.", _REFUSED_WHY[one.kind], "Fjern feltet."
        )
    if one.kind in INPUTS | CONTAINERS | SHOWN:
        return None
    near = expressions.suggestion(one.kind, INPUTS | CONTAINERS | SHOWN)
    return Problem(
        "kind-unknown",
        one.id,
        f"Feltslaget «{one.kind}» finnes ikke{near}.".replace("?.", "?"),
        remedy="Velg et annet felt.",
    )


def _label(one: Field) -> Iterator[Problem]:
    if one.kind in INPUTS - {"expression"} and not one.label.strip():
        yield of(
            one,
            "label-missing",
            "Feltet mangler ledetekst.",
            "Den som bruker skjermleser, hører da ikke hva feltet er.",
            "Skriv en ledetekst (label).",
            level="warning",
        )


def _required(one: Field) -> Iterator[Problem]:
    if not one.get("validate", "required"):
        return
    if one.get("disabled"):
        yield of(
            one,
            "required-disabled",
            "Feltet er påkrevd, men slått av.",
            "Et felt som er slått av, blir verken sjekket eller sendt.",
            level="warning",
        )
    is_filled = one.get("defaultValue") not in (None, "", []) or bool(one.get("properties", "hent"))
    if one.get("readonly") and not is_filled:
        level = "warning" if is_expression(one.get("readonly")) else "error"
        yield of(
            one,
            "required-readonly",
            "Feltet er påkrevd, men kan ikke fylles ut.",
            "Er det tomt, kan ingen sende skjemaet.",
            "Fjern required eller readonly, eller gi feltet en verdi.",
            level=level,
        )


def _limits(one: Field) -> Iterator[Problem]:
    for name in ("min", "max", "minLength", "maxLength"):
        limit = one.get("validate", name)
        if limit is None:
            continue
        is_length = name.endswith("Length")
        if is_length and one.kind not in TEXTS:
            yield of(
                one,
                "limit-misplaced",
                f"«{name}» gjelder bare tekstfelt.",
                "Visningen stopper på det.",
                f"Fjern {name}.",
            )
        elif not is_length and one.kind != "number":
            yield of(
                one,
                "limit-misplaced",
                f"«{name}» gjelder bare tallfelt.",
                "Feltet vil aldri bli godtatt.",
                f"Fjern {name}.",
            )
        elif not is_expression(limit) and decimal(limit) is None:
            yield of(
                one,
                "limit-no-number",
                f"«{name}» er ikke et tall.",
                "Feltet vil aldri bli godtatt.",
                "Skriv et tall, eller et uttrykk som begynner med «=».",
            )
    validation = one.get("validate", "validationType")
    if validation not in (None, "", "custom", "email", "phone"):
        yield of(
            one,
            "validation-unknown",
            f"Kontrollen «{validation}» finnes ikke og gjør ingenting.",
            remedy="Bruk email eller phone.",
            level="warning",
        )


def _numbers(one: Field) -> Iterator[Problem]:
    if one.kind != "number":
        return
    digits, increment = one.get("decimalDigits"), one.get("increment")
    if digits is not None and (not isinstance(digits, int) or isinstance(digits, bool) or digits < 0):
        yield of(one, "decimals-bad", "«decimalDigits» må være et helt tall fra 0.", remedy="Skriv for eksempel 2.")
    step = decimal(increment)
    if increment not in (None, "") and (step is None or step <= 0):
        yield of(
            one,
            "step-bad",
            "«increment» må være et tall over 0.",
            "Feltet vil aldri bli godtatt.",
            "Skriv for eksempel 0.5.",
        )


def _moments(one: Field) -> Iterator[Problem]:
    if one.kind != "datetime":
        return
    subtype, written, interval = one.get("subtype"), one.get("timeSerializingFormat"), one.get("timeInterval")
    if subtype is not None and subtype not in MOMENTS:
        yield of(
            one,
            "subtype-unknown",
            f"«{subtype}» er ikke et slag dato.",
            "Svaret blir alltid tomt.",
            "Bruk date, time eller datetime.",
        )
    if written is not None and written not in FORMATS:
        yield of(
            one,
            "format-unknown",
            f"Skrivemåten «{written}» finnes ikke.",
            remedy="Bruk utc_offset, utc_normalized eller no_timezone.",
            level="warning",
        )
    if interval is not None and interval not in INTERVALS:
        yield of(
            one,
            "interval-unknown",
            f"Intervallet {interval} finnes ikke; 15 minutter blir brukt.",
            remedy="Bruk 1, 5, 10, 15, 30 eller 60.",
            level="warning",
        )


def _repetitions(one: Field) -> Iterator[Problem]:
    count = one.get("defaultRepetitions")
    if one.kind == "dynamiclist" and count is not None and not (type(count) is int and 0 <= count <= REPETITIONS):
        yield of(one, "repetitions-bad", f"«defaultRepetitions» må være et helt tall fra 0 til {REPETITIONS}.")


def _pattern(one: Field) -> Iterator[Problem]:
    pattern = one.get("validate", "pattern")
    if not pattern or not one.is_input:
        return
    reason = expressions.pattern_problem(pattern) if isinstance(pattern, str) else "ikke en tekst"
    if reason is not None:
        yield of(
            one,
            "pattern-bad",
            f"Mønsteret kan ikke leses: {reason}.",
            "Visningen stopper på det.",
            "Rett mønsteret (et regulært uttrykk i JavaScript).",
        )
    elif len(pattern) > expressions.PATTERN_LIMIT or expressions.is_slow(pattern):
        yield of(
            one,
            "pattern-slow",
            "Mønsteret kan bruke uendelig lang tid på en kort tekst.",
            "Den som svarer, får da ikke sendt skjemaet, og andre må vente.",
            "Skriv det uten gjentakelse inni gjentakelse, som (a+)+, og uten (?=…) eller \\1 rundt en gjentakelse.",
        )


_LOOKS: Final = (_label, _required, _limits, _numbers, _moments, _repetitions, _pattern)

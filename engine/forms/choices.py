"""What is wrong with a field's options and its default value (form-js.md rules 6, 7).

Knows one component at a time; must not know paths or other fields. Only options written in the form are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.forms.definition import CHOICES, Field
from engine.forms.problem import Problem, decimal, of

MANY: Final = frozenset({"checklist", "taglist"})


def problems(one: Field) -> Iterator[Problem]:
    """Give everything wrong with what can be chosen, and with what is chosen to begin with."""
    if one.kind in CHOICES:
        yield from _options(one)
    yield from _default(one)


def _options(one: Field) -> Iterator[Problem]:
    sources = [name for name in ("values", "valuesKey", "valuesExpression") if one.get(name) not in (None, "")]
    if not sources:
        yield of(
            one,
            "options-missing",
            "Feltet har ingen valg.",
            "Ingenting kan velges.",
            "Skriv valgene i values, eller bruk valuesKey eller valuesExpression.",
        )
        return
    if len(sources) > 1:
        yield of(
            one,
            "options-twice",
            f"Valgene står flere steder: {', '.join(sources)}.",
            "Bare ett av stedene blir brukt.",
            "Behold ett.",
            level="warning",
        )
    if sources[0] == "values":
        yield from _static(one, one.get("values"))


def _static(one: Field, options: Any) -> Iterator[Problem]:
    if not isinstance(options, list) or not options:
        yield of(one, "options-missing", "Feltet har ingen valg.", "Ingenting kan velges.", "Skriv minst ett valg.")
        return
    values: list[str] = []
    for option in options:
        value = option.get("value") if isinstance(option, dict) else option
        label = option.get("label") if isinstance(option, dict) else str(option)
        if value in (None, "", [], {}) or isinstance(value, list) or not label:
            yield of(
                one,
                "option-incomplete",
                f"Et valg mangler tekst eller verdi: {option}.",
                "Det blir ikke vist.",
                "Gi valget både label og value.",
            )
        elif repr(value) in values:
            yield of(
                one,
                "option-twice",
                f"To valg har verdien «{value}».",
                "De kan ikke skilles fra hverandre.",
                "Gi hvert valg sin egen verdi.",
            )
        values.append(repr(value))


def _default(one: Field) -> Iterator[Problem]:
    default = one.get("defaultValue")
    if default is not None and one.is_input and not _fits(one, default):
        yield of(
            one,
            "default-bad",
            f"Startverdien {default!r} passer ikke feltet.",
            "Den blir borte uten at noen ser det.",
            "Rett eller fjern defaultValue.",
        )


def _fits(one: Field, default: Any) -> bool:
    if one.kind in CHOICES:
        values = [option.get("value") if isinstance(option, dict) else option for option in one.get("values") or []]
        chosen = default if one.kind in MANY else [default]
        is_listed = isinstance(chosen, list) and all(any(_is_same(value, item) for value in values) for item in chosen)
        return is_listed or (not values and isinstance(chosen, list))
    sorts = {"textfield": str, "textarea": str, "datetime": str, "checkbox": bool, "number": int | float | str}
    is_sort = isinstance(default, sorts.get(one.kind, object))
    return is_sort and (one.kind != "number" or (not isinstance(default, bool) and decimal(default) is not None))


def _is_same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)

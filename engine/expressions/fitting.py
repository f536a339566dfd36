"""Whether values fit together in an expression, as far as their kinds are known before it runs (design 6, 7).

Knows kinds and FEEL's words for them; where a kind comes from (a form's field) is the caller's. The facts come from
`engine/feel/claims.js`. What is not known is never told.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

WORDS = {
    "string": "tekst",
    "number": "et tall",
    "boolean": "ja/nei (true/false)",
    "date": "en dato",
    "time": "et klokkeslett",
    "date time": "en dato med klokkeslett",
    "duration": "en varighet",
    "list": "en liste",
    "context": "en gruppe av felt",
}
_YES = {"ja": "true", "nei": "false", "yes": "true", "no": "false", "true": "true", "false": "false"}
_DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_NAMED = {"day of week": frozenset(_DAYS), "month of year": frozenset(_MONTHS)}
INPUT = ("?",)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: FEEL's `kind` ("" = not known), and all that it can be, where that is known.

    Of a list, `options` are what its items can be.
    """

    kind: str
    options: frozenset[object] | None = None


Kinds = Mapping[tuple[str, ...], Kind]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Two values that cannot be compared, or a test that cannot hold, at a place in the text (counted from 0)."""

    at: int
    code: str
    message: str
    is_warning: bool = False
    name: str = ""  # what was read as a name, and is an answer without its quotes


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison; `said` is its name, "" for what is written there."""

    kind: Kind
    said: str = ""
    value: object = None
    has_value: bool = False


def misfits(claims: Mapping[str, Any], kinds: Kinds) -> Iterator[Misfit]:
    """Give all that cannot fit in one expression, in the order of the text."""
    found = [one for claim in claims["comparisons"] for one in _comparison(claim, kinds)]
    found += [one for claim in claims["conditions"] for one in condition(claim["side"], kinds, at=claim["from"])]
    yield from sorted(found, key=lambda one: one.at)


def outcome(claims: Mapping[str, Any], kinds: Kinds) -> str:
    """Return the kind of value that the expression gives, "" where that is not known."""
    return _side(claims["result"], kinds).kind.kind


def condition(side: Mapping[str, Any], kinds: Kinds, *, at: int = 0) -> Iterator[Misfit]:
    """Give what is wrong with a value that is to be true or false."""
    read = _side(side, kinds)
    if read.kind.kind in ("", "boolean"):
        return
    named = f"«{read.said}» er" if read.said else "Her står"
    example = f" Sammenlign, for eksempel {read.said} = …" if read.said else " Skriv en sammenligning."
    yield Misfit(at, "feel-type", f"{named} {WORDS[read.kind.kind]}, men skal være ja/nei (true/false) her.{example}")


def _side(side: Mapping[str, Any], kinds: Kinds) -> _Side:
    if side.get("isInput"):
        return _Side(kinds.get(INPUT, Kind("")), "?")
    if "path" in side:
        path = tuple(side["path"])
        return _Side(kinds.get(path, Kind("")), ".".join(path))
    call = side.get("call", "")
    kind = Kind(side.get("kind", ""), _NAMED.get(call))
    return _Side(kind, f"{call}(…)" if call in _NAMED else "", side.get("value"), "value" in side)


def _comparison(claim: Mapping[str, Any], kinds: Kinds) -> Iterator[Misfit]:
    left, right, sign = _sides(claim, kinds)
    at = claim["from"]
    if "list" in (left.kind.kind, right.kind.kind) and left.kind.kind != right.kind.kind:
        yield from _listed(left, right, at)
    elif left.kind.kind and right.kind.kind and not _alike(left.kind.kind, right.kind.kind):
        yield Misfit(at, "feel-type", _unlike(left, right))
    elif sign in {"=", "!="}:
        for one, other in ((left, right), (right, left)):
            if other.has_value and one.kind.options is not None and other.value not in one.kind.options:
                yield Misfit(at, "feel-never", _never(one, other, sign), is_warning=True)
            if not other.kind.kind and other.said in (one.kind.options or ()):
                what = f'«{other.said}» er et av svarene på «{one.said}», og må stå i anførselstegn: "{other.said}".'
                yield Misfit(at, "feel-type", what, name=other.said)


def _sides(claim: Mapping[str, Any], kinds: Kinds) -> tuple[_Side, _Side, str]:
    """Return what is compared and how: of a list that is looked through (`has`, `in`), an item and what is sought."""
    left, right, sign = _side(claim["left"], kinds), _side(claim["right"], kinds), str(claim["sign"])
    if sign == "in" and right.kind.kind == "list":
        left, right, sign = right, left, "has"
    if sign == "has":
        is_list = left.kind.kind in ("", "list")  # FEEL takes one value for a list of one
        left = replace(left, kind=Kind("", left.kind.options if is_list else None))
    return left, right, "=" if sign in {"has", "in"} else sign


def _alike(one: str, other: str) -> bool:
    # a date and a moment are put in order as feelin does
    return one == other or {one, other} == {"date", "date time"}


def _listed(left: _Side, right: _Side, at: int) -> Iterator[Misfit]:
    values, one = (left, right) if left.kind.kind == "list" else (right, left)
    if not one.kind.kind:
        return
    named = f"«{values.said}»" if values.said else "Det som står her,"
    item = _written(one) if one.has_value else one.said or "…"
    what = f"{named} er en liste, men sammenlignes med én verdi. Skriv list contains({values.said or '…'}, {item})."
    yield Misfit(at, "feel-type", what)


def _unlike(left: _Side, right: _Side) -> str:
    one, other = (left, right) if left.said else (right, left)
    named = f"«{one.said}» er" if one.said else "Det ene er"
    to = f"«{other.said}», som er {WORDS[other.kind.kind]}" if other.said else _shown(other)
    what = f"{named} {WORDS[one.kind.kind]}, men sammenlignes med {to}."
    return f"{what}{_advice(one, other)}"


def _shown(side: _Side) -> str:
    return f"{WORDS[side.kind.kind]}: {_written(side)}" if side.has_value else WORDS[side.kind.kind]


def _advice(one: _Side, other: _Side) -> str:
    value = other.value
    if isinstance(value, str) and one.kind.kind in {"date", "date time", "time"}:
        made = {"date": "date", "time": "time", "date time": "date and time"}[one.kind.kind]
        return f' Skriv {made}("{value}").'
    if isinstance(value, str) and one.kind.kind == "boolean" and value.strip().casefold() in _YES:
        return f" Skriv {_YES[value.strip().casefold()]} uten anførselstegn."
    if isinstance(value, bool) and one.kind.kind == "string" and one.kind.options:
        return f" Svarene er {_choices(one.kind.options)}."
    if isinstance(value, str) and one.kind.kind == "number":
        return " Skriv tallet uten anførselstegn."
    if isinstance(value, int | float) and one.kind.kind == "string":
        return f' Skriv "{_written(other)}", eller number({one.said}).'
    return ""


def _written(side: _Side) -> str:
    value = side.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f'"{value}"' if isinstance(value, str) else str(value)


def _never(one: _Side, other: _Side, sign: str) -> str:
    options = one.kind.options or frozenset()
    texts = sorted(str(option) for option in options)
    near = difflib.get_close_matches(str(other.value), texts, n=1, cutoff=0.6)
    meant = f" Mente du «{near[0]}»?" if near else f" Svarene er {_choices(options)}." if options else ""
    always = "aldri" if sign == "=" else "alltid"
    return f"{_written(other)} er ikke et av svarene på «{one.said}», så dette er {always} sant.{meant}"


def _choices(options: frozenset[object]) -> str:
    shown = sorted(_written(_Side(Kind(""), value=option, has_value=True)) for option in options)
    return ", ".join(shown[:8]) + (" …" if len(shown) > 8 else "")

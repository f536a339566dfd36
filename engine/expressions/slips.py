"""What other languages call FEEL's operators: finds them in an expression, and says the whole of it in FEEL.

Knows texts only: whether what comes out can be read is for the caller to try.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'"\\]|\\.)*\'')
_BRACED = re.compile(r"\s*[$#]\{([^{}]*)\}\s*")
_METHOD = re.compile(r"\.\s*\w+\s*\(")
_ONE = r"[\w.]+(?:\([^()]*\))?"  # what stands alone: a name, a number, a call
_NOT = r"(?:!(?!=)|\b(?:NOT|Not|not|ikke)\b)"
_QUOTED = 'Skriv tekst i doble anførselstegn, for eksempel "ja".'

# how it is written (`op` is the operator), what is to stand there (`a`, `b`: what is beside it), and how that is said
_RULES = tuple(
    (re.compile(pattern), feel, said)
    for pattern, feel, said in (
        (r"\b(?P<op>is\s+not)\b", "!=", "«!=»"),
        (rf"(?P<op>{_NOT}\s*\bempty)\s+(?P<a>{_ONE})", "{a} != null", "… != null"),
        (rf"(?<!is )\b(?P<op>empty)\s+(?P<a>{_ONE})", "{a} = null", "… = null"),
        (rf"(?P<a>{_ONE})\s+(?P<op>not\s+in)\s*(?P<b>\([^()]*\)|\b{_ONE})", "not({a} in {b})", "not(… in …)"),
        (rf"(?P<a>{_ONE})\s+(?P<op>mod)\s+(?P<b>{_ONE})", "modulo({a}, {b})", "modulo(…, …)"),
        (r"(?P<op>!|\b(?:NOT|Not|ikke))\s*(?=\()", "not", "not(…)"),
        (rf"(?P<op>{_NOT})\s*(?P<a>{_ONE})", "not({a})", "not(…)"),
        (r"(?P<op>!==|<>|=!)", "!=", "«!=»"),
        (r"(?P<op>={2,3})", "=", "«=»"),
        (r"(?P<op>=<)", "<=", "«<=»"),
        (r"(?P<op>=>)", ">=", "«>=»"),
        (r"(?P<op>&&?)", "and", "«and»"),
        (r"(?P<op>\|\|?)", "or", "«or»"),
        (r"\b(?P<op>ne)\b", "!=", "«!=»"),
        (r"\b(?P<op>eq|equals|is)\b(?!\s+(?:defined|blank|empty)\b)", "=", "«=»"),
        (r"\b(?P<op>lt)\b", "<", "«<»"),
        (r"\b(?P<op>le)\b", "<=", "«<=»"),
        (r"\b(?P<op>gt)\b", ">", "«>»"),
        (r"\b(?P<op>ge)\b", ">=", "«>=»"),
        (r"\b(?P<op>div)\b", "/", "«/»"),
        (r"\b(?P<op>AND|And|og)\b", "and", "«and»"),
        (r"\b(?P<op>OR|Or|eller)\b", "or", "«or»"),
        (r"\b(?P<op>TRUE|True)\b", "true", "«true»"),
        (r"\b(?P<op>FALSE|False)\b", "false", "«false»"),
        (r"\b(?P<op>NULL|Null|None|nil)\b", "null", "«null»"),
    )
)


_LONGEST = 2_000  # nobody reads a longer one said anew
_NEAR = 2  # as far from its first sign as the longest operator's last


@dataclass(frozen=True, slots=True)
class Slip:
    """One operator of another language: where it stands, and the advice."""

    at: int
    advice: str


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    text: str
    slip: Slip


def found(body: str, known: Collection[str] = ()) -> tuple[tuple[Slip, ...], str]:
    """Return the slips in an expression, in order, and the whole of it as it would read without them.

    What is `known` as a name is none.
    """
    if len(body) > _LONGEST:
        return (), body
    changes = sorted([*_quotes(body), *_operators(body, known)], key=lambda one: one.start)
    slips = [one.slip for one in changes]
    text = _changed(body, changes)
    if (chosen := _chosen(text)) != text:
        slips.append(Slip(_blank(body).index("?"), "Skriv if … then … else …, ikke «? :»."))
    return tuple(slips), chosen


def instead(
    body: str,
    problems: list[tuple[int, str, str]],
    fact: Mapping[str, Any],
    known: Collection[str] | None,
    is_read: Callable[[str], bool],
) -> list[tuple[int, str, str]]:
    """Return the problems (place, sentence, name) with what is wrong by a slip told as that, with the whole in FEEL.

    `fact` is what `problems.js` says of the expression; `is_read` tries whether another one can be read.
    """
    spoilt = [] if fact["syntax"] or known is None else [use for use in fact["uses"] if _has_blank_inside(use)]
    slips, text = found(body, known or ()) if problems or spoilt else ((), "")
    places = [(use["from"], len(".".join(use["path"]))) for use in spoilt]
    covered = problems if fact["syntax"] else [one for one in problems if _is_of(slips, one[0], len(one[2]))]
    if not covered and not any(_is_of(slips, at, size) for at, size in places):
        return problems
    if not slips or (not (can_be_read := is_read(text)) and fact["syntax"]):
        return problems
    advice = [*dict.fromkeys(slip.advice for slip in slips), *([f"Altså: «{text.strip()}»."] if can_be_read else [])]
    return [(slips[0].at, " ".join(advice), ""), *(one for one in problems if one not in covered)]


def _has_blank_inside(use: Mapping[str, Any]) -> bool:
    """Tell whether a step of a path has a blank in it: `svar.felt eq c`."""
    return any(" " in step for step in use["path"][1:])


def _is_of(slips: Collection[Slip], at: int, size: int) -> bool:
    begin, end = (at, at + size - 1) if size else (at - _NEAR, at + _NEAR)
    return any(begin <= slip.at <= end for slip in slips)


def braced(text: str) -> str:
    """Return what stands in the `${…}` that is all of the text, "" where it is another or calls a program's methods."""
    whole = _BRACED.fullmatch(text)
    return "" if whole is None or _METHOD.search(_blank(whole[1])) else whole[1].strip()


def _changed(body: str, changes: Collection[_Change]) -> str:
    parts, at = [], 0
    for one in changes:
        parts += [body[at : one.start], one.text]
        at = one.end
    return "".join([*parts, body[at:]])


def _chosen(text: str) -> str:
    """Return `a ? b : c` as FEEL has it; any other text as it is."""
    blank = _blank(text)
    mark, colon = blank.find("?"), blank.find(":")
    if blank.count("?") != 1 or blank.count(":") != 1 or mark > colon:
        return text
    parts = (text[:mark], text[mark + 1 : colon], text[colon + 1 :])
    return "if {} then {} else {}".format(*(one.strip() for one in parts))


def _quotes(body: str) -> Iterator[_Change]:
    for one in _STRING.finditer(body):
        if one[0].startswith("'"):
            yield _Change(one.start(), one.end(), f'"{one[0][1:-1]}"', Slip(one.start(), _QUOTED))


def _operators(body: str, known: Collection[str]) -> list[_Change]:
    text, changes = _blank(body), list[_Change]()
    for pattern, feel, said in _RULES:
        for one in pattern.finditer(text):
            is_taken = any(one.start() < other.end and other.start < one.end() for other in changes)
            if is_taken or one["op"] in known:
                continue
            beside = {name: body[slice(*one.span(name))] for name in one.groupdict() if name != "op"}
            wrote = one[0] if one["op"] == "not" else " ".join(one["op"].split())
            slip = Slip(one.start("op"), f"Skriv {said}, ikke «{wrote}».")
            changes.append(_Change(one.start(), one.end(), feel.format(**beside), slip))
    return changes


def _blank(body: str) -> str:
    """Return the text with nothing to be found in its strings, as long as it is."""
    return _STRING.sub(lambda one: f'"{"_" * (len(one[0]) - 2)}"', body)

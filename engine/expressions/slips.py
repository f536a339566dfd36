"""What other languages call FEEL's operators: finds them in an expression, and says the whole of it in FEEL.

Knows texts only: whether what comes out can be read is for the caller to try.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'"\\]|\\.)*\'|[“”„][^“”„"]*[“”]')
_BRACED = re.compile(r"\s*[$#]\{([^{}]*)\}\s*")
_METHOD = re.compile(r"\.\s*\w+\s*\(")
_ONE = r"[\w.]+(?:\([^()]*\))?"  # what stands alone: a name, a number, a call
_NOT = r"(?:!(?!=)|\b(?:NOT|Not|not|ikke)\b)"
_QUOTED = 'Skriv tekst i doble anførselstegn, for eksempel "ja".'
_STRAIGHT = 'Skriv tekst i rette anførselstegn, for eksempel "ja".'
_COMPARED = re.compile(r"\s*(?:[=<>!]|(?:eq|ne|lt|le|gt|ge|in|is)\b)")

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
        (rf'(?P<op>{_NOT})\s*(?P<a>{_ONE}|"_*")', "not({a})", "not(…)"),
        (r"(?P<op>!==|<>)", "!=", "«!=»"),
        (r"(?P<op>={2,3})", "=", "«=»"),
        (r"(?P<op>=<)", "<=", "«<=»"),
        (r"(?P<op>=>)", ">=", "«>=»"),
        (r"(?P<op>&&?)", "and", "«and»"),
        (r"(?P<op>\|\|?)", "or", "«or»"),
        (r"\b(?P<op>ne)\b", "!=", "«!=»"),
        # `is` before a call begins the name of one of FEEL's functions, or of one that is misspelt
        (r"\b(?P<op>eq|equals|is(?!\s+\w+\s*\())\b(?!\s+(?:defined|blank|empty)\b)", "=", "«=»"),
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
# what is told of a name that is nothing but it
_NAMES = {"«true»", "«false»", "«null»", "not(…)"}
_LONGEST = 2_000  # nobody reads a longer one said anew
_NEAR = 2  # as far from its first sign as the longest operator's last


@dataclass(frozen=True, slots=True)
class Slip:
    """One operator of another language: where it stands, the advice, and whether it may be all of a name."""

    at: int
    advice: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    text: str
    slip: Slip
    is_clear: bool = True


def found(body: str, known: Collection[str] = ()) -> tuple[tuple[Slip, ...], str]:
    """Return the slips in an expression, in order, and the whole of it as it would read without them.

    The whole is "" where it may mean two things. What is `known` as a name is no slip.
    """
    if len(body) > _LONGEST:
        return (), body
    changes = sorted([*_quotes(body), *_operators(body, known)], key=lambda one: one.start)
    slips = [one.slip for one in changes]
    text = _changed(body, changes)
    if (chosen := _chosen(text)) != text:
        slips.append(Slip(_blank(body).index("?"), "Skriv if … then … else …, ikke «? :»."))
    return tuple(slips), chosen if all(one.is_clear for one in changes) else ""


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
    spoilt = [] if fact["syntax"] or known is None else [use for use in fact["uses"] if _is_spoilt(use, known)]
    slips, text = found(body, known or ()) if problems or spoilt else ((), "")
    covered = problems if fact["syntax"] else [one for one in problems if _is_of(slips, one[0], one[2])]
    if not covered and not any(_is_of(slips, use["from"], ".".join(use["path"])) for use in spoilt):
        return problems
    can_be_read = bool(slips and text) and is_read(text)
    if not slips or (not can_be_read and fact["syntax"]):
        return problems
    advice = [*dict.fromkeys(slip.advice for slip in slips), *([f"Altså: «{text.strip()}»."] if can_be_read else [])]
    return [(slips[0].at, " ".join(advice), ""), *(one for one in problems if one not in covered)]


def _is_spoilt(use: Mapping[str, Any], known: Collection[str]) -> bool:
    """Tell whether a blank stands where nobody else tells of it: `svar.felt eq c`, `list[felt eq c]`."""
    names = [use["name"]] if use["isMaybe"] and use["name"] not in known else []
    return any(" " in one for one in (*names, *use["path"][1:]))


def _is_of(slips: Collection[Slip], at: int, name: str) -> bool:
    """Tell whether what is wrong at a place, with a name or with something else, is one of the slips."""
    if not name:
        return any(at - _NEAR <= slip.at <= at + _NEAR for slip in slips)
    return any(at <= slip.at < at + len(name) and (" " in name or slip.is_name) for slip in slips)


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
        if one[0][0] != '"':
            advice = _QUOTED if one[0][0] == "'" else _STRAIGHT
            yield _Change(one.start(), one.end(), f'"{one[0][1:-1]}"', Slip(one.start(), advice))


def _operators(body: str, known: Collection[str]) -> list[_Change]:
    text, changes = _blank(body), list[_Change]()
    for pattern, feel, said in _RULES:
        for one in pattern.finditer(text):
            is_taken = any(one.start() < other.end and other.start < one.end() for other in changes)
            if is_taken or one["op"] in known:
                continue
            beside = {name: body[slice(*one.span(name))] for name in one.groupdict() if name != "op"}
            wrote = body[slice(*one.span())] if one["op"] == "not" else " ".join(one["op"].split())
            slip = Slip(one.start("op"), f"Skriv {said}, ikke «{wrote}».", is_name=said in _NAMES)
            # `not a = b` is one thing to who says it, and another to a program
            is_clear = not (
                "a" in beside and one["op"].isalpha() and said == "not(…)" and _COMPARED.match(text, one.end())
            )
            changes.append(_Change(one.start(), one.end(), feel.format(**beside), slip, is_clear))
    return changes


def _blank(body: str) -> str:
    """Return the text with nothing to be found in its strings, as long as it is."""
    return _STRING.sub(lambda one: f'"{"_" * (len(one[0]) - 2)}"', body)

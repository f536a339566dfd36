"""Which words the steps of a story take (design 9): one that is not read would be an expectation that nobody looks at.

Knows the words only; what they mean is `player`'s and `expect`'s.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

# what `see` looks at, and what may stand beside each
LOOKS: Mapping[str, tuple[str, ...]] = {
    "task": ("by", "due", "filled", "person", "roles", "straks", "where"),
    "tasks": (),
    "some-tasks": (),
    "message": ("to",),
    "letter": ("pupil",),
    "timer": ("at",),
    "incident": (),
    "ended": (),
    "told": (),
    "open-to": (),
}
# what stands under a verb, and within its braces
_UNDER: Mapping[str, tuple[str, ...]] = {
    "do": ("answers", "by", "where"),
    "hold": ("by", "where"),
    "refuse": ("answers", "because", "by", "where"),
    "send": ("data", "key"),
    "correct": ("by", "reason"),
    "write": ("answers", "by", "of"),
}
_WITHIN: Mapping[str, tuple[str, ...]] = {
    "wait": ("until",),
    "refuse": ("do", "answers", "because", "by", "where"),
    "send": ("message", "signal", "key", "data"),
    "correct": ("pupil",),
}
_START = ("answers", "by", "data", "event", "key", "message", "signal")
_ONE_ID = {"do", "hold", "write"}


def start_problem(body: Iterable[str]) -> str | None:
    """Return what is wrong with the words of `start`; None where all are known."""
    return _unknown(body, "start", _START)


def problem(verb: str, body: object, rest: Mapping[str, object]) -> str | None:
    """Return what is wrong with the words of a step, with those there are; None where all are known."""
    if isinstance(body, Mapping) and verb in _ONE_ID:
        first, *others = (f"{key}: {value}" for key, value in body.items())
        shown = ", ".join([f"«- {verb}: {first.partition(': ')[2]}»", *(f"«  {one}»" for one in others)])
        return f"«{verb}» tar én id. Skriv resten under: {shown}."
    return (
        _shape(verb, body, rest)
        or _unknown(rest, verb, _UNDER.get(verb, ()))
        or (_within(verb, body) if isinstance(body, Mapping) else None)
    )


def _shape(verb: str, body: object, rest: Mapping[str, object]) -> str | None:
    """Return what is wrong with how a step is written, whichever words it has."""
    if verb in _ONE_ID and (body is None or isinstance(body, list)):
        return f"«{verb}» tar én id, for eksempel «{verb}: A»."
    if verb == "wait" and body is None:
        return "«wait» må si hvor lenge, for eksempel «wait: 6 uker»."
    within = body if isinstance(body, Mapping) else {}
    where = within.get("where", rest.get("where"))
    return None if where is None or isinstance(where, Mapping) else "«where» må være «felt: verdi»."


def _within(verb: str, body: Mapping[str, object]) -> str | None:
    if verb != "see":
        return _unknown(body, f"{verb}: {{…}}", _WITHIN[verb])
    looks = [key for key in body if key in LOOKS]
    if isinstance(body.get("task"), list):
        return "«task» er én oppgave. Skriv «tasks» for dem som er åpne, eller «some-tasks» for noen av dem."
    known = [*looks, *(key for look in looks for key in LOOKS[look])]
    return _unknown(body, f"see: {{{looks[0]}: …}}", known) if looks else None


def _unknown(keys: Iterable[str], where: str, known: Iterable[str]) -> str | None:
    words = list(known)
    for key in keys:
        if key not in words:
            near = difflib.get_close_matches(key, words, n=1, cutoff=0.6)
            meant = f"; mente du «{near[0]}»?" if near else "."
            return f"«{key}» hører ikke til «{where}»{meant} Kjente ord: {', '.join(words) or 'ingen'}."
    return None

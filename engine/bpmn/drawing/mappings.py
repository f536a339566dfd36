"""Reads Zeebe's input and output mappings: what stands where, and targets inside a value (`kunde.navn`) (design 6, 7).

A target inside a value is said as FEEL that builds the whole value, so that nobody else need know of it: an input
begins anew, an output adds to what there is, as in Zeebe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from engine import expressions

Pair = tuple[str, str]
NAME = re.compile(r"[a-zA-ZæøåÆØÅ_][\wæøåÆØÅ]*")


def whole(pairs: Iterable[Pair], *, adds: bool) -> tuple[Pair, ...]:
    """Return target → source with all that goes into one name as one source; `adds` = to what the name is already.

    What has a name that nobody could read stays as it is, so that it can be told.
    """
    given = [(tuple(target.split(".")), source) for target, source in pairs]
    inside = {path[0] for path, _ in given if len(path) > 1 and all(NAME.fullmatch(one) for one in path)}
    found: dict[str, str] = {}
    for path, source in given:
        if path[0] not in inside or not all(NAME.fullmatch(one) for one in path):
            found[".".join(path)] = source
        elif path[0] not in found:
            # Where the name stands first is where it is written: others may read it.
            found[path[0]] = _value([one for one in given if one[0][0] == path[0]], adds=adds)
    return tuple(found.items())


def _value(given: list[tuple[tuple[str, ...], str]], *, adds: bool) -> str:
    name = given[0][0][0]
    plain = [source for path, source in given if len(path) == 1]
    start = _feel(plain[-1]) if plain else (name if adds else "")
    return f"={_built(start, [(path[1:], source) for path, source in given if len(path) > 1])}"


def _built(start: str, given: list[tuple[tuple[str, ...], str]]) -> str:
    """Return FEEL for the context at `start` with what is `given` in it; "" = begin with nothing."""
    parts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for path, source in given:
        parts.setdefault(path[0], []).append((path[1:], source))
    entries = []
    for key, inside in parts.items():
        deeper = [(path, source) for path, source in inside if path]
        plain = [source for path, source in inside if not path]
        held = f"get value({_or_empty(start)}, {json.dumps(key, ensure_ascii=False)})" if start else ""
        below = _feel(plain[-1]) if plain else held
        entries.append(f"{json.dumps(key, ensure_ascii=False)}: {_built(below, deeper) if deeper else below}")
    new = "{" + ", ".join(entries) + "}"
    return f"context merge([{_or_empty(start)}, {new}])" if start else new


def _or_empty(text: str) -> str:
    return f"(if {text} = null then {{}} else {text})"


def _feel(source: str) -> str:
    if expressions.is_expression(source):
        return f"({source.strip().removeprefix('=')})"
    return json.dumps(source, ensure_ascii=False)

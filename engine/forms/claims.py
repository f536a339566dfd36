"""Which fields want the same place in the answers: the viewer refuses to open such a form (form-js.md rule 12).

Knows keys and paths; must not know kinds' other properties. Two fields clash even if they are never shown together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.forms.definition import CONTAINERS, INPUTS, Field, Form
from engine.forms.problem import Problem

NAME = re.compile(r"[a-zA-ZæøåÆØÅ_][a-zA-Z0-9æøåÆØÅ_]*")
RESERVED = frozenset(
    {
        "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
        "instance", "of", "function", "external", "null", "true", "false", "date", "time", "duration",
    }
)  # fmt: skip
SPECIAL = frozenset({"this", "parent", "i", "item", "partial", "_this_", "_parent_", "_i_"})


@dataclass
class _Node:
    """A place in the answers: `is_leaf` holds one answer, `repeater` is the id of the list whose rows begin here."""

    steps: dict[str, _Node] = field(default_factory=dict)
    is_leaf: bool = False
    repeater: str = ""


def problems(form: Form) -> Iterator[Problem]:
    """Give everything wrong with ids, keys and paths."""
    yield from _ids(form)
    root = _Node()
    for one in form.fields:
        yield from _claimed(one, root, (), ())


def _ids(form: Form) -> Iterator[Problem]:
    seen = {form.id}
    for one in form.all():
        if one.id in seen:
            yield Problem(
                "id-taken",
                one.place or one.id,
                f"Id-en «{one.id}» er brukt på flere felt.",
                remedy="Gi feltet en egen id.",
            )
        seen.add(one.id)


def _claimed(one: Field, root: _Node, around: tuple[str, ...], ancestors: tuple[str, ...]) -> Iterator[Problem]:
    own = _own_name(one)
    if own is None:
        what = "Feltet mangler nøkkel (key)." if one.kind in INPUTS else "Listen mangler sti (path)."
        yield Problem("key-missing", one.id, what, "Svaret får da ikke noe fast navn.", "Gi det et navn.")
    path = (*around, *(own or "").split(".")) if own else around
    if own:
        yield from _name_problems(one, own)
        if not _claim(root, path, one, ancestors):
            yield Problem(
                "key-taken",
                one.place,
                f"«{one.place}» er brukt av flere felt, eller står i veien for et annet felt.",
                "Visningen åpner ikke et slikt skjema, heller ikke når feltene aldri vises samtidig.",
                "Gi feltet et annet navn.",
            )
    for child in one.children:
        yield from _claimed(child, root, path, (*ancestors, one.id))


def _own_name(one: Field) -> str | None:
    if one.kind in INPUTS:
        return str(one.get("key") or "") or None
    if one.kind in CONTAINERS:
        return str(one.get("path") or "") or (None if one.kind == "dynamiclist" else "")
    return ""


def _name_problems(one: Field, own: str) -> Iterator[Problem]:
    for step in own.split("."):
        if not NAME.fullmatch(step):
            yield Problem(
                "key-bad",
                one.place,
                f"«{own}» kan ikke brukes som navn.",
                "Et navn er bokstaver, tall og understrek, og begynner ikke med et tall.",
                "Skriv for eksempel " + _mended(step) + ".",
            )
        elif step in RESERVED:
            yield Problem(
                "key-bad",
                one.place,
                f"«{step}» er et ord i FEEL og kan ikke være et navn.",
                remedy="Velg et annet navn.",
            )
        elif step in SPECIAL:
            yield Problem(
                "key-special",
                one.place,
                f"«{step}» har en egen mening i uttrykk.",
                remedy="Velg et annet navn, så uttrykkene ikke blander dem.",
                level="warning",
            )


def _mended(step: str) -> str:
    mended = re.sub(r"[^a-zA-Z0-9æøåÆØÅ_]+", "_", step).strip("_")
    return f"«{mended if NAME.fullmatch(mended) else 'felt_' + mended}»"


def _claim(root: _Node, path: tuple[str, ...], one: Field, ancestors: tuple[str, ...]) -> bool:
    is_leaf, is_list = one.kind in INPUTS, one.kind == "dynamiclist"
    is_free = _is_free(root, path, ancestors, is_alone=is_leaf or is_list)
    node = root
    for step in path:
        node = node.steps.setdefault(step, _Node())
    node.is_leaf = node.is_leaf or is_leaf
    node.repeater = node.repeater or (one.id if is_list else "")
    return is_free


def _is_free(root: _Node, path: tuple[str, ...], ancestors: tuple[str, ...], *, is_alone: bool) -> bool:
    node = root
    for step in path:
        if step not in node.steps:
            return True
        node = node.steps[step]
        if node.is_leaf or (node.repeater and node.repeater not in ancestors):
            return False
    return not is_alone

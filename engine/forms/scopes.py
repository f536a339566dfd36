"""Which names an expression may use at its place in a form (form-js.md rule 3).

Knows fields and their paths; must not know FEEL. In a row of a list a bare name is the form's root, the row is `this`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from engine.forms.definition import Field, Form

Names = dict[str, "Names | None"]

OUTSIDE = frozenset({"elever", "ansatte"})


@dataclass(frozen=True)
class Scope:
    """The names at one place: `root` of the form, `row` around it (the root where there is none), and outer rows.

    A name maps to the names below it, None where anything may be below.
    """

    root: Names
    row: Names
    outer: tuple[Names, ...] = field(default=())

    @property
    def bare(self) -> set[str]:
        """Return every name that may stand alone or first."""
        return {*self.root, "this", "parent", "i", "_this_", "_parent_", "_i_"}

    def missing(self, path: tuple[str, ...]) -> tuple[str, Collection[str]] | None:
        """Return the first step of `path` that names nothing, and the names that would; None where all is well."""
        below, steps = self._start(path)
        for step in steps:
            if below is None:
                return None
            if step not in below:
                return step, below.keys()
            below = below[step]
        return None

    def _start(self, path: tuple[str, ...]) -> tuple[Names | None, tuple[str, ...]]:
        depth = 0
        steps = path
        if steps[0] not in self.bare - set(self.root) or steps[0] in self.root:
            return self.root, steps
        while steps and steps[0] in ("parent", "_parent_"):
            depth, steps = depth + 1, steps[1:]
        if steps and steps[0] in ("this", "_this_"):
            steps = steps[1:]
        elif depth == 0 or (steps and steps[0] in ("i", "_i_")):
            return None, ()
        around = (self.row, *self.outer)
        return (around[depth] if depth < len(around) else {}), steps


def walk(form: Form, known: Iterable[str]) -> Iterator[tuple[Field, Scope]]:
    """Give every component with the scope its expressions have; `known` are names from outside the form.

    Where `known` has `a.b`, nothing but its like is in `a`.
    """
    keys = {str(one.get("valuesKey")) for one in form.all() if one.get("valuesKey")}
    root: Names = {**_outside({*known, *OUTSIDE, *(keys & OUTSIDE)}), **names_of(form.fields)}
    yield from _walk(form.fields, Scope(root, root))


def _outside(known: Iterable[str]) -> Names:
    found: Names = {}
    for name in sorted(known):
        root, dot, below = name.partition(".")
        inner = found.setdefault(root, {} if dot else None)
        if dot and inner is not None:
            inner[below] = None
    return found


def names_of(fields: Iterable[Field]) -> Names:
    """Return the names that some components put beside each other, with those below them."""
    found: Names = {}
    for one in fields:
        steps = one.key.split(".") if one.key else []
        below = names_of(one.children) if one.children else None
        if not steps:
            _merge(found, below or {})
            continue
        at = found
        for step in steps[:-1]:
            inner = at.get(step)
            at[step] = inner if inner is not None else {}
            at = at[step] or {}
        last = at.get(steps[-1])
        at[steps[-1]] = {**last, **below} if last and below else below
    return found


def _merge(found: Names, more: Names) -> None:
    for name, below in more.items():
        known = found.get(name)
        found[name] = {**known, **below} if known and below else below


def _walk(fields: Iterable[Field], scope: Scope) -> Iterator[tuple[Field, Scope]]:
    for one in fields:
        yield one, scope
        inner = scope
        if one.kind == "dynamiclist":
            inner = Scope(scope.root, names_of(one.children), (scope.row, *scope.outer))
        yield from _walk(one.children, inner)

"""Fields that hold fields: group, and the dynamic list with its rows.

A list's rows are counted by a hidden input. Rows are added, removed and moved by submit buttons that redraw the form
with the text kept; a script asks for the same redraw without a page load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from engine import measures
from webforms.fields import registry
from webforms.fields.base import (
    Canvas,
    Component,
    Drawn,
    Field,
    Posted,
    Scope,
    Shown,
    components,
    dom_id,
    is_number,
    label_of,
    path_of,
)

MAX_ROWS = 200
CATALOGUE = "#tiltakskatalog"  # among a form's options: its rows can be filled from the catalogue of measures


def inner_scope(component: Component, scope: Scope) -> Scope:
    """Return where the components of a group stand: under its `path`, else beside it."""
    path = component.get("path")
    return (*scope, *str(path).split(".")) if path else scope


def read_all(container: Component, posted: Posted, scope: Scope, target: dict[str, object]) -> dict[str, object]:
    """Read every component of `container` into `target`; return it."""
    for component in components(container):
        field = registry.of(component)
        if isinstance(field, Group):
            inside = target
            for part in inner_scope(component, ()):
                inside = inside.setdefault(str(part), {})  # type: ignore[assignment]
            read_all(component, posted, inner_scope(component, scope), inside)
        elif isinstance(field, DynamicList):
            target[str(component.get("path"))] = field.rows(component, posted, scope)
        elif field.is_answer and component.get("key") and component.get("disabled") is not True:
            target[str(component["key"])] = field.read(component, posted, path_of(component, scope))
    return target


def draw_all(container: Component, canvas: Canvas, scope: Scope) -> tuple[Drawn, ...]:
    """Draw every component of `container`."""
    return tuple(registry.of(one).draw(one, canvas, scope) for one in components(container))


def show_all(container: Component, canvas: Canvas, scope: Scope) -> tuple[Shown, ...]:
    """Show every answer that was stored: what was hidden, was not."""
    found = (
        registry.of(component).shown(component, canvas, scope)
        for component in components(container)
        if component.get("type") == "group" or canvas.has(path_of(component, scope))
    )
    return tuple(shown for shown in found if shown is not None)


class Group(Field):
    """A fieldset; with a `path` its answers stand under it."""

    kind: ClassVar[str] = "group"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Draw what is inside."""
        inside = draw_all(component, canvas, inner_scope(component, scope))
        return replace(
            self.frame(component, canvas, scope), children=inside, parts={"has_outline": component.get("showOutline")}
        )

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown | None:
        """Show what is inside under the group's label."""
        inside = show_all(component, canvas, inner_scope(component, scope))
        path = path_of(component, scope)
        return Shown(label_of(component, canvas, scope), path, dom_id(path), children=inside) if inside else None


class DynamicList(Field):
    """Rows of the same fields."""

    kind: ClassVar[str] = "dynamiclist"

    def rows(self, component: Component, posted: Posted, scope: Scope) -> list[dict[str, object]]:
        """Read as many rows as the request says it has, each with all its fields."""
        path = path_of(component, scope)
        sent = posted.form.get(f"{path}:antall", "0")
        count = min(int(sent) if is_number(sent) else 0, MAX_ROWS)
        own = (*scope, *str(component.get("path")).split("."))
        return [read_all(component, posted, (*own, number), {}) for number in range(count)]

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Draw each row; an untouched list starts with `defaultRepetitions` empty ones."""
        drawn = self.frame(component, canvas, scope)
        count = row_count(component, canvas, drawn.path)
        may_change = component.get("allowAddRemove") is not False and not drawn.is_readonly
        rows = tuple(self._row(component, canvas, scope, number) for number in range(count))
        has_catalogue = not drawn.is_readonly and CATALOGUE in canvas.options and bool(measures.asked(component))
        parts = {"may_change": may_change, "count": count, "has_catalogue": has_catalogue}
        return replace(drawn, children=rows, parts=parts)

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown:
        """Show each row's answers."""
        path = path_of(component, scope)
        value = canvas.value(path)
        count = len(value) if isinstance(value, list) else 0
        own = (*scope, *str(component.get("path")).split("."))
        rows = tuple(show_all(component, canvas, (*own, number)) for number in range(count))
        return Shown(label_of(component, canvas, scope), path, dom_id(path), rows=rows)

    def _row(self, component: Component, canvas: Canvas, scope: Scope, number: int) -> Drawn:
        own = (*scope, *str(component.get("path")).split("."), number)
        path = ".".join(str(part) for part in own)
        return Drawn(
            "row",
            path,
            dom_id(path),
            label=label_of(component, canvas, scope),
            value=number + 1,
            has_focus=path == canvas.attention,
            children=draw_all(component, canvas, own),
        )


def row_count(component: Component, canvas: Canvas, path: str) -> int:
    """Return how many rows to draw."""
    value = canvas.value(path)
    if isinstance(value, list):
        return min(len(value), MAX_ROWS)
    wanted = component.get("defaultRepetitions", 1)
    return wanted if isinstance(wanted, int) and not isinstance(value, Mapping) else 1

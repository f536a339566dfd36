"""The map of the schoolyard in a form: a list of marks {merke, x, y}, drawn as a picture (BAE-V-5).

Without a script each mark is a row: what it says, and its square (A–J × 1–10). A script lets one point instead, by
pointer, finger or keys, and writes into the same rows. The picture is the school's; its address is the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from engine.cases.answers import answering
from engine.surveys import marks
from webforms.fields import choices, containers, registry
from webforms.fields.base import Canvas, Component, Drawn, Posted, Scope, Shown, components, mapping, path_of
from webforms.language import text as _

BARE = (1000, 700)  # what the squares are drawn on where the school has no map


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mark that can be set, with the form's own words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One mark as a row: the field that says what it is, the one that says where, and the point where it stands."""

    own: Drawn
    mark: Drawn
    where: Drawn
    point: tuple[float, float] | None

    @property
    def square(self) -> str:
        """Return the square, empty where there is no point yet."""
        return marks.square(*self.point) if self.point else ""


class Yard(containers.DynamicList):
    """Marks on a map."""

    kind: ClassVar[str] = "yard"

    def rows(self, component: Component, posted: Posted, scope: Scope) -> list[dict[str, object]]:
        """Read the marks; where a square was chosen, and the point is not in it, the middle of the square counts."""
        path = path_of(component, scope)
        found = super().rows(component, posted, scope)
        for number, row in enumerate(found):
            name = posted.form.get(f"{path}.{number}:rute", "")
            middle, point = marks.centre(name), _point(row)
            if middle is not None and (point is None or marks.square(*point) != name):
                row[marks.X], row[marks.Y] = (f"{one:g}" for one in middle)
        return found

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Draw the rows, and where their marks stand on the picture."""
        drawn = super().draw(component, canvas, scope)
        given = mapping(canvas.options.get(answering.YARD_MAP))
        width, height = (given.get("width"), given.get("height")) if given else BARE
        parts = {
            **drawn.parts,
            "map": given,
            "width": width,
            "height": height,
            "kinds": kinds(component, canvas, scope),
            "rows": [_row(row, canvas) for row in drawn.children],
            "letters": marks.LETTERS,
            "all_squares": marks.SQUARES,
        }
        return replace(drawn, parts=parts)

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown:
        """Show each mark by what it says and its square."""
        frame = super().shown(component, canvas, scope)
        named = {one.value: one.label for one in kinds(component, canvas, scope)}
        value = canvas.value(frame.path)
        found = [(row, _point(row)) for row in (value if isinstance(value, list) else []) if isinstance(row, Mapping)]
        lines = [
            _("%(mark)s: rute %(square)s", mark=named.get(str(row.get(marks.KIND)), ""), square=marks.square(*point))
            for row, point in found
            if point is not None
        ]
        return replace(frame, rows=(), items=tuple(lines))


def kinds(component: Component, canvas: Canvas, scope: Scope) -> list[Kind]:
    """Return the kinds of marks in the form's order and words."""
    own = next((one for one in components(component) if one.get("key") == marks.KIND), {})
    found = choices.options(own, canvas, (*scope, str(component.get("path")), 0))
    return [Kind(str(one.value), one.label) for one in found if one.value in marks.KINDS]


def is_sheet(schema: Component | None) -> bool:
    """Tell whether a form asks for marks on the map: then it is one pupil's sheet, which no other pupil may see."""
    inside = components(schema) if schema else []
    return any(registry.is_yard(one) or is_sheet(one) for one in inside)


def _point(row: Mapping[str, object]) -> tuple[float, float] | None:
    try:
        x, y = float(str(row.get(marks.X))), float(str(row.get(marks.Y)))
    except ValueError:
        return None
    return (x, y) if 0 <= x <= 100 and 0 <= y <= 100 else None


def _row(row: Drawn, canvas: Canvas) -> Row:
    part = {one.path.rsplit(".", 1)[-1]: one for one in row.children}
    value = canvas.value(row.path)
    return Row(
        row, part.get(marks.KIND, row), part.get(marks.X, row), _point(value if isinstance(value, Mapping) else {})
    )

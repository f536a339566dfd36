"""Components that show and do not ask: text, html, separator, spacer, image, table, expression.

What is FEEL in them was worked out by the server; what a process owner wrote is made safe by `webforms.markdown`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from webforms import markdown
from webforms.fields import repeats
from webforms.fields.base import Canvas, Component, Drawn, Field, Scope, Shown, computed, mapping

MAX_TABLE_ROWS = 100
SAID = "#sagt"  # among a form's options: what the page says above it
IMAGE_TYPES = (
    "data:image/png",
    "data:image/jpeg",
    "data:image/gif",
    "data:image/webp",
    "data:image/svg+xml",
    "/static/",
)


class Display(Field):
    """Something that is no answer."""

    is_answer: ClassVar[bool] = False

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown | None:
        """Return nothing: it is no answer."""
        return None


class Text(Display):
    """Markdown between fields."""

    kind: ClassVar[str] = "text"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Make the Markdown safe HTML, without what stands above the form already."""
        text = repeats.without(str(computed(component, canvas, scope, "text") or ""), str(canvas.options.get(SAID, "")))
        return replace(self.frame(component, canvas, scope), value=markdown.to_html(text))


class Html(Display):
    """HTML between fields, harmless tags only."""

    kind: ClassVar[str] = "html"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Take away what is not harmless."""
        content = str(computed(component, canvas, scope, "content") or "")
        return replace(self.frame(component, canvas, scope), value=markdown.clean(content))


class Separator(Display):
    """A line."""

    kind: ClassVar[str] = "separator"


class Spacer(Display):
    """Air."""

    kind: ClassVar[str] = "spacer"


class Image(Display):
    """A picture with its text; only pictures that lie in the form itself or on this server are loaded."""

    kind: ClassVar[str] = "image"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Leave the address out where the page would not be allowed to load it; the text is shown then."""
        source = str(computed(component, canvas, scope, "source") or "")
        alt = str(computed(component, canvas, scope, "alt") or "")
        is_safe = source.startswith(IMAGE_TYPES)
        return replace(self.frame(component, canvas, scope), value=source if is_safe else "", parts={"alt": alt})


class Table(Display):
    """Data as a table: `dataSource` names or computes the rows, `columns` the columns."""

    kind: ClassVar[str] = "table"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Lay the rows out by column, as the server worked them out."""
        found = mapping(computed(component, canvas, scope, "table"))
        columns, rows = found.get("columns"), found.get("rows")
        heads = [str(c.get("label") or c.get("key") or "") for c in columns] if isinstance(columns, list) else []
        body = rows[:MAX_TABLE_ROWS] if isinstance(rows, list) else []
        return replace(self.frame(component, canvas, scope), parts={"heads": heads, "body": body})


class Expression(Display):
    """A value the server computes: never read from a request, always stored by the check."""

    kind: ClassVar[str] = "expression"

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Show what was computed."""
        drawn = self.frame(component, canvas, scope)
        value = canvas.computed.get(f"{drawn.path}@value", drawn.value)
        return replace(drawn, value=_cell(value))


def _cell(value: object) -> str:
    return "" if value is None else str(value)

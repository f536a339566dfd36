"""Fields that people write in: text, long text, numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from webforms.fields.base import Canvas, Component, Drawn, Field, Posted, Scope, computed, mapping

INPUT_TYPES = {"email": ("email", "email"), "phone": ("tel", "tel")}


def adorners(component: Component, canvas: Canvas, scope: Scope) -> dict[str, object]:
    """Return the words before and after the input (`kr`, `timer`)."""
    look = mapping(component.get("appearance"))
    before, after = (computed(component, canvas, scope, f"{end}Adorner") for end in ("prefix", "suffix"))
    return {"prefix": before or look.get("prefixAdorner") or "", "suffix": after or look.get("suffixAdorner") or ""}


class TextField(Field):
    """One line; e-mail and phone by `validationType`."""

    kind: ClassVar[str] = "textfield"
    empty: ClassVar[object] = ""

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Add the input's type, so that a phone shows the right keyboard."""
        drawn = self.frame(component, canvas, scope)
        wanted = str(mapping(component.get("validate")).get("validationType") or "")
        kind, autocomplete = INPUT_TYPES.get(wanted, ("text", "off"))
        return replace(drawn, parts={"type": kind, "autocomplete": autocomplete, **adorners(component, canvas, scope)})


class TextArea(Field):
    """Several lines; browsers send CRLF, form-js keeps LF."""

    kind: ClassVar[str] = "textarea"
    empty: ClassVar[object] = ""

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the text with plain line feeds."""
        return posted.form.get(path, "").replace("\r\n", "\n").replace("\r", "\n")


class Number(Field):
    """A number as typed: comma or point, spaces between thousands; what is no number goes on as it was written."""

    kind: ClassVar[str] = "number"

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the number's text with a point, None when nothing was written."""
        typed = posted.form.get(path, "").strip()
        plain = typed.replace(" ", "").replace("\u00a0", "").replace("−", "-").replace(",", ".")
        return plain or None

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Show it with a comma, as it was typed."""
        drawn = self.frame(component, canvas, scope)
        is_whole = component.get("decimalDigits") == 0
        parts = {"inputmode": "numeric" if is_whole else "decimal", **adorners(component, canvas, scope)}
        return replace(drawn, value=self.as_text(component, drawn.value, canvas), parts=parts)

    def as_text(self, component: Component, value: object, canvas: Canvas) -> str:
        """Return the number with a comma."""
        return "" if value is None else str(value).replace(".", ",")

"""The file picker: what is chosen is kept as a document at once, so that no file is lost when the form is redrawn.

The answer is a list of the documents' ids as text; their names come from the page (`canvas.options[NAMES]`). Which
types and sizes are taken is for `engine.documents` to say, by content; here stands only what the browser is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from webforms.fields.base import (
    Canvas,
    Component,
    Drawn,
    Field,
    Posted,
    Scope,
    Shown,
    computed,
    dom_id,
    is_number,
    label_of,
    mapping,
    path_of,
)
from webforms.language import text as _

NAMES = "#filer"  # no form key can have this name
SHUT = "#filer-lukket"  # true: the reader may not open them, and sees their names
GONE = "Fil som ikke finnes i saken"


class FilePicker(Field):
    """One file or several."""

    kind: ClassVar[str] = "filepicker"
    empty: ClassVar[object] = ()

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the files kept before that were not taken away, and those that came now."""
        taken = set(posted.form.getlist(f"{path}:bort"))
        before = [number for number in posted.form.getlist(path) if is_number(number) and number not in taken]
        if posted.keep_file is None:
            return before
        new = [posted.keep_file(path, file) for file in posted.files.getlist(path) if file.filename]
        kept = [number for number in new if number is not None]
        return [*before, *kept] if is_multiple(component) else (kept or before)[-1:]

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """List what is kept, and offer to add."""
        drawn = self.frame(component, canvas, scope)
        accept = computed(component, canvas, scope, "accept") or ""
        parts = {"accept": accept, "multiple": computed(component, canvas, scope, "multiple") is True}
        return replace(drawn, value=files(drawn.value, canvas), parts=parts)

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown:
        """Return the files with links."""
        path = path_of(component, scope)
        kept = tuple(files(canvas.value(path), canvas))
        return Shown(label_of(component, canvas, scope), path, dom_id(path), files=kept)


def is_multiple(component: Component) -> bool:
    """Tell whether several files are taken; where FEEL decides, the check says when there are too many."""
    wanted = component.get("multiple")
    return wanted is True or (isinstance(wanted, str) and wanted.startswith("="))


def files(value: object, canvas: Canvas) -> list[dict[str, object]]:
    """Return the documents of an answer with their names, and whether they open; one that nobody knows says so."""
    names = mapping(canvas.options.get(NAMES))
    numbers = [str(one) for one in value if is_number(str(one))] if isinstance(value, (list, tuple)) else []
    is_shut = bool(canvas.options.get(SHUT))
    return [
        {"id": number, "navn": names.get(number) or _(GONE), "opens": number in names and not is_shut}
        for number in numbers
    ]

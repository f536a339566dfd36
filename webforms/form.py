"""A whole form: drawn on the server, read from a request, shown as answers (design 3 no. 5, 4 `form.py`).

Knows form-js schemas as JSON and the fields of `webforms.fields`; what is hidden, computed or wrong is `engine.forms`.
Works without a script: rows and conditions are submit buttons that redraw the form with the text kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webforms import either, working_out
from webforms.fields import containers
from webforms.fields.base import Canvas, Drawn, Posted, Shown, components, is_number, lookup

AMBULANCE = "113"
WRITTEN = ("textfield", "textarea", "number")  # the kinds of fields that hold a person's own words
WORKED_OUT = ("=", "{{")  # in a label that is no words until the server has worked it out
Schema = Mapping[str, object]
Raw = dict[str, object]


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the summary on top: the text, and the field it links to."""

    dom_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form ready for its template."""

    nodes: tuple[Drawn, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    watched: frozenset[str] = field(default_factory=frozenset)  # keys that conditions hang on
    has_files: bool = False


def read(schema: Schema | None, posted: Posted) -> Raw:
    """Return the raw answers of a request, as `engine.forms.clean` takes them."""
    return containers.read_all(schema, posted, (), {}) if schema else {}


def only_read(container: Schema) -> Iterator[str]:
    """Give the keys of the fields that are only to be read, whatever is answered; of none in a list or a part."""
    for one in components(container):
        if one.get("type") == "group" and not one.get("path"):
            yield from only_read(one)
        elif one.get("readonly") is True and isinstance(one.get("key"), str):
            yield str(one["key"])


def fill(
    schema: Schema | None,
    raw: Mapping[str, object],
    options: Mapping[str, object],
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    attention: str = "",
) -> Filled:
    """Return the form filled with `raw`, with errors beside their fields and the focus at `attention`."""
    if not schema:
        return Filled()
    found = working_out.of(schema, raw, options)
    canvas = Canvas(raw, options, errors or {}, found.shown, found.computed, attention)
    nodes = either.paired(schema, containers.draw_all(schema, canvas, ()))
    lines = tuple(ErrorLine(either.goes_to(node), text) for node in walk(nodes) for text in node.errors)
    has_files = any(node.kind == "filepicker" for node in walk(nodes))
    return Filled(nodes, lines, found.watched, has_files)


def problems(schema: Schema | None, raw: Mapping[str, object], options: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what is wrong with the answers, path → kinds, as the command that stores them will see it."""
    return working_out.problems(schema, raw, options) if schema else {}


def show(schema: Schema | None, content: Mapping[str, object], options: Mapping[str, object]) -> tuple[Shown, ...]:
    """Return the answers as people read them: what was asked, in the form's order and words."""
    if not schema:
        return ()
    computed = working_out.of(schema, content, options).computed if working_out.has_feel_words(schema) else {}
    return containers.show_all(schema, Canvas(content, options, computed=computed), ())


def visibility(schema: Schema, raw: Mapping[str, object], options: Mapping[str, object]) -> dict[str, object]:
    """Return what a script needs to follow the conditions: hidden paths, and the computed values by path."""
    nodes = list(walk(fill(schema, raw, options).nodes))
    values = {node.path: node.value for node in nodes if node.kind == "expression"}
    return {"hidden": [node.path for node in nodes if node.is_hidden], "values": values}


def change_rows(raw: Raw, order: str) -> str:
    """Do what a row's button says (`legg-til mål`, `fjern mål.1`, `opp mål.1`, `ned mål.1`); return where to look.

    An order that fits nothing changes nothing: the form may have changed under an old page.
    """
    verb, _, path = order.partition(" ")
    if verb == "legg-til":
        rows = lookup(raw, path)
        if not isinstance(rows, list) or len(rows) >= containers.MAX_ROWS:
            return path
        rows.append({})
        return f"{path}.{len(rows) - 1}"
    holder, _, last = path.rpartition(".")
    rows = lookup(raw, holder)
    if not isinstance(rows, list) or not is_number(last) or int(last) >= len(rows):
        return ""
    return _moved(rows, verb, int(last), holder)


def _moved(rows: list[object], verb: str, at: int, path: str) -> str:
    if verb == "fjern":
        rows.pop(at)
        return path
    to = at - 1 if verb == "opp" else at + 1
    if not 0 <= to < len(rows):
        return f"{path}.{at}"
    rows[at], rows[to] = rows[to], rows[at]
    return f"{path}.{to}"


def walk(nodes: Sequence[Drawn]) -> Iterator[Drawn]:
    """Yield every drawn component, outer before inner."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def kept(schema: Schema | None, raw: Mapping[str, object], options: Mapping[str, object]) -> Mapping[str, object]:
    """Return what would be stored of `raw`: what is hidden is left out."""
    return working_out.kept(schema, raw, options) if schema else {}


def written(schema: Schema | None, raw: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return (what was asked, the person's own words) of every field that was written in; no choices, dates or ids."""
    nodes = containers.draw_all(schema, Canvas(raw), ()) if schema else ()
    found = [(node.label, str(node.value or "").strip()) for node in walk(nodes) if node.kind in WRITTEN]
    return [("" if any(mark in label for mark in WORKED_OUT) else label, text) for label, text in found if text]


def starts_with_text(schema: Schema) -> bool:
    """Tell whether the form opens with words of its own: what to do before one fills it in."""
    first = next(iter(components(schema)), {})
    return first.get("type") == "text"


def starts_with_alarm(schema: Schema) -> bool:
    """Tell whether those words say whom to ring when somebody is in danger; others are advice, and look like it."""
    first = next(iter(components(schema)), {})
    return first.get("type") == "text" and AMBULANCE in str(first.get("text") or "")


def file_ids(schema: Schema | None, raw: Mapping[str, object]) -> list[str]:
    """Return the ids of the documents that file fields hold."""
    nodes = containers.draw_all(schema, Canvas(raw), ()) if schema else ()
    return [str(file["id"]) for node in walk(nodes) if node.kind == "filepicker" for file in _list(node.value)]


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []

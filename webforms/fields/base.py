"""What every kind of field shares: how it is drawn, read from a request and shown as an answer (design 4 `fields/`).

Knows one component of a form-js schema at a time and what the server has worked out about it. Checking is
`engine.forms`; HTML is the template `fields/<kind>.html`, which gets a `Drawn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from werkzeug.datastructures import FileStorage, MultiDict

from engine import model
from webforms.fields import problems

Component = Mapping[str, object]
Scope = tuple[object, ...]
"""Where a component stands: the data path of its row or group, `("tiltak", 0)`."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A request's form and files, and what keeps an uploaded file (`None` = files are not taken here)."""

    form: MultiDict[str, str]
    files: MultiDict[str, FileStorage] = field(default_factory=MultiDict)
    options: Mapping[str, object] = field(default_factory=dict)
    keep_file: Callable[[str, FileStorage], object] | None = None


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a form is drawn from: the answers so far, the host's lists, errors, and what is hidden or computed."""

    raw: Mapping[str, object]
    options: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    visible: frozenset[str] | None = None  # the names of what is shown; None = all
    computed: Mapping[str, object] = field(default_factory=dict)
    attention: str = ""  # the path that gets the focus after a redraw

    def value(self, path: str) -> object:
        """Return the answer at a dotted path, None where there is none."""
        return lookup(self.raw, path)

    def shows(self, path: str) -> bool:
        """Tell whether the component is shown now."""
        return self.visible is None or path in self.visible

    def has(self, path: str) -> bool:
        """Tell whether the answers say anything at the path, be it empty."""
        parent, _, last = path.rpartition(".")
        holder = lookup(self.raw, parent) if parent else self.raw
        return isinstance(holder, Mapping) and last in holder


@dataclass(frozen=True, slots=True)
class Drawn:
    """One component ready for its template."""

    kind: str
    path: str
    dom_id: str
    label: str = ""
    description: str = ""
    is_required: bool = False
    is_readonly: bool = False
    is_disabled: bool = False
    is_hidden: bool = False
    has_focus: bool = False
    errors: tuple[str, ...] = ()
    told_by: str = ""  # the id of what says what is wrong, where that stands outside the field
    value: object = None
    parts: Mapping[str, object] = field(default_factory=dict)
    children: tuple[Drawn, ...] = ()

    @property
    def described_by(self) -> str:
        """Return the ids that `aria-describedby` names: the help text and the error, where there are any."""
        ids = (
            f"{self.dom_id}-hjelp" if self.description else "",
            f"{self.dom_id}-feil" if self.errors else "",
            self.told_by,
        )
        return " ".join(one for one in ids if one)


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer as people read it: a text, a list of texts, or rows of answers."""

    label: str
    path: str = ""
    dom_id: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    files: tuple[Mapping[str, object], ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    children: tuple[Shown, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was answered."""
        return not (self.text or self.items or self.files or self.rows or self.children)


class Field:
    """One kind of form-js component."""

    kind: ClassVar[str] = ""
    empty: ClassVar[object] = None
    is_answer: ClassVar[bool] = True

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the raw answer that the request gives, as form-js would have it."""
        return posted.form.get(path, "")

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Return the component ready for its template."""
        return self.frame(component, canvas, scope)

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown | None:
        """Return the answer as people read it; None for what is not an answer."""
        path = path_of(component, scope)
        value = canvas.value(path)
        return Shown(
            label_of(component, canvas, scope), path, dom_id(path), text=self.as_text(component, value, canvas)
        )

    def as_text(self, component: Component, value: object, canvas: Canvas) -> str:
        """Return one value as text."""
        return "" if value is None else str(value)

    def frame(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Return what all kinds have: label, help, errors, marks."""
        path = path_of(component, scope)
        rules = mapping(computed(component, canvas, scope, "limits") or component.get("validate"))
        drawn = Drawn(
            kind=self.kind,
            path=path,
            dom_id=dom_id(path),
            label=label_of(component, canvas, scope),
            description=str(computed(component, canvas, scope, "description") or ""),
            is_required=rules.get("required") is True,
            is_readonly=computed(component, canvas, scope, "readonly") is True,
            is_disabled=computed(component, canvas, scope, "disabled") is True,
            is_hidden=not canvas.shows(path),
            has_focus=bool(path) and path == canvas.attention,
            value=self.current(component, canvas, path),
        )
        kinds = canvas.errors.get(path, ())
        return (
            replace(
                drawn, errors=problems.texts(component, drawn.label or drawn.path, scope, kinds, rules, drawn.value)
            )
            if kinds
            else drawn
        )

    def current(self, component: Component, canvas: Canvas, path: str) -> object:
        """Return the answer to draw: what was given, else the default, else empty."""
        if canvas.has(path):
            return canvas.value(path)
        return canvas.computed.get(f"{path}@value", component.get("defaultValue", self.empty))


def is_number(text: str) -> bool:
    """Tell whether `text` is a number of ours: plain digits, no more than an id or a row can have."""
    return model.row_id(text) is not None


def path_of(component: Component, scope: Scope) -> str:
    """Return the dotted data path; a component without a key gets `#<id>`, which no answer can have."""
    own = component.get("key") or component.get("path") or f"#{component.get('id', '')}"
    return ".".join(str(part) for part in (*scope, own))


def dom_id(path: str) -> str:
    """Return the id of the element that shows `path`."""
    return "felt-" + path.replace(".", "-").replace("#", "")


def label_of(component: Component, canvas: Canvas, scope: Scope) -> str:
    """Return the label exactly as the form has it; a date or time may have one of its own instead."""
    own = ("timeLabel", "dateLabel") if component.get("subtype") == "time" else ("dateLabel", "timeLabel")
    found = (computed(component, canvas, scope, name) for name in ("label", *own))
    return next((str(label) for label in found if label), "")


def computed(component: Component, canvas: Canvas, scope: Scope, name: str) -> object:
    """Return a property of the component: what the server worked out where it is FEEL, else as it stands."""
    key = f"{path_of(component, scope)}@{name}"
    return canvas.computed[key] if key in canvas.computed else component.get(name)


def lookup(data: object, path: str) -> object:
    """Return what stands at a dotted path of nested mappings and lists, None where nothing does."""
    for part in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and is_number(part) and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def mapping(value: object) -> Mapping[str, object]:
    """Return `value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def components(container: Component) -> list[Component]:
    """Return the components in a form, a group or a list; a button is read and not drawn (design 7)."""
    inside = container.get("components")
    found = [c for c in inside if isinstance(c, Mapping)] if isinstance(inside, list) else []
    return [component for component in found if component.get("type") != "button"]

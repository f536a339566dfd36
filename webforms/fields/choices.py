"""Fields that people choose in: checkbox, checklist, radio, select, taglist.

An option's value keeps its JSON type: text is sent as it is, anything else with a mark, so that `"1"` and `1` differ.
Lists come from the form itself or from the host (`valuesKey`: `elever`, `ansatte`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    label_of,
    lookup,
    path_of,
)
from webforms.language import text as _

MARK = "json:"  # before a value that is no text
LONG_LIST = 12  # from here on a list can be searched


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what people read, what is sent, and what it means."""

    label: str
    token: str
    value: object
    is_chosen: bool = False


def token(value: object) -> str:
    """Return how a value is sent by a browser."""
    is_plain = isinstance(value, str) and not value.startswith(MARK)
    return str(value) if is_plain else MARK + json.dumps(value, ensure_ascii=False, sort_keys=True)


def meaning(sent: str) -> object:
    """Return the value that a browser sent as `sent`; what nobody offers goes on, for the check to refuse."""
    if not sent.startswith(MARK):
        return sent
    try:
        return json.loads(sent.removeprefix(MARK))
    except ValueError:
        return sent


def options(component: Component, canvas: Canvas, scope: Scope) -> list[Option]:
    """Return the component's options: as the server worked them out, else the host's list, else its own."""
    key = component.get("valuesKey")
    given = computed(component, canvas, scope, "options")
    if not given:
        given = lookup(canvas.options, str(key)) if key else component.get("values")
    return [_option(one) for one in given] if isinstance(given, list) else []


def _option(one: object) -> Option:
    if isinstance(one, dict):
        value = one.get("value")
        return Option(str(one.get("label", value)), token(value), value)
    return Option(str(one), token(one), one)


def _usual(component: Component, canvas: Canvas) -> set[str]:
    """Return who stands first in a list of staff: those with a role that the property `kan-ha` names."""
    own = component.get("properties")
    wanted = _names(own.get("kan-ha")) if isinstance(own, Mapping) else set()
    given = lookup(canvas.options, str(component.get("valuesKey")))
    people = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) and wanted else []
    return {token(one.get("value")) for one in people if wanted & _names(one.get("roles"))}


def _names(text: object) -> set[str]:
    return {part.strip() for part in str(text or "").split(",") if part.strip()}


class Choice(Field):
    """One of several."""

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the chosen value, None when nothing is chosen."""
        sent = posted.form.get(path, "")
        return meaning(sent) if sent else None

    def draw(self, component: Component, canvas: Canvas, scope: Scope) -> Drawn:
        """Mark what is chosen."""
        drawn = self.frame(component, canvas, scope)
        picked = {token(one) for one in self.values(drawn.value)}
        marked = [replace(option, is_chosen=option.token in picked) for option in options(component, canvas, scope)]
        usual = _usual(component, canvas)
        first = [option for option in marked if option.is_chosen or option.token in usual] if usual else marked
        others = [option for option in marked if option not in first]
        is_long = len(marked) >= LONG_LIST or bool(others)
        return replace(drawn, parts={"options": first, "others": others, "is_long": is_long, "empty": _("Velg …")})

    def shown(self, component: Component, canvas: Canvas, scope: Scope) -> Shown:
        """Return the labels of what was chosen."""
        path = path_of(component, scope)
        known = {option.token: option.label for option in options(component, canvas, scope)}
        labels = tuple(known.get(token(one), str(one)) for one in self.values(canvas.value(path)))
        frame = Shown(label_of(component, canvas, scope), path, dom_id(path))
        return replace(frame, items=labels) if len(labels) > 1 else replace(frame, text="".join(labels))

    def values(self, value: object) -> list[object]:
        """Return the chosen values as a list."""
        return [] if value is None else [value]


class Several(Choice):
    """Any number of several."""

    empty: ClassVar[object] = ()

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return the chosen values in the order they were sent."""
        return [meaning(sent) for sent in posted.form.getlist(path) if sent]

    def values(self, value: object) -> list[object]:
        """Return the chosen values as a list."""
        return list(value) if isinstance(value, (list, tuple)) else []


class Radio(Choice):
    """One of few, all in sight."""

    kind: ClassVar[str] = "radio"


class Select(Choice):
    """One of many."""

    kind: ClassVar[str] = "select"


class Checklist(Several):
    """Several of few, all in sight."""

    kind: ClassVar[str] = "checklist"


class Taglist(Several):
    """Several of many; without a script a list of checkboxes that scrolls."""

    kind: ClassVar[str] = "taglist"


class Checkbox(Field):
    """Yes or no."""

    kind: ClassVar[str] = "checkbox"
    empty: ClassVar[object] = False

    def read(self, component: Component, posted: Posted, path: str) -> object:
        """Return whether it was ticked; a box that was not is not sent at all."""
        return path in posted.form

    def as_text(self, component: Component, value: object, canvas: Canvas) -> str:
        """Return yes in words; a box that was not ticked says nothing, least of all no."""
        return _("Ja") if value is True else _("Ikke krysset av")

"""Which class handles which form-js kind; filled by `webforms.fields`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.surveys import marks
from webforms.fields.base import Component, Field

KINDS: dict[str, Field] = {}


def of(component: Component) -> Field:
    """Return the field that handles `component`; kinds nobody knows were refused at publish.

    A dynamic list that does not repeat is a group, as in the viewer.
    """
    if component.get("type") == "dynamiclist" and is_yard(component):
        return KINDS["yard"]
    is_group = component.get("type") == "dynamiclist" and component.get("isRepeating") is False
    return KINDS["group" if is_group else str(component.get("type"))]


def is_yard(component: Component) -> bool:
    """Tell whether a list asks for marks on the map of the schoolyard (property `kart` = `skolegard`)."""
    own = component.get("properties")
    return isinstance(own, Mapping) and own.get(marks.PROPERTY) == marks.YARD

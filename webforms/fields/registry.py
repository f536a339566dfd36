"""Which class handles which form-js kind; filled by `webforms.fields`."""

from __future__ import annotations

from webforms.fields.base import Component, Field

KINDS: dict[str, Field] = {}


def of(component: Component) -> Field:
    """Return the field that handles `component`; kinds nobody knows were refused at publish.

    A dynamic list that does not repeat is a group, as in the viewer.
    """
    is_group = component.get("type") == "dynamiclist" and component.get("isRepeating") is False
    return KINDS["group" if is_group else str(component.get("type"))]

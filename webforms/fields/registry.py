"""Which class handles which form-js kind; filled by `webforms.fields`."""

from __future__ import annotations

from webforms.fields.base import Component, Field

KINDS: dict[str, Field] = {}


def of(component: Component) -> Field:
    """Return the field that handles `component`; kinds nobody knows were refused at publish."""
    return KINDS[str(component.get("type"))]

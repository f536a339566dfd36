"""Fields of which one must be filled in: `elev` from a list, or a name where the pupil is not found (ux.md Words).

Knows a form's schema and its drawn fields. A field that is required while another beside it has no answer
(`hide: =elev != null`) makes a pair with that one: drawn under one heading, and asked for in one line of the summary.
What must be answered is `engine.forms`; this only says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from webforms.fields.base import Component, Drawn, components, mapping
from webforms.language import text as _

KIND = "one_of"
_INSTEAD = re.compile(r"=\s*(?:this\.)?(\w+)\s*!=\s*null(?:\s+or\b.*)?\s*", re.DOTALL)


def paired(container: Component, nodes: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Return the drawn fields of `container`'s components, each pair under a node of its own, at every depth."""
    found: list[Drawn] = []
    for one, node in zip(components(container), nodes, strict=True):
        if found and node.is_required and _first_of(one, node) == found[-1].path:
            found[-1] = _pair(found[-1], node)
        else:
            found.append(_deeper(one, node))
    return tuple(found)


def _deeper(component: Component, node: Drawn) -> Drawn:
    """Return the node with the pairs inside it, where it holds fields."""
    if node.kind == "group":
        return replace(node, children=paired(component, node.children))
    if node.kind == "dynamiclist":
        rows = (replace(row, children=paired(component, row.children)) for row in node.children)
        return replace(node, children=tuple(rows))
    return node


def _first_of(component: Component, node: Drawn) -> str:
    """Return the path of the field that this one stands in for, empty where it stands for itself."""
    found = _INSTEAD.fullmatch(str(mapping(component.get("conditional")).get("hide", "")))
    return ".".join([*node.path.split(".")[:-1], found[1]]) if found else ""


def _pair(first: Drawn, second: Drawn) -> Drawn:
    """Return both under one heading; that neither is filled in is said once, for both."""
    own = f"{first.dom_id}-ett"
    is_empty = bool(second.errors) and all(one.value in (None, "") for one in (first, second))
    said = _("Fyll ut ett av disse: «%(first)s» eller «%(second)s».", first=first.label, second=second.label)
    if is_empty:
        first, second = (replace(one, errors=(), told_by=f"{own}-feil") for one in (first, second))
    return Drawn(
        KIND,
        f"#{first.path}-ett",
        own,
        is_hidden=first.is_hidden and second.is_hidden,
        errors=(said,) if is_empty else (),
        parts={"first": first.dom_id},
        children=(first, replace(second, is_required=False)),
    )


def goes_to(node: Drawn) -> str:
    """Return the id of the element that a line of the summary about this node leads to."""
    return str(node.parts["first"]) if node.kind == KIND else node.dom_id

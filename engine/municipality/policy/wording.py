"""The municipality's own words in texts: `{{innstilling.<key>}}` in forms and guidance becomes what was decided.

Exact: nothing but such an insert is touched. A key with a capital letter (`{{innstilling.Plannavn}}`) gives the word
with a capital letter. What else stands in `{{…}}` is left for whoever draws the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from engine.municipality.policy.declared import NAME

_INSERT = re.compile(r"\{\{\s*" + NAME + r"\.([^\W\d]\w*)\s*\}\}")


def fill(text: str, names: Mapping[str, object]) -> str:
    """Return `text` with the inserts filled in; one that names no setting stays, for `check` to tell of."""
    return _INSERT.sub(lambda found: _shown(found, names), text) if NAME in text else text


def fill_json(text: str, names: Mapping[str, object]) -> str:
    """Return the JSON `text` with the inserts of its strings filled in."""
    return _INSERT.sub(lambda found: json.dumps(_shown(found, names))[1:-1], text) if NAME in text else text


def inserted(text: str) -> Iterator[str]:
    """Give the key of each insert, as written."""
    return (found[1] for found in _INSERT.finditer(text))


def _shown(found: re.Match[str], names: Mapping[str, object]) -> str:
    if found[1] not in names:
        return found[0]
    value = names[found[1]]
    said = f"{value:g}".replace(".", ",") if isinstance(value, float | int) else str(value or "")
    return said.replace("{{", "{ {")

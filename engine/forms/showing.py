"""What of a form is shown for some answers, with every text filled in and every limit worked out (design 3.5).

Knows forms and JSON answers; must not know HTML. Whoever draws a form asks here; texts come as Markdown or HTML as
they were written, to be cleaned by who draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from engine.forms import cleaning
from engine.forms.definition import Form


class Table(TypedDict):
    """A table that is shown: its columns (`key`, `label`) and the text of every cell."""

    columns: list[dict[str, str]]
    rows: list[list[str]]


class Shown(TypedDict):
    """One component that is shown.

    `id` is that of the definition's `Field`. `path` says where the answer stands, rows from 0, and is that of the
    container for a component without a key; `key` is the last part. `texts` has `label`, `description`, `text`,
    `content` … as far as the component has them. `limits` is `validate` with its expressions evaluated. A field in a
    locked container is read-only too. `rows` is None for anything but a list.
    """

    id: str
    kind: str
    path: str
    key: str
    value: Any
    texts: dict[str, str]
    limits: dict[str, Any]
    options: list[dict[str, Any]]
    table: Table | None
    isReadonly: bool
    isDisabled: bool
    isMultiple: bool
    children: list[Shown]
    rows: list[list[Shown]] | None


def show(form: Form, raw: Mapping[str, Any], *, data: Mapping[str, Any] | None = None) -> list[Shown]:
    """Return the components that are shown for `raw`, top-level ones first; `data` as in `cleaning.clean`."""
    tree: list[Shown] = cleaning.ask("form.show", form, raw, data)["tree"]
    return tree

"""What the server has worked out about a form and some answers: what is hidden, and every FEEL text (design 3 no. 5).

Knows `engine.forms.show` and turns its tree into names that `webforms.fields` asks for: `path@property`. A component
that the tree lacks is hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from engine import expressions, form_values, forms
from engine.municipality import policy

Schema = Mapping[str, object]
WORDS = ("label", "dateLabel", "timeLabel", "valuesExpression")
# a component's property → what the server says of it
PARTS: dict[str, Literal["value", "limits", "options", "table", "isReadonly", "isDisabled", "isMultiple"]] = {
    "value": "value",
    "limits": "limits",
    "options": "options",
    "table": "table",
    "readonly": "isReadonly",
    "disabled": "isDisabled",
    "multiple": "isMultiple",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown and what it says; `watched` are the keys that conditions hang on."""

    shown: frozenset[str] = frozenset()
    computed: Mapping[str, object] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()


def of(schema: Schema, raw: Mapping[str, object], options: Mapping[str, object]) -> Found:
    """Return what is worked out for `raw`, as typed, with the host's lists in `options`."""
    form = _form(schema)
    shown: set[str] = set()
    computed: dict[str, object] = {}
    for node in _walk(forms.show(form, raw, data=options)):
        name = _name(node)
        shown.add(name)
        computed.update({f"{name}@{text}": said for text, said in node["texts"].items()})
        computed.update({f"{name}@{part}": node[key] for part, key in PARTS.items()})
    return Found(frozenset(shown), computed, _watched(form.key))


def has_feel_words(schema: Schema) -> bool:
    """Tell whether a label or a list of options is FEEL; without, an answer is read without asking V8."""
    return any(
        str(one.get(name) or "").startswith("=") or "{{" in str(one.get(name) or "")
        for one in _form(schema).all()
        for name in WORDS
    )


def places(schema: Schema, options: Mapping[str, object]) -> frozenset[str]:
    """Return where the form's fields stand, without the numbers of rows; those that the settings hide stand nowhere."""
    form = _form(schema)
    hidden = [one for one in form.all() if not one.in_list and _is_for_settings(one)]
    if not hidden:
        return frozenset(one.place for one in form.all())
    shown = {node["id"] for node in _walk(forms.show(form, {}, data=options))}
    gone = {inner.id for one in hidden if one.id not in shown for inner in _within(one)}
    return frozenset(one.place for one in form.all() if one.id not in gone)


def all_places(schema: Schema) -> frozenset[str]:
    """Return where the form's fields stand, without the numbers of rows, whatever the settings hide."""
    return frozenset(one.place for one in _form(schema).all())


def _is_for_settings(field: forms.Field) -> bool:
    """Tell whether what the municipality has decided says alone if the field is there."""
    hide = field.get("conditional", "hide")
    return expressions.is_expression(hide) and expressions.names(hide) == {policy.NAME}


def _within(field: forms.Field) -> Iterator[forms.Field]:
    yield field
    for one in field.children:
        yield from _within(one)


def problems(schema: Schema, raw: Mapping[str, object], options: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the kinds of error by path."""
    return forms.clean(_form(schema), raw, data=options).errors


def kept(schema: Schema, raw: Mapping[str, object], options: Mapping[str, object]) -> dict[str, Any]:
    """Return what would be stored of `raw`."""
    return forms.clean(_form(schema), raw, data=options).kept


def files(schema: Schema, raw: Mapping[str, object]) -> tuple[dict[str, Any], list[int]]:
    """Return the answers without their files, and the files' numbers."""
    form = _form(schema)
    return form_values.without_files(form, raw), form_values.files(form, raw)


def _form(schema: Schema) -> forms.Form:
    return _parsed(json.dumps(schema, ensure_ascii=False, sort_keys=True))


def _walk(nodes: Iterable[forms.Shown]) -> Iterator[forms.Shown]:
    for node in nodes:
        yield node
        yield from _walk(node["children"])
        for row in node["rows"] or ():
            yield from _walk(row)


def _name(node: forms.Shown) -> str:
    """Return the node's path; what has no key of its own is named `#<id>` in its place."""
    if node["key"]:
        return str(node["path"])
    return ".".join(part for part in (str(node["path"]), f"#{node['id']}") if part)


@lru_cache(maxsize=256)
def _parsed(text: str) -> forms.Form:
    form = forms.parse(text)
    _forms[form.key] = form
    return form


_forms: dict[str, forms.Form] = {}


@lru_cache(maxsize=256)
def _watched(key: str) -> frozenset[str]:
    """Return the names that hide or compute something in the form."""
    texts = [
        str(text)
        for one in _forms[key].all()
        for text in (one.get("conditional", "hide"), one.get("expression"), one.get("readonly"))
        if expressions.is_expression(text)
    ]
    return frozenset(name for text in texts for name in expressions.names(text))

"""A form as it is written: form-js JSON read into frozen values (design 3.5; form-js.md).

Knows the shape of a `.form` file; must not know answers, expressions' meaning or HTML. What is wrong with a form that
can be read at all is for `findings` to say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine import errors

_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,200})"')
MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20

INPUTS: Final = frozenset(
    {
        "textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "taglist",
        "expression", "filepicker",
    }
)  # fmt: skip
CHOICES: Final = frozenset({"radio", "select", "checklist", "taglist"})
CONTAINERS: Final = frozenset({"group", "dynamiclist"})
SHOWN: Final = frozenset({"text", "html", "image", "table", "spacer", "separator", "button"})
REFUSED: Final = frozenset({"iframe", "documentPreview"})


@dataclass(frozen=True, slots=True)
class Field:
    """One component. `key` is what its value or its rows stand under, `place` the whole path without row numbers.

    `raw` is the component as written, `children` those within a group or a list, `in_list` tells whether it is in a
    row.
    """

    kind: str
    id: str
    key: str
    place: str
    label: str
    raw: Mapping[str, Any]
    children: tuple[Field, ...] = ()
    in_list: bool = False

    @property
    def is_input(self) -> bool:
        """Tell whether the field has an answer."""
        return self.kind in INPUTS

    def get(self, *names: str) -> Any:
        """Return a nested property of the component, None where there is none: `field.get("validate", "required")`."""
        value: Any = self.raw
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


@dataclass(frozen=True, slots=True)
class Form:
    """A parsed form; `name` is the file's stem, `id` the id inside, `key` tells one content from another."""

    id: str
    name: str
    key: str
    text: str = field(repr=False)
    fields: tuple[Field, ...] = ()

    def all(self) -> Iterator[Field]:
        """Give every component, a container before what is in it."""
        yield from _all(self.fields)

    def inputs(self) -> Iterator[Field]:
        """Give every component that has an answer."""
        return (one for one in self.all() if one.is_input)


def parse(content: str | bytes, *, name: str = "") -> Form:
    """Read the text of a `.form` file; `name` is its stem.

    Raises `errors.FormUnreadable` where it is no form at all: too large, not JSON, not an object with components.
    """
    schema = _schema(content, name)
    counter = iter(range(1, 1_000_000))
    components = [_identified(one, counter, 1, name) for one in _list(schema, name)]
    ready = {**schema, "components": components, "id": str(schema.get("id") or name or "Skjema")}
    text = json.dumps(ready, ensure_ascii=False, sort_keys=True)
    return Form(
        id=str(ready["id"]),
        name=name,
        key=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        fields=tuple(_field(one, "", in_list=False) for one in components),
    )


def ids(content: bytes, *, name: str = "") -> tuple[str, ...]:
    """Return the id of a form; of one that cannot be read all that may be: who refers to it means this file."""
    try:
        return (parse(content, name=name).id,)
    except errors.FormUnreadable:
        return (name, *dict.fromkeys(one.decode(errors="replace") for one in _ID.findall(content)))


def _schema(content: str | bytes, name: str) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise errors.FormUnreadable(f"Skjemaet {name} er for stort: høyst {MAX_BYTES // 1000} kB.")
    try:
        schema = json.loads(content)
    except ValueError as problem:
        raise errors.FormUnreadable(f"Skjemaet {name} er ikke gyldig JSON: {problem}.") from problem
    except RecursionError as problem:
        raise _too_deep(name) from problem
    if not isinstance(schema, dict):
        raise errors.FormUnreadable(f"Skjemaet {name} er ikke et form-js-skjema: det ytterste må være et objekt.")
    return schema


def _list(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    components = holder.get("components", [])
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        raise errors.FormUnreadable(f"Skjemaet {name} er ikke et form-js-skjema: components må være en liste av felt.")
    return components


def _identified(raw: dict[str, Any], counter: Iterator[int], depth: int, name: str) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        raise _too_deep(name)
    number = next(counter)
    result = {**raw, "id": str(raw.get("id") or f"Felt_{number}")}
    if "components" in raw:
        result["components"] = [_identified(one, counter, depth + 1, name) for one in _list(raw, name)]
    return result


def _too_deep(name: str) -> errors.FormUnreadable:
    what = f"Skjemaet {name} har grupper eller lister i hverandre i mer enn {MAX_DEPTH} nivåer."
    return errors.FormUnreadable(f"{what} Flytt de innerste ut, så det er høyst {MAX_DEPTH}.")


def _field(raw: dict[str, Any], around: str, *, in_list: bool) -> Field:
    kind = str(raw.get("type", ""))
    key = _key(raw, kind)
    place = ".".join(part for part in (around, key) if part)
    return Field(
        kind=kind,
        id=raw["id"],
        key=key,
        place=place,
        label=str(raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel") or ""),
        raw=raw,
        children=tuple(
            _field(one, place, in_list=in_list or kind == "dynamiclist") for one in raw.get("components", [])
        ),
        in_list=in_list,
    )


def _key(raw: Mapping[str, Any], kind: str) -> str:
    if kind in INPUTS:
        return str(raw.get("key") or raw["id"])
    if kind in CONTAINERS:
        return str(raw.get("path") or (raw["id"] if kind == "dynamiclist" else ""))
    return ""


def _all(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _all(one.children)

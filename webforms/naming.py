"""What a person of the register is called in an answer: a form stores the id, people read the name.

Knows fields whose list is the host's (`elever`, `ansatte`), and asks `engine.overview.names` once for all of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from engine import errors, model, overview, pages
from webforms import form, strays
from webforms.fields import files
from webforms.fields.base import Shown, components

LISTS = ("elever", "ansatte")


def shown(
    views: Iterable[pages.AnswersView],
    person: model.Person,
    documents: Iterable[pages.DocumentRow],
    *,
    are_shut: bool = False,
) -> dict[int, tuple[Shown, ...]]:
    """Return each answer record as people read it, by the record's id; `are_shut`: who reads may open no document."""
    found = list(views)
    ids = {number for view in found for number in _ids(view.form or {}, view.content)}
    options = {**_lists(ids, person), files.NAMES: file_names(documents), files.SHUT: are_shut}
    return {view.id: form.show(view.form, view.content, options) + strays.shown(view.content) for view in found}


def named(container: form.Schema, content: Mapping[str, object], person: model.Person) -> dict[str, object]:
    """Return the lists that name the persons whom `content` holds in the fields of `container`."""
    return _lists(set(_ids(container, content)), person)


def _lists(ids: set[int], person: model.Person) -> dict[str, object]:
    people = [{"value": number, "label": name} for number, name in overview.names(person, ids).items()]
    return dict.fromkeys(LISTS, people)


def file_names(documents: Iterable[pages.DocumentRow]) -> dict[str, str]:
    """Return documents' names by id as text, for file fields."""
    return {str(document.id): document.name for document in documents}


def with_files(
    options: Mapping[str, object], schema: form.Schema | None, raw: Mapping[str, object], person: model.Person
) -> dict[str, object]:
    """Return `options` with the names of the files that `raw` holds, those just uploaded included."""
    known = options.get(files.NAMES)
    names = dict(known) if isinstance(known, Mapping) else {}
    for number in form.file_ids(schema, raw):
        found = None if number in names else model.row_id(number)
        if found is not None:
            with contextlib.suppress(errors.DocumentNotFound):
                names[number] = overview.document(found, person)[0].name
    return {**options, files.NAMES: names}


def _ids(container: Mapping[str, object], content: object) -> Iterator[int]:
    """Yield the ids of persons that the fields of `container` hold in `content`, rows and groups included."""
    for component in components(container):
        inside = _inside(component, content)
        if component.get("type") in ("group", "dynamiclist"):
            for one in inside if isinstance(inside, list) else [inside]:
                yield from _ids(component, one)
        elif component.get("valuesKey") in LISTS:
            chosen = inside if isinstance(inside, list) else [inside]
            yield from (number for number in map(model.row_id, chosen) if number is not None)


def _inside(component: Mapping[str, object], content: object) -> object:
    name = component.get("key") or component.get("path")
    if not name:
        return content
    return content.get(str(name)) if isinstance(content, Mapping) else None

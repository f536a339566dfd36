"""Words that stand in no field of a form any more: it was published anew, its case moved, or a setting has changed.

Nothing that was written is lost: a page from before is not sent, its words stand on the new page to be copied from, and
with the draft until it is sent. Knows forms' places and what a request brought; not where a draft is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from engine import form_values
from webforms import posts, working_out
from webforms.fields.base import Shown
from webforms.form import Raw, Schema
from webforms.language import text as _

KEY = form_values.BESIDE  # in a draft, and in what came too late
_ROW = re.compile(r"\.\d+(?=\.|$)")


def of_draft(schema: Schema | None, options: Mapping[str, object], content: Mapping[str, object]) -> tuple[str, ...]:
    """Return the words of a draft that the form has no field for."""
    return _words(schema, options, _leaves("", without(content)), _kept(content))


def are_unseen(schema: Schema | None, options: Mapping[str, object], content: Mapping[str, object]) -> bool:
    """Tell whether a draft has words in fields that the form has no more, and that no page has shown beside it yet."""
    return not set(of_draft(schema, options, without(content))) <= set(_kept(content))


def of_request(schema: Schema | None, options: Mapping[str, object], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return `known`, and the words of this request that the form has no field for."""
    return _words(schema, options, _sent(), known)


def are_foreign(schema: Schema | None) -> bool:
    """Tell whether this request has words in places that the form has not at all: its page was drawn with another.

    A field that the settings hide is on the page still, and sends what it holds every time.
    """
    places = working_out.all_places(schema) if schema else frozenset()
    return any(place not in places for place, text in _sent() if posts.are_words(place, text))


def with_them(raw: Raw, strays: tuple[str, ...]) -> Raw:
    """Return what a draft keeps of answers with words beside them."""
    return {**raw, KEY: list(strays)} if strays else raw


def whole(schema: Schema | None, options: Mapping[str, object], content: Mapping[str, object]) -> Raw:
    """Return a draft's answers with all its words that the form has no field for beside them."""
    return with_them(without(content), of_draft(schema, options, content))


def without(content: Mapping[str, object]) -> Raw:
    """Return a draft's answers alone."""
    return {key: one for key, one in content.items() if key != KEY}


def shown(content: Mapping[str, object]) -> tuple[Shown, ...]:
    """Return the words of a late answer that its form has no field for, as people read them."""
    found = tuple(_kept(content))
    return (Shown(_("Skrevet i et felt som ikke finnes lenger"), items=found),) if found else ()


def _kept(content: Mapping[str, object]) -> list[str]:
    before = content.get(KEY)
    return [str(one) for one in before] if isinstance(before, list) else []


def _words(
    schema: Schema | None, options: Mapping[str, object], texts: Iterable[tuple[str, str]], known: Iterable[str]
) -> tuple[str, ...]:
    words = [(place, text.strip()) for place, text in texts if posts.are_words(place, text)]
    places = working_out.places(schema, options) if schema and words else frozenset()
    found = [text for place, text in words if place not in places]
    kept = (one for one in known if not any(text.startswith(one) for text in found))  # as it was typed
    return tuple(dict.fromkeys([*kept, *found]))


def _leaves(place: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(f"{place}.{key}" if place else str(key), one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(place, one)
    elif isinstance(value, str):
        yield place, value


def _sent() -> list[tuple[str, str]]:
    """Return what this request brought, by place: without the numbers of rows, and the part of a field."""
    sent = posts.form()
    pairs = sent.items(multi=True) if sent is not None else ()
    return [(_ROW.sub("", name.partition(":")[0]), text) for name, text in pairs]

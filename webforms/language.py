"""The language a page speaks: bokmål message ids, a nynorsk catalogue (design 3 no. 12).

Knows the catalogue `translations/nn/LC_MESSAGES/messages.po`, read straight from its source so that no compiled copy
can be old. The engine's own sentences (`engine.phrases`) are said by the same catalogue. Knows nothing of requests:
`webforms.app` sets the language of each one. Babel alone does the work.
"""

from __future__ import annotations

import contextlib
import contextvars
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages import pofile

from engine import phrases, role_words

CATALOGUE = Path(__file__).parent / "translations" / "nn" / "LC_MESSAGES" / "messages.po"
LANGUAGES = ("nb", "nn")
_BETWEEN = re.compile("(/|, | og )")  # of the roles in a lane's name

_current: contextvars.ContextVar[str] = contextvars.ContextVar("language", default="nb")


def current() -> str:
    """Return the language of this request: `nb` or `nn`."""
    return _current.get()


def choose(language: str) -> None:
    """Speak `language` from here on in this context; anything unknown is bokmål."""
    _current.set(language if language in LANGUAGES else "nb")


@contextlib.contextmanager
def using(language: str) -> Iterator[None]:
    """Speak `language` for a while."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def text(message: str, /, **values: object) -> str:
    """Return `message` in the current language, with `%(name)s` filled in."""
    found = _nynorsk().get(message, message) if current() == "nn" else message
    return found % values if values else found


def said(sentence: str) -> str:
    """Return a sentence of the engine in the current language; a text that is nobody's template stays as written."""
    if current() != "nn" or not isinstance(sentence, phrases.Phrase):
        return str(sentence)
    if sentence.nynorsk:
        return sentence.nynorsk
    return text(sentence.template, **{name: _part(value) for name, value in sentence.values.items()})


def role(name: str) -> str:
    """Return what a role is called in the current language."""
    return said(role_words.of(name))


def lane(name: str) -> str:
    """Return what a lane (`Rektor/kontaktlærer`, `Intervensjonsteam og rektor`) is called in the current language."""
    if current() != "nn":
        return name
    return "".join(_whose(part) for part in _BETWEEN.split(name))


def _whose(part: str) -> str:
    lowered = part[:1].lower() + part[1:]
    found = role(part) if role(part) != part else role(lowered)
    return part if found == lowered else found[:1].upper() + found[1:] if part[:1].isupper() else found


def _part(value: object) -> object:
    return said(value) if isinstance(value, str) else value


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """Return `one` when `count` is 1, else `many`; `%(num)s` is the count."""
    return text(one if count == 1 else many, num=count, **values)


def jinja_text(message: str) -> str:
    """Give Jinja's newstyle `_()` the text; Jinja fills in the values itself, escaped."""
    return _nynorsk().get(message, message) if current() == "nn" else message


def jinja_plural(one: str, many: str, count: int) -> str:
    """Give Jinja's newstyle `ngettext` the form for `count`."""
    return jinja_text(one if count == 1 else many)


@cache
def _nynorsk() -> dict[str, str]:
    """Read the catalogue once a process: message id → nynorsk; a plural's two forms stand under their own ids."""
    with CATALOGUE.open("rb") as file:
        catalogue = pofile.read_po(file, locale="nn")
    found: dict[str, str] = {}
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        found.update({str(i): str(s) for i, s in zip(ids, strings, strict=True) if i and s})
    return found

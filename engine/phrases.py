"""Sentences of ours that can be said again in another language (design 2; DECISIONS 14).

Knows templates and values. Must not know catalogues, pages or who reads. A phrase is its bokmål text to everybody who
does not ask; who shows it to a person asks for its template and values, or for its nynorsk where it brings that itself.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_NOTHING: Mapping[str, object] = MappingProxyType({})
_OF_SYSTEM = {
    errno.ENOENT: "den finnes ikke",
    errno.ENOTDIR: "den finnes ikke",
    errno.EISDIR: "det er en mappe",
    errno.EACCES: "du har ikke lov til å åpne den",
    errno.EPERM: "du har ikke lov til å åpne den",
}


class Phrase(str):
    """A bokmål text that remembers how it was made; equal to, and stored as, the text wherever nobody asks.

    `values` are texts, numbers and phrases. A moment is given as text, `09.01.2026 kl. 14:30`: bokmål and nynorsk
    write it alike. `nynorsk` is empty where a catalogue of templates is to be asked.
    """

    template: str
    values: Mapping[str, object]
    nynorsk: str

    def __new__(cls, template: str, values: Mapping[str, object] = _NOTHING, *, nynorsk: str = "") -> Phrase:
        """Fill `values` into `template` (`%(name)s`); without values the template stands as it is."""
        made = super().__new__(cls, template % dict(values) if values else template)
        made.template, made.values, made.nynorsk = template, values, nynorsk
        return made


def say(template: str, /, **values: object) -> Phrase:
    """Return a sentence; its nynorsk stands in the catalogue under `template`, which therefore is written out here."""
    return Phrase(template, values)


def both(bokmaal: str, nynorsk: str) -> Phrase:
    """Return a sentence that brings its nynorsk, for texts that are counted out and not looked up."""
    return Phrase(bokmaal, nynorsk=nynorsk)


def series(parts: Sequence[str], between: str = ", ") -> Phrase:
    """Return phrases and names one after the other; `between` reads the same in both languages (`, `, ` og `)."""
    named = {f"n{number}": part for number, part in enumerate(parts)}
    return Phrase(between.join(f"%({name})s" for name in named), named)


def spoken(text: str, language: str) -> str:
    """Return a text in `language` as far as it brings the words itself; no catalogue is asked."""
    own = text.nynorsk if isinstance(text, Phrase) and language == "nn" else ""
    return own or str(text)


def as_json(value: object) -> object:
    """Return what `from_json` needs to say `value` again; a text without a template is itself."""
    if not isinstance(value, Phrase):
        return value
    if value.nynorsk:
        return {"nb": str(value), "nn": value.nynorsk}
    return {"say": value.template, "with": {name: as_json(one) for name, one in value.values.items()}}


def sentence(kept: object) -> str:
    """Return the sentence that `as_json` was given; nothing where none was."""
    found = from_json(kept)
    return found if isinstance(found, str) else ""


def from_json(kept: object) -> object:
    """Return the phrase, or the text or number, that `as_json` was given."""
    if not isinstance(kept, Mapping):
        return kept
    if "nn" in kept:
        return both(str(kept["nb"]), str(kept["nn"]))
    return Phrase(str(kept["say"]), {name: from_json(one) for name, one in kept["with"].items()})


def of_system(problem: OSError) -> str:
    """Return why the system cannot open a file, as it stands in brackets in a sentence."""
    return _OF_SYSTEM.get(problem.errno or 0) or problem.strerror or type(problem).__name__

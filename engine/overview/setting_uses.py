"""Which routines in force read each setting: in diagrams, forms, decisions and letters (Innstillinger, issue 4).

Knows how a setting is written in each of them. Of the letters only those count that a diagram makes, and of what they
share only what they use: a law that stands in a common part is read by the letters with that part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import bpmn, db, model, routines
from engine.municipality import policy

_NAMED = re.compile(rf"\b{policy.NAME}\.([^\W\d]\w*)")
_LAW = re.compile(r'\blov\("([^"]+)"')
_MARKING = re.compile(r"\bmerking\b")
_IMPORT = re.compile(r'^#import "([^"]+)"', re.MULTILINE)
_PART = re.compile(r"^#let ([\w-]+)", re.MULTILINE)
_WORD = re.compile(r"[\w-]+")
# read by the engine itself, whatever the routines say: deadlines, what a letter is marked with, the picture of a yard
_BY_SYSTEM = frozenset({*policy.READ, "minste_antall"})
_TEXTS = (".bpmn", ".form", ".dmn")
_known: dict[tuple[str, object], frozenset[str]] = {}  # a publication and a form of settings are the same for good


@dataclass(frozen=True, slots=True)
class Use:
    """Who reads a setting: routines in force as (id, name), and whether the engine does in all of them."""

    routines: tuple[tuple[str, str], ...]
    by_system: bool


def uses(person: model.Person) -> dict[str, Use]:
    """Return who reads each setting of the person's municipality now, by its key; lists are left out."""
    here = policy.declared()
    found: dict[str, list[tuple[str, str]]] = {one.key: [] for one in here.form.inputs() if not one.in_list}
    with db.reading() as connection:
        for version in routines.in_force(connection, person.municipality_id):
            read = (version.publication_id, here.form.key)
            if read not in _known:
                _known[read] = _reads(routines.files_of(connection, version.publication_id), here)
            for key in _known[read] & found.keys():
                found[key].append((version.routine, version.name))
    return {key: Use(tuple(ones), key in _BY_SYSTEM) for key, ones in found.items()}


def _reads(files: Mapping[str, bytes], here: policy.Declared) -> frozenset[str]:
    """Return the keys of the settings that a publication's files read."""
    texts = [_text(content) for path, content in files.items() if path.endswith(_TEXTS)]
    letters = list(_letters(files))
    named = {key for text in [*texts, *letters] for key in _NAMED.findall(text)}
    laws = {here.laws[law] for text in letters for law in _LAW.findall(text) if law in here.laws}
    marked = {"merking"} if any(_MARKING.search(text) for text in letters) else set()
    return frozenset({here.capitals.get(key, key) for key in named} | laws | marked)


def _letters(files: Mapping[str, bytes]) -> Iterator[str]:
    """Give the text of each letter that a diagram makes, with the shared parts that it uses."""
    wanted = {one for path, raw in routines.diagrams(files).items() for one in bpmn.references(raw, file=path).letters}
    for template in sorted(wanted):
        own = files.get(f"letters/{template}.typ")
        if own is not None:
            yield _with_parts(files, _text(own))
            yield _text(files.get(f"letters/{template}.json", b""))


def _with_parts(files: Mapping[str, bytes], own: str) -> str:
    parts = dict(_shared(files, own, set()))
    waiting, used, told = [own], set[str](), [own]
    while waiting:
        for name in set(_WORD.findall(waiting.pop())) & parts.keys() - used:
            used.add(name)
            told.append(parts[name])
            waiting.append(parts[name])
    return "\n".join(told)


def _shared(files: Mapping[str, bytes], text: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Give the parts of the files that `text` imports, directly or by another, by their names."""
    for name in _IMPORT.findall(text):
        if name in seen:
            continue
        seen.add(name)
        shared = _text(files.get(f"letters/{name}", b""))
        starts = [*_PART.finditer(shared)]
        ends = [*(one.start() for one in starts[1:]), len(shared)]
        yield from ((one[1], shared[one.start() : end]) for one, end in zip(starts, ends, strict=True))
        yield from _shared(files, shared, seen)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")

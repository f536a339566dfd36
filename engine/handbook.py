"""Oppslag: terms, advice and questions for staff meetings, as the source texts have them (issue 4).

Knows the files a process owner writes (`processes/oppslag/*.yaml`: `navn`, `kilde` and a list `oppslag` of `id`,
`tema`, `tittel`, `tekst` in Markdown), read again when one has changed. Must not know tables, people or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine import alphabet, errors, settings

FOLDER = "oppslag"
_PARTS = ("id", "tema", "tittel", "tekst")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it is about, whose words they are, and the words (Markdown)."""

    id: str
    theme: str
    title: str
    text: str
    owner: str
    source: str


def entries(*, search: str = "") -> tuple[Entry, ...]:
    """Return the entries that have every word of `search`, by theme and title; raise `HandbookUnreadable`."""
    words = search.casefold().split()
    folder = settings.load().processes / FOLDER
    paths = tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.yaml")))
    return tuple(one for one in _read_all(paths) if all(word in _heap(one) for word in words))


def _heap(one: Entry) -> str:
    return f"{one.title} {one.text} {one.theme} {one.owner}".casefold()


@lru_cache(maxsize=4)
def _read_all(paths: tuple[tuple[Path, int], ...]) -> tuple[Entry, ...]:
    found = [entry for path, _changed in paths for entry in _read(path)]
    return tuple(sorted(found, key=lambda one: (alphabet.order(one.theme), alphabet.order(one.title), one.owner)))


def _read(path: Path) -> list[Entry]:
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as problem:
        raise errors.HandbookUnreadable(f"{path.name}: filen er ikke gyldig YAML i UTF-8.") from problem
    given = raw.get(FOLDER) if isinstance(raw, dict) else None
    if not isinstance(given, list) or not raw.get("navn"):
        raise errors.HandbookUnreadable(f"{path.name}: filen må ha «navn» og en liste «oppslag».")
    for one in given:
        missing = [part for part in _PARTS if not isinstance(one, dict) or not one.get(part)]
        if missing:
            said = one.get("id", "?") if isinstance(one, dict) else "?"
            raise errors.HandbookUnreadable(f"{path.name}: oppslaget «{said}» mangler «{missing[0]}».")
    owner, source = str(raw["navn"]), str(raw.get("kilde") or "")
    return [
        Entry(str(one["id"]), str(one["tema"]), str(one["tittel"]), str(one["tekst"]), owner, source) for one in given
    ]

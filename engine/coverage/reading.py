"""The three files of the inventory: the ids, the force of each, and where each lives.

Ids stand one a line, or anywhere in a text such as the domain's part 1 (`UDT-Q-01..04` are four). An id that only
begins others (`BAE-V-8` beside `BAE-V-8:1`) names their group. Knows text and YAML, not what the names mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine import errors, phrases

IDS = Path("kilder") / "ids.txt"
FORCES = Path("kilder") / "styrke.txt"
FILE = Path("kilder") / "dekning.yaml"
MUST, SHOULD, MAY = "M", "S", "I"

_SOURCES = "UDT|UDO|OYR|BAE|ELL"
_ID = re.compile(rf"(?<![\w-])((?:{_SOURCES})-(?:[A-Z0-9]+-)?[0-9]+(?:[-:.][0-9]+)*[a-z]?)(?:\.\.([0-9]+))?")
_LAST_NUMBER = re.compile(r"(.*?)([0-9]+)")

Entry = Mapping[str, tuple[str, ...]]


def ids_in(path: Path) -> list[str]:
    """Return the ids in the file, each once, in the order in which they stand; raise `CoverageUnreadable`."""
    text = text_of(path)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if all(re.fullmatch(r"\S+", line) for line in lines):
        return list(dict.fromkeys(lines))
    found = dict.fromkeys(_written(text))
    return [one for one in found if not any(other.startswith((f"{one}:", f"{one}-")) for other in found)]


def _written(text: str) -> Iterator[str]:
    for match in _ID.finditer(text):
        ident, last = match.groups()
        counted = _LAST_NUMBER.fullmatch(ident)
        if last is None or counted is None:
            yield ident
            continue
        head, first = counted.groups()
        yield from (f"{head}{number:0{len(first)}}" for number in range(int(first), int(last) + 1))


def forces(path: Path) -> dict[str, str]:
    """Return how strong each id is: `M` must, `S` should, `I` information; raise `CoverageUnreadable`."""
    found: dict[str, str] = {}
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        words = line.split()
        if words and (len(words) != 2 or words[1] not in (MUST, SHOULD, MAY)):
            raise errors.CoverageUnreadable(f"{path}:{number}: skriv en id og M, S eller I, for eksempel BAE-H-01 M.")
        found |= dict([words]) if words else {}
    return found


def mapping(path: Path) -> dict[str, Entry]:
    """Return what the mapping says of each id: kind of place or proof → names; raise `CoverageUnreadable`."""
    read = yaml(path)
    if not isinstance(read, dict):
        raise errors.CoverageUnreadable(f"{path}: filen må ha en linje for hver id, BAE-H-01: {{element: […]}}.")
    return {str(ident): _entry(path, str(ident), said) for ident, said in read.items()}


def _entry(path: Path, ident: str, said: object) -> Entry:
    if not isinstance(said, dict) or not all(isinstance(names, list) for names in said.values()):
        raise errors.CoverageUnreadable(f"{path}: {ident} må ha lister, for eksempel {{element: [rutine#ID]}}.")
    return {str(kind): tuple(str(name) for name in names) for kind, names in said.items()}


def yaml(path: Path) -> Any:
    """Return what a YAML file holds; raise `CoverageUnreadable`."""
    try:
        return YAML(typ="safe", pure=True).load(text_of(path))
    except YAMLError as problem:
        where = getattr(problem, "problem_mark", None)
        line = f":{where.line + 1}" if where else ""
        raise errors.CoverageUnreadable(f"{path}{line}: ikke gyldig YAML.") from problem


def text_of(path: Path) -> str:
    """Return the file's text; raise `CoverageUnreadable`."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise errors.CoverageUnreadable(f"{path}: filen kan ikke leses ({phrases.of_system(problem)}).") from problem
    except UnicodeDecodeError as problem:
        raise errors.CoverageUnreadable(f"{path}: filen er ikke UTF-8-tekst. Lagre den som UTF-8.") from problem

"""What there is to name in the mapping: elements, fields, letters, settings, findings, measures, stories, tests.

Reads the files of the processes, the table of findings and the names of the test functions; judges nothing. Raises
`CoverageUnreadable` for a file that cannot be read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import bpmn, errors, forms
from engine.coverage import reading
from engine.municipality import policy

# where something lives, in the words of the listing
PLACES = {
    "element": "steg",
    "field": "felt",
    "letter": "brev",
    "setting": "innstilling",
    "check": "kontroll",
    "measure": "tiltak",
    "page": "side",
    "guidance": "veiledning",
}
PROOFS = {"story": "fortelling", "test": "test"}

_NOTE = re.compile(rb'<(?:\w+:)?textAnnotation [^>]*?\bid="([^"]+)"')
_CODE = re.compile(r"^\|((?: *`[a-z0-9-]+`)+) *\|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """The names there are, by kind of place or proof; `form_of` is the form that each element asks for."""

    names: Mapping[str, Collection[str]]
    form_of: Mapping[str, str]

    def has(self, kind: str, name: str) -> bool:
        """Tell whether the name is that of something of this kind."""
        if kind == "guidance":
            return name in self.names["guidance"] or name in self.names["element"] or name in self.names["field"]
        return name in self.names.get(kind, ())


def known(root: Path, *, pages: Collection[str]) -> Known:
    """Return all there is below the repository's `root`; `pages` are the web's routes."""
    processes = root / "processes"
    elements, notes, form_of = _elements(processes)
    fields, texts = _fields(processes)
    return Known(
        {
            "element": elements,
            "field": fields,
            "guidance": {*texts, *notes, *_entries(processes)},
            "letter": {path.stem for path in (processes / "letters").glob("*.typ")},
            "setting": set(policy.declared().keys),
            "check": set(_codes(root / "docs" / "findings.md")),
            "measure": set(_measures(processes)),
            "page": set(pages),
            "story": {path.stem for path in (processes / "stories").glob("*.yaml")},
            "test": set(_tests(root)),
        },
        form_of,
    )


def _elements(processes: Path) -> tuple[set[str], set[str], dict[str, str]]:
    """Return the elements, the notes drawn beside them, and the form of each element, all by `diagram#id`."""
    found, notes, form_of = set(), set(), {}
    for path in sorted(processes.glob("*.bpmn")):
        try:
            raw = path.read_bytes()
            read = bpmn.read(raw, file=path.name)
        except (OSError, errors.SkolemiljoError) as problem:
            raise errors.CoverageUnreadable(f"{path}: diagrammet kan ikke leses ({problem}).") from problem
        notes |= {f"{path.stem}#{ident.decode()}" for ident in _NOTE.findall(raw)}
        for ident, process in read.processes.items():
            found.add(f"{path.stem}#{ident}")
            for element in process.elements.values():
                name = f"{path.stem}#{element.id}"
                found.add(name)
                if element.form_id:
                    form_of[name] = element.form_id
    return found, notes, form_of


def _fields(processes: Path) -> tuple[set[str], set[str]]:
    """Return the fields and lists that have a name, and the texts, which have only an id."""
    keys, texts = set(), set()
    for path in sorted((processes / "forms").glob("*.form")):
        try:
            form = forms.parse(path.read_bytes(), name=path.stem)
        except (OSError, errors.FormUnreadable) as problem:
            raise errors.CoverageUnreadable(f"{path}: skjemaet kan ikke leses ({problem}).") from problem
        for one in form.all():
            keys |= {f"{form.id}#{one.place}"} if one.place else set()
            texts.add(f"{form.id}#{one.id}")
    return keys, texts


def _codes(path: Path) -> Iterator[str]:
    if path.is_file():
        for cell in _CODE.findall(reading.text_of(path)):
            yield from re.findall(r"`([a-z0-9-]+)`", cell)


def _measures(processes: Path) -> Iterator[str]:
    """Yield the ids of the entries in the catalogue of measures, where there is one."""
    for path in sorted((processes / "tiltak").glob("*.yaml")):
        read = reading.yaml(path)
        entries = read.get("tiltak", read) if isinstance(read, dict) else read
        yield from entries if isinstance(entries, dict) else (str(one.get("id")) for one in entries or ())


def _entries(processes: Path) -> Iterator[str]:
    """Yield `oppslag#ID` of the entries on the page Oppslag."""
    for path in sorted((processes / "oppslag").glob("*.yaml")):
        read = reading.yaml(path)
        yield from (f"oppslag#{one.get('id')}" for one in read.get("oppslag", ()) if isinstance(one, dict))


def _tests(root: Path) -> Iterator[str]:
    for path in sorted((root / "tests").rglob("test_*.py")):
        try:
            tree = ast.parse(reading.text_of(path))
        except SyntaxError as problem:
            raise errors.CoverageUnreadable(f"{path}:{problem.lineno}: testen er ikke gyldig Python.") from problem
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(root).as_posix()}::{node.name}"

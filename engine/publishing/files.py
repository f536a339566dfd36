"""Which files a publication holds: the given diagrams, what they refer to beside them, and their stories (design 10).

Knows folders and file names, and the ids inside the files; what is right in them is `checks`'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine import bpmn, decisions, errors, forms
from engine.play import story

FILE_LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands in a folder of routines, by the id inside each file."""

    diagrams: Mapping[str, Path]  # process id → file
    forms: Mapping[str, Path]  # form id → file
    letters: Mapping[str, Path]  # letter id → file
    decisions: Mapping[str, Path]  # decision id → file
    stories: Mapping[str, tuple[Path, ...]]  # routine → files


def gather(diagrams: Iterable[Path], routine: str) -> dict[str, bytes]:
    """Return the files of the publication that `routine` belongs to, by their path in it."""
    files, routines = gather_all(list(diagrams))
    if routine not in routines:
        raise errors.RoutineNotFound(f"Rutinen «{routine}» står ikke i {', '.join(routines) or 'noen av filene'}.")
    return files


def beside(story_path: Path, routine: str) -> list[Path]:
    """Return the diagram that a story without `--routine` is about: `<routine>.bpmn` beside or above it."""
    folders = (story_path.parent, story_path.parent.parent)
    for folder in folders:
        path = folder / f"{routine}.bpmn"
        if path.is_file():
            return [path]
    raise errors.RoutineNotFound(f"{story_path}: fant ikke {routine}.bpmn ved siden av fortellingen. Bruk --routine.")


def gather_all(diagrams: Collection[Path]) -> tuple[dict[str, bytes], list[str]]:
    """Return the publication's files by path, and the routines (process ids) of the given diagrams."""
    files: dict[str, bytes] = {}
    given: list[str] = []
    waiting = list(diagrams)
    shelf_of = lru_cache(_shelf)  # for this call only: the files may change
    while waiting:
        path = waiting.pop(0)
        if path.name in files:
            continue
        files[path.name] = read(path)
        shelf = shelf_of(path.parent)
        refers = bpmn.references(files[path.name], file=path.name)
        if path in diagrams:
            given += refers.processes
        waiting += [shelf.diagrams[one] for one in sorted(refers.called) if one in shelf.diagrams]
        _add(files, "forms", (shelf.forms[one] for one in sorted(refers.forms) if one in shelf.forms))
        _add(files, "decisions", (shelf.decisions[one] for one in sorted(refers.decisions) if one in shelf.decisions))
        _add(files, "letters", _letters(path.parent, refers.letters))
        _add(files, "stories", (one for routine in refers.processes for one in shelf.stories.get(routine, ())))
    return files, given


def read(path: Path) -> bytes:
    """Return a file's bytes; raise `DiagramRefused` with a sentence when it cannot be read or is too large."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise errors.DiagramRefused(f"{path}: filen er større enn 5 MB. Del rutinen opp i flere diagrammer.")
        return path.read_bytes()
    except OSError as problem:
        raise errors.DiagramRefused(f"{path}: filen kan ikke leses ({problem.strerror}).") from problem


def _shelf(folder: Path) -> Shelf:
    """Look through the folder once; files that cannot be read are found when somebody refers to them."""
    diagrams = {
        process: path
        for path in sorted(folder.glob("*.bpmn"))
        for process in _quietly(lambda path=path: bpmn.references(read(path), file=path.name).processes)
    }
    found = {
        name: path
        for path in sorted((folder / "forms").glob("*.form"))
        for name in _quietly(lambda path=path: [forms.parse(read(path)).id])
    }
    tables = {
        name: path
        for path in sorted((folder / "decisions").glob("*.dmn"))
        for name in _quietly(lambda path=path: decisions.read(read(path), file=path.name).decisions)
    }
    letter_files = {path.stem: path for path in sorted((folder / "letters").glob("*.typ"))}
    stories: dict[str, tuple[Path, ...]] = {}
    for path in sorted((folder / "stories").glob("*.yaml")):
        for routine in _quietly(lambda path=path: [story.routine_of(path)]):
            stories[routine] = (*stories.get(routine, ()), path)
    return Shelf(diagrams, found, letter_files, tables, stories)


def _quietly(look: object) -> list[str]:
    try:
        return list(look())  # type: ignore[operator]
    except errors.SkolemiljoError:
        return []


def _letters(folder: Path, wanted: Collection[str]) -> list[Path]:
    """Every file of the letters folder goes along where one letter is used: templates share parts and data."""
    return sorted(path for path in (folder / "letters").glob("*") if path.is_file()) if wanted else []


def _add(files: dict[str, bytes], folder: str, paths: Iterable[Path]) -> None:
    for path in paths:
        files.setdefault(f"{folder}/{path.name}", read(path))

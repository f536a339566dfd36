"""Which files a publication holds: the given diagrams, what they refer to beside them, and their stories (design 10).

Knows folders and file names, and the ids inside the files; what is right in them is `checks`'.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from engine import bpmn, decisions, errors, forms, measures, phrases
from engine.play import story

FILE_LIMIT = 5 * 1024 * 1024
T = TypeVar("T")
Told = Callable[[Path], None]
ShelfOf = Callable[[Path], "Shelf"]


class Shelf:
    """What stands in a folder of routines, by the id inside each file; a kind is looked for when it is asked for.

    Files that cannot be read are left out: what refers to them is told of.
    """

    def __init__(self, folder: Path, told: Told) -> None:
        """Open nothing yet; `told` hears of each file before it is read."""
        self.folder, self.told = folder, told

    def routines(self, called: Collection[str]) -> dict[str, Path]:
        """Return the files of the routines `called`, by process id; a file without any of the ids is not read."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*.bpmn")) if called else ():
            self.told(path)
            for raw in _quietly(path, lambda one: [read(one)]):
                if _may_have(raw, called):
                    found |= dict.fromkeys(bpmn.references(raw, file=path.name).processes, path)
        return {ident: found[ident] for ident in sorted(called) if ident in found}

    @cached_property
    def forms(self) -> dict[str, Path]:
        """The files of forms, by the form's id; one that cannot be read by each id in it that no other has."""
        found = self._by_id("forms/*.form", lambda path: [forms.parse(read(path), name=path.stem).id])
        for path in sorted({*self.folder.glob("forms/*.form")} - {*found.values()}):
            found = dict.fromkeys(_quietly(path, lambda one: forms.ids(read(one), name=one.stem)), path) | found
        return found

    @cached_property
    def named(self) -> dict[str, Path]:
        """The files of forms by the form's id, else by what the file is called: the check tells of the id inside."""
        return {path.stem: path for path in sorted(self.folder.glob("forms/*.form"))} | self.forms

    @cached_property
    def decisions(self) -> dict[str, Path]:
        """The files of decisions, by the decision's id."""
        return self._by_id("decisions/*.dmn", lambda path: decisions.read(read(path), file=path.name).decisions)

    @cached_property
    def stories(self) -> dict[str, list[Path]]:
        """The stories by the routine they are about."""
        found: dict[str, list[Path]] = {}
        for path in sorted((self.folder / "stories").glob("*.yaml")):
            self.told(path)
            for routine in _quietly(path, lambda one: [story.routine_of(one)]):
                found.setdefault(routine, []).append(path)
        return found

    def _by_id(self, pattern: str, ids: Callable[[Path], Iterable[str]]) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob(pattern)):
            self.told(path)
            found |= dict.fromkeys(_quietly(path, ids), path)
        return found


def shelves(told: Told = lambda _path: None) -> ShelfOf:
    """Return the shelf of each folder, read once: for as long as the folders do not change."""
    return lru_cache(lambda folder: Shelf(folder, told))


def gather(diagrams: Iterable[Path], routine: str) -> dict[str, bytes]:
    """Return the files of the publication that `routine` belongs to, by their path in it."""
    files, routines = gather_all(list(diagrams))
    if routine not in routines:
        raise errors.RoutineNotFound(f"Rutinen «{routine}» står ikke i {', '.join(routines) or 'noen av filene'}.")
    return files


def beside(story_path: Path, routine: str) -> list[Path]:
    """Return the diagram that a story without `--routine` is about: it stands beside or above the story.

    It is called `<routine>.bpmn`, or as the editor called it, and has a process with that id.
    """
    # one and the same for a file of the present folder
    folders = dict.fromkeys((story_path.parent, story_path.parent.parent))
    named = [path for folder in folders if (path := folder / f"{routine}.bpmn").is_file()]
    found = named[:1] or [path for folder in folders for path in _holding(folder, routine)]
    if len(found) == 1:
        return found
    what = f"fant ikke et diagram med rutinen «{routine}» ved siden av fortellingen."
    if found:
        what = f"rutinen «{routine}» står i flere diagrammer: {', '.join(path.name for path in found)}."
    raise errors.RoutineNotFound(f"{story_path}: {what} Bruk --routine.")


def _holding(folder: Path, routine: str) -> list[Path]:
    """Return the diagrams in `folder` that the routine stands in, whatever they are called."""
    every = ((path, raw) for path in sorted(folder.glob("*.bpmn")) for raw in _quietly(path, lambda one: [read(one)]))
    return [
        path
        for path, raw in every
        if _may_have(raw, {routine}) and routine in bpmn.references(raw, file=path.name).processes
    ]


def callers(diagrams: Collection[Path], *, told: Told = lambda _path: None) -> list[Path]:
    """Return the diagrams beside `diagrams` that a routine is called by which nothing else begins, and so on upwards.

    Such a routine has names from who calls it: looked at alone, it would use what does not exist. Where one of its
    callers is given, the others are left out.
    """
    found = list(diagrams)
    refers = {path: bpmn.references(read(path), file=path.name) for path in found}
    called = {ident for one in refers.values() for ident in one.called}
    for path in found:
        one = refers[path] if path in refers else bpmn.references(read(path), file=path.name)
        wanted = {*one.processes} - one.opened - called
        found += [other for other in _calling(path.parent, wanted, told) if other not in found]
    return found[len(diagrams) :]


def _calling(folder: Path, wanted: Collection[str], told: Told) -> Iterator[Path]:
    for path in sorted(folder.glob("*.bpmn")) if wanted else ():
        told(path)
        for raw in _quietly(path, lambda one: [read(one)]):
            if _may_have(raw, wanted) and bpmn.references(raw, file=path.name).called & {*wanted}:
                yield path


def gather_all(
    diagrams: Collection[Path], *, told: Told = lambda _path: None, shelf_of: ShelfOf | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """Return the publication's files by path, and the routines (process ids) of the given diagrams.

    `told` hears of each file before it is read; `shelf_of` (`shelves()`) spares who gathers many the reading again.
    """
    shelf_of = shelf_of or shelves(told)
    files: dict[str, bytes] = {}
    given: list[str] = []
    waiting = list(dict.fromkeys(diagrams))
    while waiting:
        path = waiting.pop(0)
        if path.name in files:
            _refuse_another(files, path.name, read(path), path)
            continue
        told(path)
        files[path.name] = read(path)
        shelf = shelf_of(path.parent)
        refers = bpmn.references(files[path.name], file=path.name)
        if path in diagrams:
            given += refers.processes
        waiting += shelf.routines(refers.called).values()
        _add(files, "forms", (shelf.named[one] for one in sorted(refers.forms) if one in shelf.named))
        _add(files, "decisions", _decisions(shelf, refers.decisions))
        _add(files, "letters", _letters(path.parent, refers.letters))
        _add(
            files, "tiltak", _catalogues(path.parent, [shelf.forms[one] for one in refers.forms if one in shelf.forms])
        )
        _add(files, "stories", (one for routine in refers.processes for one in shelf.stories.get(routine, ())))
    return files, given


def read(path: Path) -> bytes:
    """Return a file's bytes; raise `DiagramRefused` with a sentence when it cannot be read or is too large.

    Of a diagram that is too large only the beginning: the check tells of it as of any other fault (`xml-too-large`).
    """
    try:
        if path.suffix == ".bpmn":
            with path.open("rb") as file:
                return file.read(FILE_LIMIT + 1)
        if path.stat().st_size > FILE_LIMIT:
            raise errors.DiagramRefused(
                f"{path}: filen er større enn 5 MB. Del rutinen opp i flere diagrammer.", path=path
            )
        return path.read_bytes()
    except OSError as problem:
        raise errors.DiagramRefused(
            f"{path}: filen kan ikke leses ({phrases.of_system(problem)}).", path=path
        ) from problem


def _may_have(raw: bytes, idents: Collection[str]) -> bool:
    """Tell whether one of the ids may stand in the file; what another encoding hides, must be read to be known."""
    return b"\0" in raw or any(not ident.isascii() or ident.encode() in raw for ident in idents)


def _quietly(path: Path, look: Callable[[Path], Iterable[T]]) -> list[T]:
    try:
        return list(look(path))
    except errors.SkolemiljoError:
        return []


def _decisions(shelf: Shelf, wanted: Collection[str]) -> Iterator[Path]:
    """Yield the files of the decisions that are asked for, or that an expression may give; also by a file's name."""
    called = {path.stem: path for path in shelf.folder.glob("decisions/*.dmn")} if wanted else {}
    for ident, path in sorted((called | shelf.decisions).items()) if wanted else ():
        if any(bpmn.may_be(one, ident) for one in wanted):
            yield path


def _letters(folder: Path, wanted: Collection[str]) -> list[Path]:
    """Every file of the letters folder goes along where one letter is used: templates share parts and data."""
    return sorted(path for path in (folder / "letters").glob("*") if path.is_file()) if wanted else []


def _catalogues(folder: Path, used: Collection[Path]) -> list[Path]:
    """Return the catalogues of measures that the lists of the forms `used` offer."""
    parsed = (form for path in used for form in _quietly(path, lambda one: [forms.parse(read(one))]))
    stems = {stem for form in parsed for field in form.all() for stem in measures.asked(field.raw)}
    paths = (folder / "tiltak" / f"{stem}.yaml" for stem in sorted(stems))
    return [path for path in paths if path.is_file()]


def _add(files: dict[str, bytes], folder: str, paths: Iterable[Path]) -> None:
    for path in paths:
        content = read(path)
        _refuse_another(files, f"{folder}/{path.name}", content, path)
        files[f"{folder}/{path.name}"] = content


def _refuse_another(files: Mapping[str, bytes], name: str, content: bytes, path: Path) -> None:
    """Raise `DiagramRefused` where another file has the name: one of them would stand for both, unseen."""
    if files.get(name, content) != content:
        what = f"{path}: en annen fil heter også {name}, og har et annet innhold."
        raise errors.DiagramRefused(f"{what} Gi dem hvert sitt navn, eller ta mappene hver for seg.")

"""A publication from files: gather what the diagrams refer to, and check all of it (design 10).

A publication = the given diagrams and everything they refer to beside them, transitively, and the stories that name
them. Knows folders and file names; what is right in a diagram is `bpmn`'s, in a form `forms`', in a letter `letters`'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from engine import bpmn, cases, errors, form_values, forms, letters, model, roles, routines
from engine.play import story

FILE_LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands in a folder of routines, by the id inside each file."""

    diagrams: Mapping[str, Path]  # process id → file
    forms: Mapping[str, Path]  # form id → file
    letters: Mapping[str, Path]  # letter id → file
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
        _add(files, "letters", _letters(path.parent, refers.letters))
        _add(files, "stories", (one for routine in refers.processes for one in shelf.stories.get(routine, ())))
    return files, given


def check(diagrams: Collection[Path]) -> list[model.Finding]:
    """Return every finding in the diagrams and what they refer to, errors first within a file."""
    files, _ = gather_all(diagrams)
    read_forms, findings = _forms(files, _given(files))
    bundle = {path.removeprefix("letters/"): one for path, one in files.items() if path.startswith("letters/")}
    findings += bpmn.findings(
        routines.diagrams(files),
        forms={form.id: form_values.keys(form) for form in read_forms},
        letters=letters.templates(bundle),
        actions=cases.ACTIONS,
        roles=lambda lane: roles.problems(roles.parse(lane)),
    )
    findings += _letters_findings(files, bundle, {form.id: form for form in read_forms})
    findings += _stories(files)
    return sorted(findings, key=lambda one: (one.file, one.level != "error", one.line or 0))


def _given(files: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return the names that the diagrams hand to each form, by its id: the inputs of its tasks."""
    given: dict[str, set[str]] = {}
    for element in _elements(files):
        names = given.setdefault(element.form_id or "", set(form_values.REGISTERS.values()))
        names.update(target for target, _source in element.inputs)
        names.update({element.loop.item} if element.loop and element.loop.item else set())
    return given


def _forms(
    files: Mapping[str, bytes], given: Mapping[str, Collection[str]]
) -> tuple[list[forms.Form], list[model.Finding]]:
    """Read the forms; one that cannot be read is a finding."""
    found: list[forms.Form] = []
    findings: list[model.Finding] = []
    for path, content in files.items():
        if not path.endswith(".form"):
            continue
        try:
            form = forms.parse(content, name=Path(path).stem)
        except errors.FormUnreadable as problem:
            findings.append(model.Finding(path, "form-unreadable", "error", "", "", None, problem.message))
            continue
        found.append(form)
        findings += [
            model.Finding(path, one.code, one.level, one.key, "", None, one.what, one.why, one.remedy)
            for one in forms.problems(form, known=given.get(form.id, form_values.REGISTERS.values()))
        ]
    return found, findings


def _letters_findings(
    files: Mapping[str, bytes], bundle: Mapping[str, bytes], read_forms: Mapping[str, forms.Form]
) -> list[model.Finding]:
    """Compile each letter that a diagram makes, and compare it with the form it takes its text from (design 6)."""
    found: list[letters.Problem] = []
    for element in _letter_actions(files):
        template = element.headers.get("mal", "")
        if template not in letters.templates(bundle):
            continue  # the gate names a letter that is not there
        found += letters.problems(template, bundle=bundle)
        source = element.headers.get("kilde") or letters.spec(template, bundle=bundle).source
        form = read_forms.get(_form_of(files, source) or "")
        if form is not None:
            given = form_values.paths(form)
            found += letters.ungiven(template, bundle=bundle, given=given, source=source)
    return [
        model.Finding(
            f"letters/{one.file}", one.code, one.level, "", "", one.line or None, one.what, one.why, one.remedy
        )
        for one in dict.fromkeys(found)
    ]


def _elements(files: Mapping[str, bytes]) -> list[bpmn.Element]:
    return [
        element
        for path, content in routines.diagrams(files).items()
        for process in bpmn.read(content, file=path).processes.values()
        for element in process.elements.values()
    ]


def _letter_actions(files: Mapping[str, bytes]) -> list[bpmn.Element]:
    return [element for element in _elements(files) if element.action_type == "brev"]


def _form_of(files: Mapping[str, bytes], element_id: str) -> str | None:
    return next((element.form_id for element in _elements(files) if element.id == element_id), None)


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
    letter_files = {path.stem: path for path in sorted((folder / "letters").glob("*.typ"))}
    stories: dict[str, tuple[Path, ...]] = {}
    for path in sorted((folder / "stories").glob("*.yaml")):
        for routine in _quietly(lambda path=path: [story.read(path).routine]):
            stories[routine] = (*stories.get(routine, ()), path)
    return Shelf(diagrams, found, letter_files, stories)


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


def _stories(files: Mapping[str, bytes]) -> list[model.Finding]:
    findings = []
    for path, content in files.items():
        if path.startswith("stories/"):
            try:
                story.parse(content, Path(path))
            except errors.StoryUnreadable as problem:
                findings.append(model.Finding(path, "story-unreadable", "error", "", "", None, problem.message))
    return [replace(one, remedy="Se processes/README.md, avsnittet om fortellinger.") for one in findings]

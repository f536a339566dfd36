"""Every finding in a publication's diagrams, forms, letters and stories (design 10 `check`).

Puts the judges together; what is right in a diagram is `bpmn`'s, in a form `forms`', in a letter `letters`'.
"""

from __future__ import annotations

import contextvars
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from concurrent import futures
from dataclasses import replace
from pathlib import Path

from engine import bpmn, cases, errors, form_values, forms, letters, model, roles, routines
from engine.municipality import policy
from engine.play import story
from engine.publishing import (
    embedded,
    emptying,
    inserts,
    owning,
    planning,
    properties,
    saying,
    shielding,
    shortening,
    telling,
)
from engine.publishing import files as gathered

# what is looked at now, in which file, and how many seconds of the processor that may take
Told = Callable[[str, str, float], None]
Judge = Callable[[Mapping[str, bytes], bpmn.Shelf], list[model.Finding]]
_SECONDS = 20.0
_STORIES = "Se processes/README.md, avsnittet om fortellinger."


def _nobody(_what: str, _file: str, _seconds: float) -> None:
    """Tell nobody."""


def check(diagrams: Collection[Path], *, judge: Judge = bpmn.judged, told: Told = _nobody) -> list[model.Finding]:
    """Return every finding in the diagrams and what they refer to, errors first within a file.

    `judge` are the diagrams' judges, in a process that is killed where they take too long; `told` hears of each part
    before it begins, for whoever guards this process.
    """
    return judged(gather(diagrams, told=told), judge=judge, told=told)


def gather(diagrams: Collection[Path], *, has_callers: bool = False, told: Told = _nobody) -> dict[str, bytes]:
    """Return what is to be checked, read once; with who calls what nothing else begins (`files.callers`), if asked."""

    def reading(path: Path) -> None:
        told("Lesingen av filen", str(path), _SECONDS)

    taken = gathered.callers(diagrams, told=reading) if has_callers else []
    return gathered.gather_all([*diagrams, *taken], told=reading)[0]


def judged(files: Mapping[str, bytes], *, judge: Judge = bpmn.judged, told: Told = _nobody) -> list[model.Finding]:
    """Return what `check` does of a publication's files."""
    told("Kontrollen av skjemaene", _only(files, ".form"), _SECONDS)
    given = _given(files)
    read_forms, findings = _forms(files, given)
    inside, found = embedded.read(files, given)
    read_forms, findings = [*read_forms, *inside], [*findings, *found]
    bundle = {path.removeprefix("letters/"): one for path, one in files.items() if path.startswith("letters/")}
    shelf = bpmn.Shelf(
        forms={form.id: form_values.keys(form) for form in read_forms},
        kinds={form.id: form_values.kinds(form) for form in read_forms} | {"": policy.declared().kinds},
        letters=letters.templates(bundle),
        actions=cases.ACTIONS,
        roles=lambda lane: roles.problems(roles.parse(lane)),
        unread=_unread(files, findings),
    )
    with futures.ThreadPoolExecutor(1) as beside:  # a process of its own compiles them
        context, by_id = contextvars.copy_context(), {form.id: form for form in read_forms}
        compiled = beside.submit(context.run, _letters_findings, files, bundle, by_id)
        told("Kontrollen av diagrammer og tabeller", _only(files, ".bpmn"), _SECONDS)
        findings += judge(routines.models(files), shelf)
        of_stories = _stories(files, told)
        told("Kontrollen av brevene", _only(files, ".typ"), _SECONDS)
        findings += compiled.result()
    told("Kontrollen av det diagrammene sier om skjemaer, brev og frister", _only(files, ".bpmn"), _SECONDS)
    elements = _elements_by_file(files)
    findings += inserts.findings(elements, bundle)
    findings += saying.findings(elements, by_id)
    findings += telling.findings(files, elements, _with_paths(files, read_forms), findings)
    findings += [one for path, raw in routines.diagrams(files).items() for one in bpmn.picture.problems(raw, file=path)]
    findings += _properties(files, [*read_forms], letters.templates(bundle))
    findings += planning.findings(files, read_forms)
    findings += owning.findings(files, read_forms)
    findings += shielding.findings(elements)
    findings += emptying.findings(elements, read_forms)
    findings += of_stories
    return sorted(map(shortening.short, findings), key=lambda one: (one.file, one.level != "error", one.line or 0))


def _only(files: Collection[str], ending: str) -> str:
    """Return the one file that ends so, "" where there are more."""
    found = [path for path in files if path.endswith(ending)]
    return found[0] if len(found) == 1 else ""


def _given(files: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return the names that the diagrams hand to each form, by its id: the inputs of its tasks."""
    outside = {*form_values.REGISTERS.values(), *policy.declared().paths}
    given: dict[str, set[str]] = defaultdict(lambda: set(outside))
    for element in _elements(files):
        names = given[element.form_id or ""]
        names.update(target for target, _source in element.inputs)
        names.update({element.loop.item} if element.loop and element.loop.item else set())
    return given


def _forms(
    files: Mapping[str, bytes], given: Mapping[str, Collection[str]]
) -> tuple[list[forms.Form], list[model.Finding]]:
    """Read the forms; one that cannot be read is a finding, and one that is meant by its file's name."""
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
            for one in forms.problems(form, known=given[form.id])
        ]
    meant = [form for form in found if form.name in {*given} - {one.id for one in found}]
    return [*found, *(replace(form, id=form.name) for form in meant)], [*findings, *map(_misnamed, meant)]


def _misnamed(form: forms.Form) -> model.Finding:
    """Return the finding of a form that a step means by its file's name: an editor gives each new one its own id."""
    what = f"Diagrammet viser til «{form.name}», som filen heter, men id-en i filen er «{form.id}»."
    remedy = f'Skriv "id": "{form.name}" i filen, eller velg «{form.id}» i diagrammet.'
    path = f"forms/{form.name}.form"
    return model.Finding(path, "form-unknown", "error", "", "", None, what, "Et skjema finnes under id-en.", remedy)


def _unread(files: Mapping[str, bytes], findings: Collection[model.Finding]) -> frozenset[str]:
    """Return the ids that forms which cannot be read may have: they are there, and told of by themselves."""
    paths = [one.file for one in findings if one.code == "form-unreadable" and one.file.endswith(".form")]
    return frozenset(ident for path in paths for ident in forms.ids(files[path], name=Path(path).stem))


def _letters_findings(
    files: Mapping[str, bytes], bundle: Mapping[str, bytes], read_forms: Mapping[str, forms.Form]
) -> list[model.Finding]:
    """Compile each letter that a diagram makes, and compare it with the form it takes its text from (design 6)."""
    found: list[letters.Problem] = []
    elements = _elements(files)
    form_of = {element.id: element.form_id for element in reversed(elements)}
    for template, named in _letters_made(elements):
        if template not in letters.templates(bundle):
            continue  # the gate names a letter that is not there
        problems = letters.problems(template, bundle=bundle)
        found += problems
        if any(one.code == "letter-description" for one in problems):
            continue
        source = named or letters.spec(template, bundle=bundle).source
        form = read_forms.get(form_of.get(source) or "")
        if form is not None:
            given = form_values.paths(form)
            found += letters.ungiven(template, bundle=bundle, given=given, source=source)
    return [
        model.Finding(
            f"letters/{one.file}", one.code, one.level, "", "", one.line or None, one.what, one.why, one.remedy
        )
        for one in dict.fromkeys(found)
    ]


def _properties(
    files: Mapping[str, bytes], read_forms: Collection[forms.Form], templates: Collection[str]
) -> list[model.Finding]:
    return properties.findings(_elements_by_file(files), _with_paths(files, read_forms), templates)


def _with_paths(files: Mapping[str, bytes], read_forms: Collection[forms.Form]) -> dict[str, tuple[str, forms.Form]]:
    """Return the forms by id, each with the path of the file that it stands in."""
    within = {key: path for key, (path, _element) in routines.embedding(files).items()}
    return {form.id: (within.get(form.id, f"forms/{form.name}.form"), form) for form in read_forms}


def _elements(files: Mapping[str, bytes]) -> list[bpmn.Element]:
    return [element for ones in _elements_by_file(files).values() for element in ones]


def _elements_by_file(files: Mapping[str, bytes]) -> dict[str, list[bpmn.Element]]:
    return {
        path: [
            element
            for process in bpmn.read(content, file=path).processes.values()
            for element in process.elements.values()
        ]
        for path, content in routines.diagrams(files).items()
    }


def _letters_made(elements: Collection[bpmn.Element]) -> list[tuple[str, str]]:
    """Return each letter with the step that its text comes from (empty: the letter's own word for it)."""
    found = []
    for element in elements:
        if element.action_type == "brev":
            found.append((element.headers.get("mal", ""), element.headers.get("kilde", "")))
        found += [(letter, element.id) for letter in bpmn.letters_by_hand(element)]
    return found


def _stories(files: Mapping[str, bytes], told: Told) -> list[model.Finding]:
    findings = []
    for path, content in files.items():
        if path.startswith("stories/"):
            told("Lesingen av fortellingen", path, _SECONDS)
            try:
                story.parse(content, Path(path))
            except errors.StoryUnreadable as problem:
                line, what = problem.details["line"], str(problem.details["what"])
                said = what[:1].upper() + what[1:]
                findings.append(
                    model.Finding(
                        path,
                        "story-unreadable",
                        "error",
                        "",
                        "",
                        line if isinstance(line, int) else None,
                        said,
                        "",
                        _STORIES,
                    )
                )
    return findings

"""What `check` says of a letter before it is published (design 6: "the check compares the template with it").

Knows descriptions, templates and the worker; must not know diagrams. The template is compiled in both languages on
the whole example and on the least it may be given, as the archive standards demand it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import clock, errors
from engine.letters import bundles, facts, faults, press, specs


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: code, level (`error`, `warning`), file below `letters/`, line (0: unknown), what, why, remedy."""

    code: str
    level: str
    file: str
    line: int
    what: str
    why: str
    remedy: str


_ARCHIVE = "Brevet må kunne lages for hver sak, på begge målformer, som PDF/A-2a og PDF/UA-1."


def problems(template_id: str, *, bundle: bundles.Bundle | Path) -> tuple[Problem, ...]:
    """Return all that is wrong with the letter's template and description; empty where it can be published."""
    files = bundles.read(bundle)
    try:
        bundles.require(template_id, files)
        spec = specs.read(template_id, files[f"{template_id}.json"])
    except errors.LetterFailed as failure:
        return (_from_error("letter-description", failure, "Uten malen og beskrivelsen kan brevet ikke lages."),)
    found = _example(spec) + _unused(spec, files)
    if any(one.level == "error" for one in found):
        return tuple(found)
    for locale in specs.LANGUAGES:
        for data in (spec.example, _least(spec)):
            found += _compiled(spec, files, data, locale)
    return tuple(dict.fromkeys(found))


def ungiven(
    template_id: str, *, bundle: bundles.Bundle | Path, given: Collection[str], source: str = ""
) -> tuple[Problem, ...]:
    """Return what the letter asks of its source step and the step's form does not give.

    `given` holds the form's paths, rows of lists with `[]`: `bakgrunn`, `tiltak_individ[].navn`. `source` is the
    element that the diagram's header names, for the text; else the description's own.
    """
    spec = specs.read(template_id, bundles.read(bundle)[f"{template_id}.json"])
    element = source or spec.source
    found = []
    for path in spec.paths:
        field = path.removeprefix("kilde.")
        if field == path or field in given:
            continue
        is_needed = path in spec.required
        found.append(
            Problem(
                code="letter-field",
                level="error" if is_needed else "warning",
                file=f"{template_id}.json",
                line=0,
                what=f"Brevet bruker «{field}», som skjemaet i steget «{element}» ikke har.",
                why="Brevet kan da ikke lages." if is_needed else "I brevet står feltet alltid som ikke fylt ut.",
                remedy=f"Legg feltet «{field}» i skjemaet, eller rett navnet i {template_id}.json og malen.",
            )
        )
    return tuple(found)


def _example(spec: specs.Spec) -> list[Problem]:
    """Return where the example and the declared paths differ: only a full example tries the whole template."""
    answers = spec.example.get("svar")
    source = answers.get(spec.source) if isinstance(answers, Mapping) else None
    whole = dict(spec.example) | {"kilde": source}
    missing = list(specs.empty(spec.paths, whole))
    return [
        Problem(
            code="letter-example",
            level="error",
            file=f"{spec.id}.json",
            line=0,
            what=f"Eksempelet har ingen verdi for «{path}».",
            why="Malen prøves på eksempelet før den publiseres.",
            remedy=f"Skriv en oppdiktet verdi under «eksempel» (svarene under «svar», «{spec.source}»).",
        )
        for path in missing
    ]


def _unused(spec: specs.Spec, files: bundles.Bundle) -> list[Problem]:
    used = bundles.files_of(spec.id, files)
    text = "\n".join(files[path].decode(errors="replace") for path in sorted(used) if path.endswith(".typ"))
    text += "\n".join(spec.titles.values())
    last = {path: path.rsplit(".", 1)[-1].removesuffix("[]") for path in spec.paths}
    return [
        Problem(
            code="letter-unused",
            level="warning",
            file=f"{spec.id}.json",
            line=0,
            what=f"«{path}» er ført opp, men malen bruker det ikke.",
            why="Da kommer ikke svaret med i brevet.",
            remedy=f"Bruk «{name}» i {spec.id}.typ, eller fjern det fra {spec.id}.json.",
        )
        for path, name in last.items()
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    ]


def _least(spec: specs.Spec) -> dict[str, Any]:
    """Return the example with nothing but what the letter requires."""
    answers = spec.example.get("svar")
    source = answers.get(spec.source) if isinstance(answers, Mapping) else None
    kept = specs.project(specs.tree(spec.required), dict(spec.example) | {"kilde": source})
    least = kept if isinstance(kept, dict) else {}
    return least | {"svar": {spec.source: least.get("kilde")}}


def _compiled(spec: specs.Spec, files: bundles.Bundle, data: Mapping[str, Any], locale: str) -> list[Problem]:
    try:
        ready = facts.ready(spec, data, locale)
    except errors.LetterFailed as failure:
        return [_from_error("letter-example", failure, _ARCHIVE)]
    printed = press.the_press.compile(
        spec.id, bundle=bundles.digest(files), files=files, data=ready.text, timestamp=int(clock.now().timestamp())
    )
    if printed.reason:
        return [_from_error("letter-template", faults.failed(spec.id, printed), _ARCHIVE)]
    warned = (faults.explain(spec.id, message, diagnostic) for message, diagnostic in printed.warnings)
    why = "Brevet kan se annerledes ut enn ventet."
    return [Problem("letter-warning", "warning", one.file, one.line, one.what, why, one.remedy) for one in warned]


def _from_error(code: str, failure: errors.LetterFailed, why: str) -> Problem:
    told = failure.details
    line = told["line"]
    return Problem(
        code=code,
        level="error",
        file=str(told["file"]),
        line=line if isinstance(line, int) else 0,
        what=str(told["what"]),
        why=why,
        remedy=str(told["remedy"]),
    )

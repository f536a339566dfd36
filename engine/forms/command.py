"""What `skolemiljo form` answers: a form's verdict on answers in files (design 10 `form`; form-js.md, last lines).

Knows files of forms and answers; must not know the command line. Printing and exit codes are for `webforms.cli`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

from engine import errors, phrases
from engine.forms import cleaning, findings
from engine.forms.definition import Form, parse

# what the viewer refuses to open, whatever the answers are
_CLOSED: Final = frozenset({"id-taken", "key-taken", "kind-unknown", "kind-refused"})


class Verdict(TypedDict):
    """What the server makes of some answers: None where they are refused; `problem` where the form is no good."""

    answers: dict[str, Any] | None
    errors: dict[str, list[str]]
    problem: NotRequired[str]


def one(form: Path, answers: Path) -> Verdict:
    """Judge the answers in one file.

    Raises `errors.FormUnreadable` for a file that cannot be read, and for a form that the viewer would not open.
    """
    found = _judge(form, _json(answers))
    if "problem" in found:
        raise errors.FormUnreadable(f"{form}: {found['problem']}")
    return found


def many(cases: Path) -> list[Verdict]:
    """Judge `[{form, case, answers}, …]`, in that order; `form` is a path relative to the file of cases."""
    listed = _json(cases)
    if not isinstance(listed, list):
        raise errors.FormUnreadable(f"{cases}: filen må være en liste av {{form, case, answers}}.")
    for number, case in enumerate(listed, 1):
        if not isinstance(case, dict) or not isinstance(case.get("form"), str):
            raise errors.FormUnreadable(f"{cases}: tilfelle {number} mangler form.")
    return [_judge(cases.parent / case["form"], case.get("answers", {})) for case in listed]


def _judge(form: Path, answers: Any) -> Verdict:
    if not isinstance(answers, dict):
        raise errors.FormUnreadable("Svarene må være et objekt: {nøkkel: svar}.")
    ready = _form(form)
    closed = _closed(form)
    if closed:
        return {"answers": None, "errors": {}, "problem": closed}
    cleaned = cleaning.clean(ready, answers)
    return {"answers": cleaned.answers, "errors": cleaned.errors}


@lru_cache(maxsize=256)
def _form(path: Path) -> Form:
    return parse(_read(path), name=path.stem)


@lru_cache(maxsize=256)
def _closed(path: Path) -> str:
    return next((problem.what for problem in findings.problems(_form(path)) if problem.code in _CLOSED), "")


def _json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except (ValueError, RecursionError) as problem:
        raise errors.FormUnreadable(f"{path}: filen er ikke gyldig JSON: {problem}.") from problem


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise errors.FormUnreadable(f"{path}: filen kan ikke leses ({phrases.of_system(problem)}).") from problem

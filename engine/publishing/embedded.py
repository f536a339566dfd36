"""Forms inside diagrams (`zeebe:userTaskForm`): read and judged as a `.form` file is (design 7).

What is wrong with one is a finding at the element that asks for it, in the diagram's file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine import errors, forms, model, routines

_REMEDY = "Rett skjemaet i modelleringsverktøyet."


def read(
    files: Mapping[str, bytes], given: Mapping[str, Collection[str]]
) -> tuple[list[forms.Form], list[model.Finding]]:
    """Return the forms inside the diagrams among `files`, and what is wrong with them.

    `given` are the names that the diagrams hand to each form, by its id.
    """
    found: list[forms.Form] = []
    findings: list[model.Finding] = []
    for key, (path, element) in routines.embedding(files).items():
        at = (element.id, element.name, element.line)
        try:
            form = routines.embedded_form(element)
        except errors.FormUnreadable as problem:
            unread = model.Finding(path, "form-unreadable", "error", *at, problem.message, remedy=_REMEDY)
            findings.append(unread)
            continue
        found.append(form)
        findings += [
            model.Finding(path, one.code, one.level, *at, _placed(one.key, one.what), one.why, one.remedy)
            for one in forms.problems(form, known=given[key])
        ]
    return found, findings


def _placed(key: str, what: str) -> str:
    """Say in which field it is: the element is the task."""
    return f"I skjemaet, felt «{key}»: {what}" if key and f"«{key}»" not in what else what

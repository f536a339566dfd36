"""Settings that guidance and letters name and that there are none of: they would stand there as they are written.

Knows texts of diagrams and letters' descriptions; which settings there are is `municipality.policy`'s. Expressions are
judged where they stand (`bpmn`, `forms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine import bpmn, errors, expressions, letters, model
from engine.municipality import policy

WHY = "Ordet blir stående slik det er skrevet."
_REMEDY = "Rett navnet, eller legg feltet til i forms/innstillinger.form."


def findings(elements: Mapping[str, Sequence[bpmn.Element]], bundle: Mapping[str, bytes]) -> Iterator[model.Finding]:
    """Give a finding for each name that is no setting; `elements` stand by their diagram's path."""
    known = {path.partition(".")[2] for path in policy.declared().paths}
    for path, ones in elements.items():
        for element in ones:
            for key in policy.inserted(element.documentation):
                if key not in known:
                    at = (element.id, element.name, element.line)
                    yield model.Finding(path, "setting-unknown", "error", *at, _what(key, known), WHY, _REMEDY)
    for letter in letters.templates(bundle):
        for key in _asked(letter, bundle):
            if key not in known:
                file = f"letters/{letter}.json"
                yield model.Finding(file, "setting-unknown", "error", "", "", None, _what(key, known), WHY, _REMEDY)


def _asked(letter: str, bundle: Mapping[str, bytes]) -> Iterator[str]:
    try:
        paths = letters.spec(letter, bundle=bundle).paths
    except errors.LetterFailed:  # whoever judges the letter says so
        return
    for path in paths:
        root, dot, key = path.partition(".")
        if root == policy.NAME and dot:
            yield key.partition(".")[0]


def _what(key: str, known: set[str]) -> str:
    return f"«{policy.NAME}» har ingen «{key}»{expressions.suggestion(key, known)}.".replace("?.", "?")

"""Everything that is wrong with a form before it is published (design 10 `check`; form-js.md rule 12).

Knows which looks there are; must not know diagrams or files. What the viewer refuses to open or throws on is an error,
and so is what would hide, lock or lose something in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from engine import errors
from engine.forms import claims, cleaning, properties, scopes, usage
from engine.forms.definition import Form
from engine.forms.problem import Problem, of

SCHEMA_VERSION = 19


def problems(form: Form, *, known: Iterable[str] = ()) -> list[Problem]:
    """Return the problems of `form`, errors first; `known` are names that the host gives beside the register's."""
    try:
        found = _found(form, frozenset(known))
    except errors.ExpressionTooCostly:
        what, why = "Skjemaet tar for lang tid å kontrollere.", "Da tar det også for lang tid å svare på."
        found = [Problem("form-slow", form.id, what, why, "Del det i flere, eller gjør uttrykkene enklere.")]
    return sorted(dict.fromkeys(found), key=lambda problem: problem.level != "error")


def _found(form: Form, known: frozenset[str]) -> list[Problem]:
    found = [*_version(form), *claims.problems(form)]
    for one in form.all():
        found += properties.problems(one)
    found += _lists(form, known)
    found += usage.problems(form, known)
    if not any(problem.level == "error" for problem in found):
        found += _defaults(form)
    return found


def _version(form: Form) -> Iterator[Problem]:
    version = json.loads(form.text).get("schemaVersion")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        yield Problem(
            "schema-newer",
            form.id,
            f"Skjemaet er laget for versjon {version} av form-js; vi kan til og med {SCHEMA_VERSION}.",
            "Nye egenskaper blir ikke forstått.",
            "Se over skjemaet.",
            level="warning",
        )


def _lists(form: Form, known: frozenset[str]) -> Iterator[Problem]:
    given = known | scopes.OUTSIDE | {one.place.split(".")[0] for one in form.all() if one.place}
    for one in form.all():
        key = one.get("valuesKey")
        if key and key not in given:
            yield of(
                one,
                "options-unknown",
                f"Ingen gir listen «{key}».",
                "Ingenting kan velges.",
                "Bruk elever eller ansatte, eller skriv valgene i skjemaet.",
            )


def _defaults(form: Form) -> Iterator[Problem]:
    refused = {re.sub(r"\.\d+(?=\.|$)", "", path): kinds for path, kinds in cleaning.clean(form, {}).errors.items()}
    for one in form.inputs():
        kinds = [kind for kind in refused.get(one.place, []) if kind != "required"]
        if kinds and one.get("defaultValue") is not None:
            what = f"Feltets egne regler godtar ikke startverdien {one.get('defaultValue')!r} ({', '.join(kinds)})."
            yield of(one, "default-refused", what, remedy="Rett defaultValue eller reglene.")

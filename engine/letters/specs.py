"""A letter's description, `<letter>.json` beside its template: title, recipients, what it needs, and an example.

Knows the file's form and paths such as `kilde.tiltak_individ[].navn`; must not know Typst. `kilde` is the element
whose newest accepted answers the letter is made from; `spor` is what the one who makes it by hand is asked beside them
(`utfylt.sted`). A template gets the declared paths and nothing else, empty ones
as null: a misspelt name is then an error in the check and not an empty line in a family's letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.letters import faults

_PATH = re.compile(r"[\wæøåÆØÅ-]+(\[\])?(\.[\wæøåÆØÅ-]+(\[\])?)*")
INSERT = re.compile(r"\{\{\s*([\wæøåÆØÅ.-]+)\s*\}\}")  # in a title: a path that the letter requires
ASKED = "spor"
LANGUAGES = ("nb", "nn")
# what each must be: its kind, and how the finding says it
_KEYS = {
    "tittel": (dict, 'tittelen på begge målformer: {"nb": "…", "nn": "…"}'),
    "mottakere": (list, 'en liste med hvem brevet er til: ["foresatte"]'),
    "kilde": (str, 'id-en til steget svarene kommer fra: "Vedtak"'),
    "krever": (list, 'en liste med det brevet må ha: ["kilde.begrunnelse"]'),
    "valgfritt": (list, "en liste med det brevet kan bruke, og klarer seg uten: []"),
    "eksempel": (dict, 'et oppdiktet eksempel: {"svar": {"Vedtak": {"begrunnelse": "…"}}}'),
}
KINDS = ("tekst", "langt", "dato", "tidspunkt", "valg")
EARLIEST = "nå"  # what `tidligst` of a moment says


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked when the letter is made by hand; `start` is a path whose value it begins with."""

    key: str
    label: str
    kind: str  # one of KINDS
    is_needed: bool = False
    start: str = ""
    choices: tuple[str, ...] = ()
    is_to_come: bool = False  # a meeting that is called in to: not in the past


@dataclass(frozen=True, slots=True)
class Spec:
    """What `<letter>.json` says; `required` and `optional` are paths into the letter's data."""

    id: str
    titles: Mapping[str, str]
    recipients: tuple[str, ...]
    source: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    example: Mapping[str, Any]
    asked: tuple[Asked, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Return all paths that the template may use."""
        return self.required + self.optional


def read(template_id: str, content: bytes) -> Spec:
    """Return the description in `content`; raise `LetterFailed` that says what in the file is wrong."""
    raw = _json(template_id, content)
    wrong = _wrong(raw)
    if wrong:
        raise faults.error(template_id, faults.Fault(f"{template_id}.json", 0, *wrong))
    return Spec(
        id=template_id,
        titles=raw["tittel"],
        recipients=tuple(map(str, raw["mottakere"])),
        source=raw["kilde"],
        required=tuple(raw["krever"]),
        optional=tuple(raw["valgfritt"]),
        example=raw["eksempel"],
        asked=tuple(
            Asked(
                key, str(one["navn"]), str(one["slag"]), f"utfylt.{key}" in raw["krever"], str(one.get("start", "")),
                tuple(map(str, one.get("valg", ()))), one.get("tidligst") == EARLIEST,
            )
            for key, one in raw.get(ASKED, {}).items()
        ),
    )  # fmt: skip


def _wrong(raw: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong and the remedy; None where the description can be used."""
    lacking = [f"«{key}» skal være {said}." for key, (kind, said) in _KEYS.items() if not _is(kind, key, raw)]
    if lacking:
        return " ".join(lacking), "Skriv det slik i filen."
    unknown = sorted(set(raw) - set(_KEYS) - {ASKED})
    if unknown:
        return f"«{unknown[0]}» er ikke et felt her.", f"Bruk bare {', '.join(_KEYS)}."
    for path in set(INSERT.findall("".join(raw["tittel"].values()))) - set(raw["krever"]):
        return f"Tittelen setter inn «{path}», som ikke står under krever.", f"Skriv «{path}» under krever."
    return _wrong_paths(raw) or _wrong_asked(raw.get(ASKED, {}), raw["krever"] + raw["valgfritt"])


def _is(kind: type, key: str, raw: Mapping[str, Any]) -> bool:
    given = raw.get(key)
    if key != "tittel" or not isinstance(given, dict):
        return isinstance(given, kind)
    return set(given) == set(LANGUAGES) and all(isinstance(one, str) and one for one in given.values())


def _wrong_paths(raw: Mapping[str, Any]) -> tuple[str, str] | None:
    for path in raw["krever"] + raw["valgfritt"]:
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            return f"«{path}» er ikke en sti.", "Skriv som «kilde.bakgrunn» eller «kilde.tiltak[].navn»."
    return None


def _wrong_asked(asked: object, paths: list[str]) -> tuple[str, str] | None:
    remedy = f'Skriv "spor": {{"sted": {{"navn": "Sted", "slag": "tekst"}}}}; slag er {", ".join(KINDS)}.'
    if not isinstance(asked, dict):
        return "«spor» er av feil slag.", remedy
    for key, one in asked.items():
        if not isinstance(one, dict) or not one.get("navn") or one.get("slag") not in KINDS:
            return f"«spor» sier ikke hva «{key}» heter og hvilket slag det er.", remedy
        if one["slag"] == "valg" and not (isinstance(one.get("valg"), list) and one["valg"]):
            return f"«spor» har ingen svar å velge for «{key}».", 'Skriv "valg": ["…", "…"].'
        if "tidligst" in one and (one["tidligst"], one["slag"]) != (EARLIEST, "tidspunkt"):
            return f"«tidligst» for «{key}» kan ikke brukes slik.", 'Skriv "tidligst": "nå", og bare på et tidspunkt.'
        if f"utfylt.{key}" not in paths:
            return (
                f"«{key}» blir spurt om, men står ikke i brevet.",
                f"Skriv «utfylt.{key}» under krever eller valgfritt.",
            )
    return None


def _json(template_id: str, content: bytes) -> dict[str, Any]:
    def fault(line: int, what: str, remedy: str) -> errors.LetterFailed:
        return faults.error(template_id, faults.Fault(f"{template_id}.json", line, what, remedy))

    try:
        raw = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise fault(0, "Filen er ikke UTF-8.", "Lagre den som UTF-8.") from problem
    except ValueError as problem:
        line = getattr(problem, "lineno", 0)
        raise fault(line, "Filen er ikke gyldig JSON.", "Se etter komma eller anførselstegn her.") from problem
    if not isinstance(raw, dict):
        raise fault(1, "Filen må være et JSON-objekt.", "La den begynne med { og slutte med }.")
    return raw


def tree(paths: tuple[str, ...]) -> dict[str, Any]:
    """Return the paths as a tree: name → subtree, `{}` for a leaf; a list's name ends in `[]`."""
    top: dict[str, Any] = {}
    for path in paths:
        here = top
        for name in path.split("."):
            here = here.setdefault(name, {})
    return top


def project(branch: Mapping[str, Any], value: object) -> object:
    """Return the part of `value` that `branch` names, with null for what is not there."""
    if not branch:
        return value
    known = value if isinstance(value, Mapping) else {}
    kept: dict[str, object] = {}
    for name, below in branch.items():
        if name.endswith("[]"):
            rows = known.get(name[:-2])
            kept[name[:-2]] = [project(below, row) for row in rows] if isinstance(rows, list | tuple) else []
        else:
            kept[name] = project(below, known.get(name))
    return kept


def empty(paths: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[str]:
    """Yield those of `paths` that `data` says nothing for; a path through a list asks every row, of at least one."""
    for path in paths:
        if not all(_said(value) for value in _values(path.split("."), data)):
            yield path


def at(path: str, data: Mapping[str, Any]) -> str:
    """Return what `data` says at a path, "" where it says nothing."""
    return "".join(str(value) for value in _values(path.split("."), data) if _said(value))


def _values(names: list[str], value: object) -> list[object]:
    if not names:
        return [value]
    name, rest = names[0], names[1:]
    inner = value.get(name.removesuffix("[]")) if isinstance(value, Mapping) else None
    if not name.endswith("[]"):
        return _values(rest, inner)
    rows = inner if isinstance(inner, list | tuple) and inner else [None]
    return [found for row in rows for found in _values(rest, row)]


def _said(value: object) -> bool:
    return value is not None and value != [] and (not isinstance(value, str) or bool(value.strip()))

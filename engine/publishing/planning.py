"""The properties by which a plan is found, and the catalogues of measures, held against each other.

Knows what `overview.planned` and `engine.measures` read (processes/README.md, «Planen» and «Tiltakskatalogen»). Gives
`(key, what, remedy)`: who tells of it makes the finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from engine import bpmn, expressions, forms, measures, model
from engine.overview import planned

OF_FIELDS = (planned.PROPERTY, planned.LEVEL, measures.PROPERTY)
OF_TASKS = (planned.PROPERTY, planned.ABOUT)
Said = tuple[str, str, str]

_MUST = {
    planned.STATUS: ("status",),
    planned.EVALUATION: ("konklusjon",),
    planned.CLOSING: ("uttalelse", "uttalelse-dato", "beslutning"),
}


def of_field(one: forms.Field, form: forms.Form) -> Iterator[Said]:
    """Judge `plan`, `plan-nivå` and `tiltakskatalog` on a field."""
    own = one.get("properties") or {}
    key = one.place or one.id
    allowed = planned.ROWS if one.in_list else planned.ROOTS
    if planned.PROPERTY in own and own[planned.PROPERTY] not in allowed:
        yield _unknown(key, planned.PROPERTY, str(own[planned.PROPERTY]), allowed)
    if own.get(planned.PROPERTY) == planned.LIST and not _has(one.children, planned.PROPERTY, planned.NAME):
        yield key, "Listen er planens tiltak, men ingen av feltene er navnet.", "Sett plan = navn på ett av dem."
    if planned.LEVEL in own and own[planned.LEVEL] not in planned.LEVELS:
        yield _unknown(key, planned.LEVEL, str(own[planned.LEVEL]), planned.LEVELS)
    yield from _of_catalogue(one, form, key, str(own.get(measures.PROPERTY) or ""))


def _of_catalogue(one: forms.Field, form: forms.Form, key: str, asked: str) -> Iterator[Said]:
    if one.kind == "dynamiclist":
        if asked and not _has(one.children, measures.PROPERTY, measures.TITLE):
            what = "Listen henter fra tiltakskatalogen, men ingen av feltene tar imot tittelen."
            yield key, what, f"Sett {measures.PROPERTY} = {measures.TITLE} på ett av dem."
        return
    if asked and asked not in measures.PARTS:
        yield _unknown(key, measures.PROPERTY, asked, measures.PARTS)
    elif asked and not any(one in other.children and measures.asked(other.raw) for other in form.all()):
        what = "Feltet tar imot fra tiltakskatalogen, men listen det står i, henter ikke fra noen."
        yield key, what, f"Sett {measures.PROPERTY} = navnet på en katalog på listen."


def of_task(element: bpmn.Element, form: forms.Form | None) -> Iterator[Said]:
    """Judge `plan` and `plan-om` on a task, and that its form says what the plan needs of it; `plan` on an event."""
    kind = element.properties.get(planned.PROPERTY, "")
    if not kind:
        return
    if element.event is not None:
        if kind != planned.CHANGE or bpmn.BY_HAND not in element.properties:
            what = f"Hendelsen sier at den er planens «{kind}», men det gjør ingenting her."
            yield element.id, what, f"Sett plan = {planned.CHANGE} på en hendelse med {bpmn.BY_HAND}, eller fjern den."
        return
    if kind not in planned.KINDS:
        yield _unknown(element.id, planned.PROPERTY, kind, planned.KINDS)
        return
    fields = list(form.all()) if form else []
    lists = [one for one in fields if one.get("properties", planned.PROPERTY) == planned.LIST]
    is_alone = kind == planned.CLOSING or planned.ABOUT in element.properties
    if not is_alone and not lists:
        what = f"Oppgaven er planens «{kind}», men ingen liste i skjemaet er tiltakene."
        yield element.id, what, f"Sett plan = {planned.LIST} på listen."
    where = fields if is_alone else [inside for one in lists for inside in one.children]
    for part in _MUST.get(kind, ()):
        if not _has(where, planned.PROPERTY, part):
            what = f"Oppgaven er planens «{kind}», men ingen felt i skjemaet er «{part}»."
            yield element.id, what, f"Sett plan = {part} på feltet."


def findings(files: Mapping[str, bytes], read: Collection[forms.Form]) -> list[model.Finding]:
    """Return what is wrong in the catalogues of a publication, and the ones that a form names and are not there."""
    own = {path: content for path, content in files.items() if path.startswith(measures.FOLDER)}
    found = [
        _finding(path, "catalogue-wrong", one.entry, one.what, one.remedy)
        for path, content in own.items()
        for one in measures.faults(content)
    ]
    stems = {PurePosixPath(path).stem for path in own}
    for form in read:
        for field in form.all():
            for stem in measures.asked(field.raw):
                if stem not in stems:
                    key, what, remedy = _unknown(field.place, measures.PROPERTY, stem, stems)
                    found.append(_finding(f"forms/{form.name}.form", "catalogue-unknown", key, what, remedy))
    return found


def _finding(path: str, code: str, key: str, what: str, remedy: str) -> model.Finding:
    return model.Finding(path, code, "error", key, "", None, what, "Tiltakskatalogen virker ikke slik.", remedy)


def _has(fields: Collection[forms.Field], name: str, value: str) -> bool:
    return any(one.get("properties", name) == value for one in fields)


def _unknown(key: str, name: str, value: str, known: Collection[str]) -> Said:
    what = f"«{name}» sier «{value}», som ikke finnes{expressions.suggestion(value, known)}"
    return key, what if what.endswith("?") else f"{what}.", f"Bruk et av disse: {', '.join(sorted(known))}."

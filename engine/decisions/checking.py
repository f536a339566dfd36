"""Judges decisions before they are taken: cells, names, types, overlaps, what they ask, who asks them (design 7, 10).

Knows a library and which names exist. Every finding says the file, the decision, and the rule, column and place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from engine import errors, expressions, model
from engine.decisions import kinds as words
from engine.decisions import overlaps
from engine.decisions.library import DEPTH_LIMIT, Library, Text, in_parts, read_texts, texts
from engine.decisions.values import Decision

_MADE = frozenset({"date", "time", "date and time", "duration"})
_NO_KINDS: expressions.Kinds = {}
_SHAPED = {"integer": "number"}


@dataclass(frozen=True)
class _Known:
    """What may be read: names (None: any), the kinds of some, and what may bring a name that nothing else gives."""

    names: Collection[str] | None
    kinds: expressions.Kinds
    carrier: str


def findings(
    library: Library,
    *,
    known: Collection[str] | None = None,
    kinds: expressions.Kinds = _NO_KINDS,
    called: Collection[str] | None = None,
    carrier: str = "",
) -> list[model.Finding]:
    """Return what is wrong with the decisions of `library`; `called` are the ids that diagrams ask for.

    What is None is not judged. `carrier` is what may bring a name that nothing else gives.
    """
    found = list(library.findings)
    circles = _circles(library)
    for decision in library.decisions.values():
        found += _needs(decision, library)
        if decision.id in circles:
            what = f"Beslutningen «{decision.called}» bygger på seg selv, eller på mer enn {DEPTH_LIMIT} andre i rekke."
            found.append(_error("decision-circle", decision, decision.line, what, "Fjern den ene pilen i diagrammet."))
        found += _texts(decision, library, _Known(known, kinds, carrier))
        found += overlaps.findings(decision)
    found += _files(library)
    return found + (list(_unused(library, called)) if called is not None else [])


def _error(code: str, at: Decision, line: int | None, what: str, remedy: str) -> model.Finding:
    return model.Finding(at.file, code, "error", at.id, at.name, line, what, "", remedy)


def _warning(code: str, at: Decision, line: int | None, what: str, remedy: str) -> model.Finding:
    return model.Finding(at.file, code, "warning", at.id, at.name, line, what, "", remedy)


def _needs(decision: Decision, library: Library) -> Iterator[model.Finding]:
    for need in decision.needs:
        other = library.decisions.get(need)
        if other is None or other.file != decision.file:
            what = f"Beslutningen «{decision.called}» bygger på «{need}», som ikke finnes i filen."
            yield _error("decision-unknown", decision, decision.line, what, "Tegn pilen på nytt, eller fjern den.")


def _circles(library: Library) -> set[str]:
    """Return the decisions that ask themselves, or too many others in a row."""
    depth: dict[str, int] = {}
    open_: set[str] = set()

    def measured(ident: str) -> int:
        if ident in open_ or ident not in library.decisions:
            return DEPTH_LIMIT + 1 if ident in open_ else 0
        if ident not in depth:
            open_.add(ident)
            # bounded: what is too deep is not measured further
            below = [measured(need) for need in library.decisions[ident].needs] if len(open_) <= 2 * DEPTH_LIMIT else []
            open_.discard(ident)
            depth[ident] = min(DEPTH_LIMIT + 1, max((one + 1 for one in below), default=0))
        return depth[ident]

    return {ident for ident in library.decisions if measured(ident) > DEPTH_LIMIT}


def _texts(decision: Decision, library: Library, known: _Known) -> Iterator[model.Finding]:
    given = {name for need in decision.needs if need in library.decisions for name in library.decisions[need].given}
    names = None if known.names is None else frozenset(known.names) | given
    outer = {path: kind for path, kind in known.kinds.items() if path[0] not in given}
    inputs = _inputs(decision, outer)
    yield from _unchosen(decision, inputs)
    constants: list[Text] = []
    for column in range(len(inputs) + 1):
        # the cells of a column know what `?` is
        some = [one for one in texts(decision) if (one.column if one.is_unary else 0) == column]
        kinds = {**outer, expressions.INPUT: inputs[column - 1]} if column else outer
        for text, reading in read_texts(some, known=names, kinds=kinds):
            if reading is None:
                what = f"I {text.place}: «{text.text[:80]}» tar for lang tid å regne ut."
                yield _error("feel-too-costly", decision, text.line, what, "Forenkle uttrykket.")
                continue
            yield from _problems(decision, text, reading, known.carrier)
            if not text.is_unary and text.kind and not reading.problems and not reading.names and not reading.maybe:
                constants += [text] if reading.calls <= _MADE else []
    yield from _constants(decision, constants)


def _inputs(decision: Decision, outer: expressions.Kinds) -> list[expressions.Kind]:
    """Return what each column's value is: what its type says, or what is known of the name that it asks for."""
    found = []
    for one in decision.table.inputs if decision.table else ():
        asked = outer.get(tuple(one.text.removeprefix("=").strip().split(".")))
        kind = _SHAPED.get(one.kind, one.kind)
        if asked is not None and (kind in ("", words.UNCHOSEN) or kind == asked.kind):
            found.append(asked)
        else:
            found.append(expressions.Kind(kind))
    return found


def _unchosen(decision: Decision, read: Sequence[expressions.Kind]) -> Iterator[model.Finding]:
    """Tell of columns that are texts, as the editors have a new one, where something else is asked for."""
    for one, kind in zip(decision.table.inputs if decision.table else (), read, strict=True):
        if one.kind == words.UNCHOSEN and kind.kind not in ("", words.UNCHOSEN):
            found = expressions.KIND_WORDS[kind.kind]
            what = f"Kolonnen «{one.label}» er satt til tekst, men «{one.text}» er {found}. Den leses som det den er."
            yield _warning("feel-type", decision, decision.line, what, "Velg riktig type på kolonnen.")


def _problems(decision: Decision, text: Text, reading: expressions.Reading, carrier: str) -> Iterator[model.Finding]:
    for problem in reading.problems:
        where = f", linje {problem.line}" if problem.line > 1 else ""
        what = f"I {text.place}, «{text.text[:80]}» (tegn {problem.column}{where}): {problem.message}"
        remedy = "Rett cellen i modelleringsverktøyet."
        if problem.name:
            remedy = "Bruk nøkkelen til et felt i et skjema, eller et navn som diagrammet selv gir."
        is_carried = bool(problem.name and carrier and problem.is_strange)
        if is_carried:
            what += f" Det kan bare komme med {carrier}. Kommer det ikke, er det null."
            remedy = f"Skriv det som utdata på hendelsen: ={problem.name} → {problem.name}."
        code = "name-unknown" if problem.name else problem.code
        make = _warning if problem.is_warning or is_carried else _error
        yield make(code, decision, text.line, what, remedy)


def _constants(decision: Decision, constants: Sequence[Text]) -> Iterator[model.Finding]:
    """Judge the values that are written in the table against the types of their columns."""
    wanted = [one for one in constants if one.column and one.kind in words.WORDS]
    try:
        values = list(in_parts(lambda part: expressions.evaluate_all([one.text for one in part], {}), wanted))
    except errors.SkolemiljoError:
        return  # told when its cells were read
    for text, value in zip(wanted, values, strict=True):
        if not words.fits(value, text.kind):
            found = words.WORDS.get(words.of(value), "noe annet")
            what = f"I {text.place}: «{text.text[:80]}» er {found}, men kolonnen er {words.WORDS[text.kind]}."
            yield _error("feel-type", decision, text.line, what, "Rett verdien, eller kolonnens type.")


def _files(library: Library) -> Iterator[model.Finding]:
    by_file: dict[str, list[Decision]] = {}
    for decision in library.decisions.values():
        by_file.setdefault(decision.file, []).append(decision)
    for file, ones in by_file.items():
        stem = PurePath(file).stem
        if stem not in {one.id for one in ones}:
            what = f"Filen heter «{stem}», men ingen beslutning i den har den id-en."
            remedy = f"Kall filen {ones[0].id}.dmn, eller gi beslutningen id-en «{stem}»."
            yield _warning("file-name", ones[0], ones[0].line, what, remedy)


def _unused(library: Library, called: Collection[str]) -> Iterator[model.Finding]:
    used = {one.id for ident in called for one in library.below(ident)}
    for decision in library.decisions.values():
        if decision.id not in used:
            what = f"Beslutningen «{decision.called}» blir ikke brukt av noe diagram eller noen annen beslutning."
            yield _warning(
                "decision-unused", decision, decision.line, what, "Kall den fra en regeloppgave, eller fjern den."
            )

"""Whether an id is covered: it lives somewhere that is there, strong enough for its force, and something passes it.

Pure: the mapping, the forces and what is known go in, rows with sentences come out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.coverage.reading import MAY, Entry
from engine.coverage.shelf import PLACES, PROOFS, Known

_WHAT = {
    "element": "steget «{}» står ikke i noe diagram",
    "field": "feltet «{}» står ikke i noe skjema",
    "letter": "brevet «{}» finnes ikke",
    "setting": "innstillingen «{}» finnes ikke",
    "check": "funnkoden «{}» finnes ikke",
    "measure": "tiltaket «{}» står ikke i tiltakskatalogen",
    "page": "siden «{}» finnes ikke",
    "guidance": "veiledningen «{}» står ikke i noe diagram eller skjema",
    "story": "fortellingen «{}» finnes ikke",
    "test": "testen «{}» finnes ikke",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One id: its force, where it lives and what passes it (kind → names), and what is wrong (nothing: covered)."""

    id: str
    force: str
    places: Entry
    proofs: Entry
    problems: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def judge(
    ids: Iterable[str], *, mapping: Mapping[str, Entry], forces: Mapping[str, str], known: Known
) -> tuple[Row, ...]:
    """Return a row for each id, in the order given."""
    return tuple(_row(ident, mapping.get(ident), forces.get(ident, ""), known) for ident in ids)


def beside(
    mapping: Mapping[str, Entry], *, asked: Collection[str], inventory: Collection[str], known: Known
) -> list[str]:
    """Return what is wrong in the rows that were not asked for: strange ids, and names of what is not there."""
    found = []
    for ident in mapping.keys() - set(asked):
        found += [f"{ident}: {problem}." for problem in _missing(mapping[ident], known)]
        found += [] if ident in inventory else [f"{ident}: id-en står ikke i noen kilde."]
    return sorted(found)


def _row(ident: str, entry: Entry | None, force: str, known: Known) -> Row:
    said = entry or {}
    places = {kind: names for kind, names in said.items() if kind in PLACES and names}
    proofs = {kind: names for kind, names in said.items() if kind in PROOFS and names}
    problems = [*_missing(said, known), *_weak(places, proofs, force)] if entry else ["ingen rad i dekningen"]
    return Row(ident, force, places, proofs, tuple(problems))


def _missing(entry: Entry, known: Known) -> Iterator[str]:
    for kind, names in entry.items():
        if kind not in _WHAT:
            yield f"«{kind}» er ikke noe sted; skriv {', '.join((*PLACES, *PROOFS))}"
            continue
        for name in names:
            if not known.has(kind, name):
                yield _WHAT[kind].format(name)


def _weak(places: Entry, proofs: Entry, force: str) -> Iterator[str]:
    if not places:
        yield "det står ikke hvor den er"
    if not proofs:
        yield "ingen fortelling eller test går gjennom den"
    if not force:
        yield "styrken (M, S eller I) er ikke gitt"
    elif places.keys() == {"guidance"} and force != MAY:
        yield f"styrke {force} kan ikke være bare veiledning"

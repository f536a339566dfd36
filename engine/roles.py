"""The register of roles: which there are, where each counts, and what a lane's name means (design 7 `lane, pool`).

Knows role names and places, not who has which. The names are the sources' own words (domain.md 0.3); each
municipality has its own copy in the table `roles` and may add to it; a check and a story know no municipality, and
take the roles of their context (`using`). Parties outside (parents, archive, police)
are black-box pools of a diagram and no roles.
"""

from __future__ import annotations

import contextlib
import contextvars
import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import access, db, model, snapshot, tables

# name as shown → the kind of place it counts in (`model.Place.scope`)
DEFAULTS: Mapping[str, str] = {
    "ansatt": "school",
    "vikar": "school",
    "assistent": "school",
    "kontaktlærer": "class",
    "lærer": "school",
    "faglærer": "school",
    "lærerteam": "school",
    "baseansvarlig": "school",
    "baseleder": "school",
    "SFO-ansatt": "school",
    "AKS-ansatt": "school",
    "avdelingsleder": "school",
    "nærmeste leder": "school",
    "trinnets nærmeste leder": "school",
    "assisterende rektor": "school",
    "fagleder": "school",
    "faglig leder for læringsmiljø": "school",
    "sosiallærer": "school",
    "helsesykepleier": "school",
    "rektor": "school",
    "daglig leder": "school",
    "ledelse": "school",
    "postfordeler": "school",
    "elevråd": "school",
    "elevrådskontakt": "school",
    "FAU": "school",
    "SU": "school",
    "SMU": "school",
    "SU/SMU": "school",
    "intervensjonsteam": "case",
    "tiltaksteam": "case",
    "koordinator": "case",
    "kontaktperson": "case",
    "ledelse i saken": "case",
    "skoleeier": "municipality",
    "kommunalsjef": "municipality",
    "rådgiver hos skoleeier": "municipality",
    "Utdanningsadministrasjonen": "municipality",
    "UDA": "municipality",
    "grunnskoledirektør": "municipality",
    "læringsmiljøteamet": "municipality",
    "PPT": "municipality",
    "prosesseier": "municipality",
}
# names and the kind of place of each, as a municipality has them
Kinds = Mapping[str, str]
COUNCILS = access.COUNCILS
KINDS: Kinds = {"municipality": "kommune", "school": "skole", "class": "klasse", "case": "sak"}

_EITHER = re.compile(r"[/,]|\s+eller\s+", re.IGNORECASE)
_BOTH = re.compile(r"\s+og\s+", re.IGNORECASE)


_here: contextvars.ContextVar[Kinds] = contextvars.ContextVar("roles", default=DEFAULTS)


def known() -> Kinds:
    """Return the roles of this context: the sources' own, unless somebody has said others."""
    return _here.get()


@contextlib.contextmanager
def using(kinds: Kinds) -> Iterator[None]:
    """Let this context know `kinds`: what a municipality has, where its files are judged and its stories played."""
    token = _here.set(kinds)
    try:
        yield
    finally:
        _here.reset(token)


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Who may do a lane's tasks: any one of `alternatives`, in each of which all roles take part.

    `unknown` are the parts of the name that no role has; a diagram with such a lane is not published.
    """

    name: str
    alternatives: tuple[frozenset[str], ...]
    unknown: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Return every role it names."""
        return frozenset().union(*self.alternatives)

    @property
    def needs_several(self) -> bool:
        """Tell whether some alternative asks for more than one role (`A og B`)."""
        return any(len(roles) > 1 for roles in self.alternatives)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the roles that have a part of their own where several must take part; none where one does it all."""
        return tuple(sorted(self.roles)) if self.needs_several else ()

    def awaited(self, done: Collection[str]) -> tuple[str, ...]:
        """Return the roles left when those of `done` have done theirs: of the alternative that is nearest its end."""
        left = [tuple(sorted(roles - set(done))) for roles in self.alternatives]
        return min(left, key=lambda roles: (len(roles), roles), default=())


def parse(lane_name: str, register: Collection[str] | None = None) -> RoleRule:
    """Read a lane's name: the whole name if a role has it, else split at `/`, `,`, `eller` and then at `og`.

    Letter case does not matter; the roles come back as `register` (else the context's) writes them.
    """
    names = {_plain(name): name for name in (known() if register is None else register)}
    whole = names.get(_plain(lane_name))
    if whole is not None:
        return RoleRule(lane_name, (frozenset({whole}),))
    alternatives: list[frozenset[str]] = []
    unknown: list[str] = []
    for text in _EITHER.split(lane_name):
        parts = [text] if _plain(text) in names else _BOTH.split(text)
        unknown += [_plain(part) or lane_name for part in parts if _plain(part) not in names]
        alternatives.append(frozenset(names[_plain(part)] for part in parts if _plain(part) in names))
    return RoleRule(lane_name, tuple(filter(None, alternatives)), tuple(dict.fromkeys(unknown)))


def rule(connection: sa.Connection, municipality_id: int, text: str) -> RoleRule:
    """Return what a lane's name says by the municipality's own register."""
    return snapshot.kept(
        connection, municipality_id, ("rule", text), lambda: parse(text, scope_kinds(connection, municipality_id))
    )


def problems(rule: RoleRule, register: Collection[str] | None = None) -> list[str]:
    """Return one Norwegian sentence for each part of the rule that no role has, with the nearest name there is."""
    names = {_plain(name): name for name in (known() if register is None else register)}
    sentences = []
    for part in rule.unknown:
        near = difflib.get_close_matches(part, names, n=1)
        hint = f" Mente du «{names[near[0]]}»?" if near else " Legg rollen inn i registeret, eller bruk en som finnes."
        sentences.append(f"Rollen «{part}» i «{rule.name}» finnes ikke i rolleregisteret.{hint}")
    return sentences


def scopes(rule: RoleRule, place: model.Place, kinds: Kinds = DEFAULTS) -> list[tuple[str, str]]:
    """Return the rows (role, scope) that a name opens to people; a role whose place is not known opens nothing.

    Where both must take part (`A og B`) both are in it; who still must, is `RoleRule.awaited`.
    """
    found = ((role, place.scope(kinds[role])) for role in sorted(rule.roles))
    return [(role, scope) for role, scope in found if scope is not None]


def install(connection: sa.Connection, municipality_id: int, register: Kinds | None = None) -> None:
    """Put `register`, else the context's, into the municipality's own; a role that is there gets this kind."""
    kinds = known() if register is None else register
    rows = [{"municipality_id": municipality_id, "name": name, "scope_kind": kind} for name, kind in kinds.items()]
    insert = postgresql.insert(tables.roles)
    given = {"scope_kind": insert.excluded.scope_kind}
    connection.execute(insert.on_conflict_do_update(index_elements=["municipality_id", "name"], set_=given), rows)
    snapshot.touch(connection, municipality_id)


def scope_kinds(connection: sa.Connection, municipality_id: int) -> Kinds:
    """Return the municipality's roles by name, each with the kind of place it counts in."""
    return snapshot.kept(connection, municipality_id, "roles", lambda: _scope_kinds(connection, municipality_id))


def of_municipality(municipality_id: int) -> Kinds:
    """Return the municipality's roles, for whoever has no connection: what its files are judged and played by."""
    with db.reading() as connection:
        return scope_kinds(connection, municipality_id)


def _scope_kinds(connection: sa.Connection, municipality_id: int) -> Kinds:
    r = tables.roles.c
    rows = connection.execute(sa.select(r.name, r.scope_kind).where(r.municipality_id == municipality_id))
    return MappingProxyType({row.name: row.scope_kind for row in rows})


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()

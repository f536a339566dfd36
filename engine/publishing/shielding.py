"""Cases that nobody would see: shielded for a role that does not count at a school, for several, or for a council.

Knows the action `skjerm` and the register of roles; what is shielded, and who sees it then, is `access`'. A role that
there is none of is told of by whoever judges the diagram (`role-unknown`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine import access, bpmn, expressions, model, roles

_WHY = "Ingen kunne ha åpnet saken, heller ikke den som leder skolen."
_REMEDY = "Skriv én rolle ved skolen, for eksempel rektor, eller skoleeier."


def findings(elements: Mapping[str, Sequence[bpmn.Element]]) -> Iterator[model.Finding]:
    """Give a finding for each role that a case cannot be shielded for; `elements` stand by their diagram's path."""
    for path, ones in elements.items():
        for one in ones:
            role = one.headers.get("rolle", "") if one.action_type == "skjerm" else ""
            if role and not expressions.is_expression(role) and not _is_sound(role):
                what = f"Saken kan ikke skjermes for «{role}»."
                yield model.Finding(path, "shield-role", "error", one.id, one.name, one.line, what, _WHY, _REMEDY)


def _is_sound(role: str) -> bool:
    rule = roles.parse(role)
    return bool(rule.unknown) or access.shield(rule.roles, roles.known()) is not None

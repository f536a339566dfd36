"""The properties by which the schoolyard's map and the sociogram are collected, held against what collects them.

Knows what `engine.surveys` reads (processes/README.md, «Bærum, skolegården»). Gives `(key, what, remedy)`: who tells
of it makes the finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine import expressions, forms
from engine.surveys import choices, marks

OF_FIELDS = (marks.PROPERTY, choices.PROPERTY)
Said = tuple[str, str, str]


def of_field(one: forms.Field, form: forms.Form) -> Iterator[Said]:
    """Judge `kart` and `sosiogram` on a field."""
    own = one.get("properties") or {}
    key = one.place or one.id
    if marks.PROPERTY in own:
        yield from _of_map(one, key, str(own[marks.PROPERTY]))
    if choices.PROPERTY in own:
        yield from _of_question(one, form, key, str(own[choices.PROPERTY]))


def _of_map(one: forms.Field, key: str, name: str) -> Iterator[Said]:
    if name != marks.YARD:
        yield _unknown(key, marks.PROPERTY, name, (marks.YARD,))
    if one.kind != "dynamiclist":
        yield key, "«kart» står på et felt som ikke er en liste.", "Flytt egenskapen til listen med merkene."
        return
    if one.in_list:
        yield key, "«kart» står på en liste i en liste; merkene der samles ikke.", "Flytt listen ut av den andre."
    inside = {field.key: field for field in one.children}
    for part in (marks.KIND, marks.X, marks.Y):
        if part not in inside:
            yield key, f"Kartets rader mangler «{part}», så merkene samles ikke.", f"Legg til et felt med key = {part}."
    for kind in _values(inside.get(marks.KIND)):
        if kind not in marks.KINDS:
            near = expressions.suggestion(kind, marks.KINDS)
            what = f"«{marks.KIND}» har svaret «{kind}», som ikke er noe merke{near}"
            yield key, _ended(what), f"Bruk et av disse: {', '.join(marks.KINDS)}."


def _of_question(one: forms.Field, form: forms.Form, key: str, name: str) -> Iterator[Said]:
    if name not in choices.QUESTIONS:
        yield _unknown(key, choices.PROPERTY, name, choices.QUESTIONS)
    if one.get("properties", "register") != "elev":
        yield key, "«sosiogram» står på et felt som ikke velger elever.", "Sett register = elev på feltet."
        return
    holder = next((other for other in form.all() if one in other.children and other.kind == "dynamiclist"), None)
    if holder is not None and not any(choices.names_who(field) for field in holder.children):
        what = "Raden sier ikke hvem som svarer, så valgene kommer ikke med i sosiogrammet."
        yield key, what, "Legg til et felt i raden med register = elev, uten sosiogram."


def _values(one: forms.Field | None) -> list[str]:
    given = (one.get("values") if one else None) or []
    return [str(value.get("value")) for value in given if isinstance(value, dict)]


def _unknown(key: str, name: str, value: str, known: Collection[str]) -> Said:
    what = f"«{name}» sier «{value}», som ikke finnes{expressions.suggestion(value, known)}"
    return key, _ended(what), f"Bruk et av disse: {', '.join(known)}."


def _ended(what: str) -> str:
    return what if what.endswith("?") else f"{what}."

"""Whom the pupils of a class want to be with: who chooses whom, by whom chosen, mutually (BAE-V-4, questions 4, 7, 8).

A form asks by fields of the register (`register` = `elev`) with the property `sosiogram`, one of `QUESTIONS`; they may
stand in the rows of a list. Knows ids of pupils, never names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import forms, model

PROPERTY = "sosiogram"
QUESTIONS = ("er-mest-med", "vil-vaere-med", "vil-samarbeide-med")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One pupil's answers to some of the questions: question → the pupils chosen, in the order they were given."""

    pupil_id: int
    chosen: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil of the class in a sociogram; `has_answered` tells none chosen from nothing said."""

    pupil_id: int
    has_answered: bool
    chooses: tuple[int, ...]
    chosen_by: tuple[int, ...]
    outside: int  # how many of those chosen are not in the class

    @property
    def mutual(self) -> tuple[int, ...]:
        """Return whom the pupil has chosen and been chosen by."""
        return tuple(one for one in self.chooses if one in self.chosen_by)


def fields(form: forms.Form) -> list[forms.Field]:
    """Return the fields that the sociogram is drawn from."""
    return [one for one in form.inputs() if one.get("properties", PROPERTY) in QUESTIONS]


def asked_of(form: forms.Form) -> str | None:
    """Return the place of the field, in no list, that says which pupil is answering; None where none does."""
    return next((one.place for one in form.inputs() if not one.in_list and names_who(one)), None)


def said_at(content: Mapping[str, Any], place: str) -> object:
    """Return what stands at a place in answers, groups included: `hvem.elev`."""
    found: object = content
    for part in place.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def names_who(one: forms.Field) -> bool:
    """Tell whether the field says which pupil is answering."""
    is_one = one.kind in ("select", "radio")
    return is_one and one.get("properties", "register") == "elev" and not one.get("properties", PROPERTY)


def sheets(form: forms.Form, content: Mapping[str, Any], pupil_id: int | None) -> Iterator[Sheet]:
    """Give what answers say of each pupil; `pupil_id` is whom the answers at the form's root are of."""
    found = fields(form)
    at_root = [one for one in found if not one.in_list]
    if at_root and pupil_id is not None:
        yield Sheet(pupil_id, _chosen(at_root, content, pupil_id))
    for holder in form.all():
        inside = [one for one in holder.children if one in found]
        who = next((one.key for one in holder.children if names_who(one)), None)
        if holder.kind == "dynamiclist" and inside and who:
            for row in content.get(holder.key) or []:
                number = numbers(row.get(who)) if isinstance(row, Mapping) else ()
                if number:
                    yield Sheet(number[0], _chosen(inside, row, number[0]))


def _chosen(asked: Iterable[forms.Field], content: Mapping[str, Any], own: int) -> dict[str, tuple[int, ...]]:
    said: dict[str, tuple[int, ...]] = {}
    for one in asked:
        chosen = tuple(number for number in numbers(said_at(content, one.key)) if number != own)
        question = str(one.get("properties", PROPERTY))
        said[question] = tuple(dict.fromkeys((*said.get(question, ()), *chosen)))
    return said


def numbers(value: object) -> tuple[int, ...]:
    """Return the ids in an answer of the register, one or several."""
    several = value if isinstance(value, list) else [value]
    return tuple(number for number in map(model.row_id, several) if number is not None)


def lines(found: Iterable[Sheet], members: Collection[int], question: str) -> tuple[Line, ...]:
    """Return the class's pupils with what was said on `question`; of several sheets of a pupil the last counts."""
    said = {one.pupil_id: one.chosen[question] for one in found if question in one.chosen}
    inside = {number: tuple(one for one in said.get(number, ()) if one in members) for number in members}
    return tuple(
        Line(
            pupil_id=number,
            has_answered=number in said,
            chooses=inside[number],
            chosen_by=tuple(one for one in members if number in inside[one]),
            outside=len(said.get(number, ())) - len(inside[number]),
        )
        for number in members
    )

"""A story's answers as a form takes them: names for the register's ids, `2026-01-05 12:00` for a date and time.

Only for stories: on a page the browser sends what the form asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine import db, deadlines, expressions, form_values, forms, model, routines, tables
from engine.cases.answers import answering
from engine.play import stage

_DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def fill(form: forms.Form, cast: stage.Cast, answers: Mapping[str, object]) -> Mapping[str, object]:
    """Turn a story's answers into what the form takes; pupils that they name are put into the register first."""
    filler = _Filler(form, cast)
    filler.prepare(answers)
    with db.reading() as connection:
        nobody = model.Person(0, cast.municipality_id, "")
        options = answering.options(connection, form, answering.Asker(nobody, cast.municipality_id, cast.school_id))
    return filler.fill(answers, options)


def form_of(task_id: object) -> forms.Form | None:
    """Return the form of a task as its case's version has it; None where it is only confirmed."""
    t, c, v = tables.tasks.c, tables.cases.c, tables.versions.c
    with db.reading() as connection:
        row = connection.execute(
            sa.select(t.form_id, v.publication_id)
            .join(tables.cases, c.id == t.case_id)
            .join(tables.versions, v.id == c.version_id)
            .where(t.id == task_id)
        ).one()
        return routines.form(connection, row.publication_id, row.form_id) if row.form_id else None


def unasked(form: forms.Form, answers: Mapping[str, object]) -> list[str]:
    """Return a sentence for each answer that the form has no field for: it is left out, as in a browser."""
    asked = {one.place.partition(".")[0] for one in form.all() if one.place}
    return [
        f"«{key}» er ikke et felt i skjemaet «{form.id}», og ble ikke med{expressions.suggestion(key, asked) or '.'}"
        for key in answers
        if key not in asked
    ]


_WRONG = {
    "required": "mangler svar",
    "option": "er ikke et av svarene",
    "type": "er ikke det slaget svar som feltet tar",
    "date": "er ikke en dato som feltet tar",
    "min": "er for lite",
    "max": "er for stort",
    "minLength": "er for kort",
    "maxLength": "er for langt",
    "decimals": "har for mange desimaler",
    "step": "går ikke opp i feltets trinn",
    "pattern": "er ikke skrevet slik feltet vil ha det",
    "email": "er ikke en e-postadresse",
    "phone": "er ikke et telefonnummer med landkode",
    "file": "er ikke en fil som feltet tar",
    "rows": "må ha minst én rad",
    "own-pupil": "er eleven saken gjelder, og feltet tar en annen",
}


def refused(form: forms.Form | None, wrong: Mapping[str, Sequence[str]]) -> str:
    """Return what the form refused, by field: a sentence each."""
    fields = {one.place: one for one in form.all()} if form else {}
    return " ".join(
        f"«{place}» {_WRONG.get(kind, f'er avvist ({kind})')}{_choices(fields.get(place)) if kind == 'option' else ''}."
        for place, kinds in wrong.items()
        for kind in kinds
        if kind != "required" or len(kinds) == 1  # what is refused counts as no answer too
    )


def _choices(field: forms.Field | None) -> str:
    """Return the values that are written in the form, in parentheses."""
    written = field.get("values") if field else None
    values = [str(one["value"]) for one in written or [] if isinstance(one, Mapping) and "value" in one]
    return f" ({', '.join(values)})" if values else ""


@dataclass(frozen=True, slots=True)
class _Filler:
    """Fills one form for one story."""

    form: forms.Form
    cast: stage.Cast

    def prepare(self, answers: Mapping[str, object]) -> None:
        """Put the pupils that the answers name into the register, so that they can be chosen."""
        wanted = {use.key for use in form_values.register_fields(self.form, nested=True) if use.register == "elev"}
        for key, value in _walk(answers):
            if key in wanted and isinstance(value, str) and value:
                stage.add_pupil(self.cast, value)

    def fill(self, answers: Mapping[str, object], options: Mapping[str, object]) -> dict[str, object]:
        """Return the raw answers: labels of the register's options become their values, times become ISO text."""
        registers = {
            use.key: options.get("elever" if use.register == "elev" else "ansatte", [])
            for use in form_values.register_fields(self.form, nested=True)
        }
        return {key: self._value(key, value, registers) for key, value in answers.items()}

    def _value(self, key: str, value: object, registers: Mapping[str, object]) -> object:
        if isinstance(value, Mapping):
            return {inner: self._value(inner, one, registers) for inner, one in value.items()}
        if isinstance(value, list):
            return [self._value(key, one, registers) for one in value]
        if isinstance(value, str) and key in registers:
            return self._chosen(value, registers[key])
        if isinstance(value, str) and _DATE_AND_TIME.fullmatch(value):
            return deadlines.moment(value).isoformat(timespec="minutes")
        return value

    def _chosen(self, value: str, options: object) -> str:
        """Return the option's value for a label, a bare name, or a role's person."""
        wanted = self.cast.people.get(value.lower())
        names = {value, wanted.name if wanted else value}
        for option in options if isinstance(options, Sequence) else ():
            label = str(option["label"])
            if str(option["value"]) in names or label in names or label.rsplit(" (", 1)[0] in names:
                return str(option["value"])
        return value


def _walk(value: object, key: str = "") -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [pair for inner, one in value.items() for pair in _walk(one, str(inner))]
    if isinstance(value, list):
        return [pair for one in value for pair in _walk(one, key)]
    return [(key, value)]

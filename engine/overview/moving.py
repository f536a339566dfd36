"""Which running cases could follow another version of their routine, by verdict, with reasons (ux.md Rutiner).

A look at a hundred cases at a time: a page must not wait for thousands. Tells numbers of cases, never their pupils.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import bpmn, cases, clock, db, model, routines
from engine.cases.versions import counted

LOOK = 100


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """What cases that are to be moved need an answer to, and how many; options are (value, name of the step).

    `chosen` is the answer that was given, empty where none was.
    """

    topic: str
    key: str
    what: str
    options: tuple[tuple[str, str], ...]
    default: str
    cases: int
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class MovedDue:
    """What the deadlines of a step become that are counted anew: by case, and the first and the last of them.

    `first` and `last` are None where none of them has a date; `out` of them are out as soon as the cases are moved.
    """

    step: str
    cases: tuple[tuple[str, counted.Recounted], ...]  # number
    first: datetime | None
    last: datetime | None
    out: int


@dataclass(frozen=True, slots=True)
class MovePage:
    """How many running cases could follow a version: by verdict, with reasons, for one part of them.

    `part` of `parts`, from 1; the cases `first` to `first + looked - 1`, the oldest first.
    """

    routine: str
    name: str
    number: int
    total: int
    looked: int
    part: int
    parts: int
    first: int
    counts: Mapping[str, int]
    reasons: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, int], ...]
    questions: tuple[MoveQuestion, ...]
    cases: tuple[tuple[str, str], ...]  # number, verdict
    dues: tuple[MovedDue, ...]


def may_move_cases(person: model.Person) -> bool:
    """Tell whether the person may move the municipality's cases."""
    with db.reading() as connection:
        return cases.may_move(connection, person)


def has_cases_to_move(routine: str, number: int, person: model.Person) -> bool:
    """Tell whether some open case follows another version than `number`, and the person may move it."""
    return may_move_cases(person) and bool(cases.cases_to_move(by=person, routine=routine, to=number))


def move_page(routine: str, number: int, person: model.Person, choices: bpmn.Choices, *, part: int = 1) -> MovePage:
    """Return what moving to version `number` with `choices` would do, for one part of the cases (the last at most).

    Raises `NotAllowed`, `RoutineNotFound`.
    """
    ids = cases.cases_to_move(by=person, routine=routine, to=number)
    parts = max(1, -(-len(ids) // LOOK))
    part = min(max(part, 1), parts)
    some = ids[(part - 1) * LOOK : part * LOOK]
    found = [cases.try_judge(case_id, by=person, to=number, choices=choices) for case_id in some]
    with db.reading() as connection:
        version = cases.version_of(connection, person.municipality_id, routine, number)
        names = routines.definition(connection, version.publication_id, routine).names
    questions = Counter(question for one in found for question in (*one.questions, *one.answered))
    return MovePage(
        routine=routine,
        name=version.name,
        number=number,
        total=len(ids),
        looked=len(found),
        part=part,
        parts=parts,
        first=(part - 1) * LOOK + 1,
        counts=_counts(found),
        reasons=tuple(Counter(reason for one in found for reason in one.reasons).most_common()),
        notes=tuple(Counter(note for one in found for note in one.notes).most_common()),
        questions=tuple(
            asked(question, count, names, chosen=choices.of(question.topic, question.key))
            for question, count in questions.most_common()
        ),
        cases=tuple((one.number, one.verdict) for one in found if one.number),
        dues=_dues(found),
    )


def _counts(found: Sequence[cases.Moved]) -> dict[str, int]:
    """Return how many cases got each verdict; that some failed is told only where some did."""
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in bpmn.VERDICTS}
    failed = sum(one.verdict == cases.FAILED for one in found)
    return {**counts, cases.FAILED: failed} if failed else counts


def _dues(found: Sequence[cases.Moved]) -> tuple[MovedDue, ...]:
    """Return what is counted anew, by the step it is a deadline of."""
    by_step: dict[str, list[tuple[str, counted.Recounted]]] = {}
    for one in found:
        for anew in one.recounted:
            by_step.setdefault(anew.step, []).append((one.number, anew))
    now = clock.now()
    dues = []
    for step, some in by_step.items():
        dated = [anew.due.at for _number, anew in some if anew.due.at is not None]
        first, last = (min(dated), max(dated)) if dated else (None, None)
        dues.append(MovedDue(step, tuple(some), first, last, sum(at <= now for at in dated)))
    return tuple(dues)


def asked(question: bpmn.Question, count: int, names: Mapping[str, str], *, chosen: str = "") -> MoveQuestion:
    """Return a question that `count` cases need an answer to, its options as `names` calls them."""
    # a gateway without a name is asked of by the steps before it, and is its own proposal
    called = {question.default: question.name, **{one: name for one, name in names.items() if name != one}}
    options = tuple((one, called.get(one, one)) for one in question.options)
    return MoveQuestion(question.topic, question.key, question.what, options, question.default, count, chosen)

"""Which open task a story's name means: `ID`, `CALL/ID`, `ID[2]`, or `where: {elev: Testelev A}` (design 9).

The number of a task in a routine that is called several times may stand at the call too: `CALL[2]/ID`.

An instance of a multi-instance has its own number. Other tokens of one element (two that came out of a parallel part,
one for each message, instances within instances) are numbered in the order in which they opened, for as long as one of
them is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine import errors
from engine.play import record, stage

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass
class Numbers:
    """The tasks of each path in order, since one of them has been open all the time, each with its instance."""

    groups: dict[str, dict[object, int | None]] = field(default_factory=dict)
    nested: set[str] = field(default_factory=set)  # the paths where two instances of one number have been open at once

    def note(self, tasks: Sequence[record.Standing]) -> None:
        """Number what has opened since; where none of a path was open any more, the numbers begin anew."""
        now: dict[str, dict[object, int | None]] = {}
        for task in tasks:
            now.setdefault(task.path, {})[task.id] = task.instance
        for path, these in now.items():
            group = self.groups.get(path, {})
            goes_on = bool(group.keys() & these.keys())
            self.groups[path] = {**group, **these} if goes_on else these
            # one that is alone in its own round has no number, and stands for 1
            if len({number or 1 for number in these.values()}) < len(these):
                self.nested.add(path)
            elif not goes_on:
                self.nested.discard(path)

    def of(self, task: record.Standing) -> int | None:
        """Return the number of `task`, None where it has not been seen."""
        group = self.groups.get(task.path, {})
        if task.instance is not None and task.path not in self.nested:
            return task.instance
        return list(group).index(task.id) + 1 if task.id in group else None


def fitting(
    tasks: Sequence[record.Standing], name: str, where: object, *, cast: stage.Cast, numbers: Numbers
) -> list[record.Standing]:
    """Return those of `tasks` that a story's name (and `where`) may mean."""
    plain, number = _parted(name)
    found = [task for task in tasks if plain in (task.element, task.path) and _is_where(task, where, cast)]
    if not number:
        return found
    wanted = int(number)
    numbered = [task for task in found if numbers.of(task) == wanted]
    # who counts those that are left means the same
    counted = [task for task in found if task.instance is None][wanted - 1 : wanted] if wanted else []
    return numbered or counted


def _parted(name: str) -> tuple[str, str]:
    """Return a name without its number, and the number, "" where it has none."""
    plain = _BRACKETS.sub("", name)
    numbers = _BRACKETS.findall(name)
    if len(numbers) > 1:
        raise errors.StoryUnreadable(f"«{name}»: skriv ett tall, bakerst: {plain}[{numbers[-1]}].")
    if "[" in plain or not all(number.isdecimal() for number in numbers):
        plain = name.partition("[")[0]
        raise errors.StoryUnreadable(f"«{name}»: i klammene skal det stå et tall, for eksempel {plain}[2].")
    return plain, "".join(numbers)


def meant(names: Mapping[str, str], wanted: Sequence[str]) -> str:
    """Return a sentence for those of `wanted` that are a step's name; `names` are by id."""
    found = ((name, [ident for ident, own in names.items() if own == name]) for name in wanted if name not in names)
    return " ".join(f"«{name}» er navnet på {', '.join(ids)}. Skriv id-en." for name, ids in found if ids)


def listed(tasks: Sequence[record.Standing], numbers: Numbers) -> str:
    """Return the open tasks as a story would name them."""
    paths = [task.path for task in tasks]
    names = []
    for task in tasks:
        is_several = task.instance is not None or paths.count(task.path) > 1
        number = numbers.of(task) if is_several else None
        names.append(f"{task.path}[{number}]" if number else task.path)
    return ", ".join(names) or "ingen"


def _is_where(task: record.Standing, where: object, cast: stage.Cast) -> bool:
    if not isinstance(where, Mapping):
        return True
    return all(_says(task.local, key, _texts(value, cast)) for key, value in where.items())


def _texts(value: object, cast: stage.Cast) -> set[str]:
    """Return what a story's value may stand as: itself, or the register's id of the person it names."""
    named = cast.people.get(str(value))
    return {str(value), str(named.id)} if named else {str(value)}


def _says(local: Mapping[str, object], key: str, wanted: set[str]) -> bool:
    """Compare by text, looking into an element variable that is itself a row."""
    candidates = [local.get(key), *(row.get(key) for row in local.values() if isinstance(row, Mapping))]
    return any(str(one) in wanted for one in candidates if one is not None)

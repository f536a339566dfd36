"""A plan in words: what changed from one version to another, and what a page says of it (issue 4).

Knows the plan's pages and answers as people read them; which measure is the same is its name's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import model, pages
from webforms import naming
from webforms.fields.base import Shown

KINDS = {"first": "Godkjent plan", "round": "Ny runde", "change": "Endret plan", "correction": "Rettelse"}
# what a measure's level is called after «på»; the forms' own words for it, in the order of `overview.planned`
LEVELS = {
    "individ": "individnivå", "gruppe": "gruppenivå", "klasse": "klassenivå", "skole": "skolenivå",
    "system": "systemnivå", "klasse og system": "klasse- og systemnivå",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that differs: what was asked (of which measure), and how it reads before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two versions: measures that came and went by name, and the answers that differ."""

    added: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether the two say the same."""
        return not (self.added or self.ended or self.lines)


def told(page: pages.PlanPage, person: model.Person) -> dict[str, object]:
    """Return what the templates of the plan need beside the page: answers and changes in words, by version."""
    shown = naming.shown([one.view for one in page.versions], person, page.documents)
    before = _before(page.versions)
    return {
        "shown": shown,
        "changes_of": {
            one.number: changes(before[one.number], one, shown) for one in page.versions if one.number in before
        },
        "kinds": KINDS,
        "levels": LEVELS,
        "only_level": only_level(page.now.measures) if page.now else "",
    }


def editions(page: pages.PlanPage) -> dict[int, int]:
    """Return which version of the plan a letter is of, by the document's id; nothing while there is but one."""
    if len(page.versions) < 2:
        return {}
    return {letter.id: one.number for one in page.versions for letter in one.letters}


def _before(versions: Sequence[pages.PlanVersion]) -> dict[int, pages.PlanVersion]:
    """Return what each version is a change of: the one before it, a correction the version that it corrects."""
    by_record = {one.view.id: one for one in versions}
    found = {}
    for at, one in enumerate(versions):
        earlier = by_record.get(one.view.corrects_id or 0) or next(
            (other for other in reversed(versions[:at]) if other.from_at is not None), None
        )
        if earlier is not None:
            found[one.number] = earlier
    return found


def only_level(measures: Sequence[pages.Measure]) -> str:
    """Return the level that all measures are at, "" where there are several, or where none is said."""
    found = {one.level for one in measures}
    level = found.pop().casefold() if len(found) == 1 else ""
    return LEVELS.get(level, level if level.endswith("nivå") else "")  # a plan may have words of its own


def changes(before: pages.PlanVersion, after: pages.PlanVersion, shown: Mapping[int, Sequence[Shown]]) -> Changes:
    """Return what changed from one version to another; `shown` has their answers as people read them."""
    old = dict(_leaves(shown[before.view.id], before.names))
    new = dict(_leaves(shown[after.view.id], after.names))
    was, now = (dict.fromkeys(key[0] for key in one if key[0]) for one in (old, new))
    lines = [
        Line(_label(key, (new.get(key) or old[key])[0]), old.get(key, ("", ""))[1], new.get(key, ("", ""))[1])
        for key in dict.fromkeys([*new, *old])
        if (not key[0] or (key[0] in was and key[0] in now)) and old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    ]
    gone = tuple(_name(one) for one in was if one not in now)
    return Changes(tuple(_name(one) for one in now if one not in was), gone, tuple(lines))


Key = tuple[str, str]  # which measure: its list and name, "" for the plan itself; and which answer


def _name(measure: str) -> str:
    return measure.partition("\n")[2]


def _label(key: Key, label: str) -> str:
    return f"«{_name(key[0])}»: {label.rstrip(':')}" if key[0] else label.rstrip(":")


def _leaves(answers: Sequence[Shown], names: Mapping[str, str], measure: str = "") -> Iterator[tuple[Key, Key]]:
    """Give each answer by which it is, with its label and text; a measure's rows stand by its name, not its number."""
    for one in answers:
        yield from _leaves(one.children, names, measure)
        for number, row in enumerate(one.rows, 1):
            name = next((cell.text for cell in row if cell.path.rpartition(".")[2] == names.get(one.path, "-")), "")
            yield from _leaves(row, names, f"{one.path}\n{name or f'{one.label} {number}'}")
        if not one.children and not one.rows:
            path = one.path.rpartition(".")[2] if measure else one.path
            yield (measure, path), (one.label, one.text or ", ".join(one.items))

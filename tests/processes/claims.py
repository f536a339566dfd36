"""What the mapping of the inventory claims of stories, held against what the stories did.

A row's stories must pass what the row names: each story something of it, and each step, field and letter some story;
where the row has tests as well, those may prove what no story of it passes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from engine import coverage, play, settings

PROCESSES = settings.ROOT / "processes"
DRAWN = ("element", "field", "letter", "guidance")


@functools.cache
def known() -> coverage.Known:
    """Return what there is to name; the web's routes are not asked for here."""
    return coverage.known(settings.ROOT, pages=())


def rows() -> Mapping[str, coverage.Entry]:
    """Return the mapping's rows that name stories."""
    found = coverage.mapping(PROCESSES / coverage.FILE)
    return {ident: entry for ident, entry in found.items() if entry.get("story")}


def untrue(ident: str, entry: coverage.Entry, seen: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield what does not hold; `seen` is what each story passed: elements, `form:ID`, `letter:NAME`."""
    places = {name: _signs(kind, name) for kind in DRAWN for name in entry.get(kind, ())}
    told = {story: seen[story] for story in entry["story"] if story in seen}
    if any(places.values()):
        for story, passed in told.items():
            if not any(signs & passed for signs in places.values()):
                yield f"{ident}: {story} passes none of {', '.join(places)}"
    together = set().union(*told.values()) if told else set()
    for name, signs in places.items():
        if signs and not signs & together and not entry.get("test"):
            yield f"{ident}: no story of {', '.join(told)} passes {name}"


def passed(result: play.Result) -> set[str]:
    """Return what a played story passed: its elements, the forms they ask for, the letters that were made."""
    elements = {one.element for one in result.happenings if one.element}
    letters = {f"letter:{one.facts['letter']}" for one in result.happenings if one.facts.get("letter")}
    forms = {f"form:{form}" for name, form in known().form_of.items() if name.partition("#")[2] in elements}
    return elements | letters | forms


def _signs(kind: str, name: str) -> set[str]:
    """Return what in a story shows that it passed this; nothing for a note or a routine as a whole."""
    if kind == "letter":
        return {f"letter:{name}"}
    head, _, inner = name.partition("#")
    if kind == "field" or name not in known().names["element"]:
        return {f"form:{head}"} if name in known().names["field"] or kind == "field" else set()
    return set() if head == inner else {inner}

"""What a routine is for, in one line, for who is to choose among many (ux.md Meld bekymring).

Pure: knows a parsed diagram. The line is written by who drew the routine: the name of its start says when it begins;
where that only says the routine's name again, the first sentence of the start's guidance.
"""

from __future__ import annotations

import re

from engine import bpmn

GROUP = "gruppe"  # a property of the start
_MARKS = re.compile(r"\*\*|__|`|^\s*#+\s*|(?<!\w)[*_]|[*_](?!\w)", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# a sentence ends at its mark before a space and a capital; an abbreviation before a small letter or a number does not
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[«\"(]?[A-ZÆØÅ]|\s*$)", re.DOTALL)


def line(definition: bpmn.Definition) -> str:
    """Return the line, empty where the diagram says nothing of it."""
    start = definition.elements[definition.start_event(None)]
    if start.name and not _is_same(start.name, definition.name):
        return _ended(start.name)
    return first_sentence(start.documentation)


def group(definition: bpmn.Definition) -> str:
    """Return the heading that the routine stands under where one chooses among many; empty: with what is reported."""
    return definition.elements[definition.start_event(None)].properties.get(GROUP, "").strip()


def first_sentence(markdown: str) -> str:
    """Return the first sentence of a text, without its marks of emphasis."""
    paragraph = _LINK.sub(r"\1", _MARKS.sub("", markdown)).strip().split("\n\n")[0]
    plain = " ".join(paragraph.split())
    found = _SENTENCE.match(plain)
    return found[1] if found else plain


def _ended(name: str) -> str:
    plain = " ".join(name.split())
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def _is_same(one: str, other: str) -> bool:
    """Tell whether one of two names says all of the other, hyphens and case apart."""
    letters = sorted(("".join(filter(str.isalnum, name.casefold())) for name in (one, other)), key=len)
    return letters[0] in letters[1]

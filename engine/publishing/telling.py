"""What letters and forms tell of deadlines that the routine no longer has: a letter's "seks uker" after they became 4.

Knows which letters and forms each diagram uses, and every length of time in it and in the decision tables; how people
write one is `saying`'s. A text is held against the diagrams that use it, each by itself: that another diagram of the
publication still has six weeks does not make them true here. It warns only where the diagram counts in the same unit,
and of hours and days only where the words before tell of a limit: "borte i to dager" is no deadline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine import bpmn, forms, model
from engine.cases.letters import sending
from engine.publishing import saying

_WEEK = 7
_LONG = ("uke", "måned")  # what is hardly said in figures but of a limit
_NAMED = re.compile(r'"(?:[^"\n]*/)?([^"/\n]+)\.typ"')
_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.S)
_PAST = re.compile(r"\W+(?:siden|sidan|gam(?:mel|le|al))\b", re.I)


@dataclass(frozen=True, slots=True)
class Known:
    """The lengths of time that a diagram counts with, and the units that its deadlines are in."""

    amounts: frozenset[saying.Amount]
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a file: of which field, or from which line, and the length of time in it that `diagram` has not."""

    diagram: str
    file: str
    field: str
    line: int | None
    words: str


_Place = tuple[str, str, int | None, str]  # of a `Told`, without the diagram


def findings(
    files: Mapping[str, bytes],
    elements: Mapping[str, Iterable[bpmn.Element]],
    read_forms: Mapping[str, tuple[str, forms.Form]],
    before: Collection[model.Finding] = (),
) -> list[model.Finding]:
    """Return a warning for each length of time in a letter or form that no deadline of a diagram that uses it has.

    `read_forms` has each form by its id, with the path of its file. What `before` says of a form at the step that has
    it, is not said again.
    """
    said = "\n".join(one.what for one in before if one.code == "deadline-said")
    made = {element.headers.get("mal", "") for ones in elements.values() for element in ones}
    told: list[Told] = []
    for diagram, ones in elements.items():
        every = list(ones)
        known = _known(every, files)
        told += [Told(diagram, *one) for one in _in_letters(files, every, known, made)]
        for name in dict.fromkeys(element.form_id or "" for element in every if element.form_id in read_forms):
            told += [Told(diagram, *one) for one in _in_form(*read_forms[name], known=known, said=said)]
    return [_finding(one) for one in dict.fromkeys(told)]


def unknown(text: str, known: Known) -> list[saying.Saying]:
    """Return the lengths of time in `text` that read as a deadline, and are none of the known."""
    return [
        one
        for one in saying.sayings(text)
        if (one.is_limit or (not one.is_article and _unit(one) in _LONG))
        and _unit(one) in known.units
        and not one.amounts & known.amounts
        and not _PAST.match(text, one.end)
    ]


def _known(elements: Collection[bpmn.Element], files: Mapping[str, bytes]) -> Known:
    """A deadline may be worked out on the way, so what a step or a table works out with counts as known."""
    written = [text for element in elements for _kind, text in saying.deadlines(element)]
    pairs = [source for element in elements for _target, source in (*element.inputs, *element.outputs)]
    worked_out = [*pairs, *(element.script for element in elements)]
    worked_out += [raw.decode(errors="replace") for path, raw in files.items() if path.startswith("decisions/")]
    amounts = [saying.meaning(text) for text in (*written, *worked_out)]
    units = {_unit(one) for text in written for one in saying.sayings(text)}
    units |= {unit for text in written for amount in saying.meaning(text) for unit in _units(amount)}
    return Known(frozenset().union(*amounts), frozenset(units))


def _units(amount: saying.Amount) -> set[str]:
    kind, number = amount
    return {kind, "uke"} if kind == "dag" and number % _WEEK == 0 else {kind}


def _unit(one: saying.Saying) -> str:
    if one.unit.startswith(("uke", "veke")):
        return "uke"
    return "måned" if one.unit.startswith("mån") else "time" if one.unit.startswith("tim") else "dag"


def _in_letters(
    files: Mapping[str, bytes], elements: Collection[bpmn.Element], known: Known, made: Collection[str]
) -> Iterator[_Place]:
    """Look through the letters that the diagram uses, and what those take from others.

    One that is only sent here is held against the diagrams that make it (`made` are all that are), where there are any.
    """
    waiting = {element.headers.get("mal", "") for element in elements}
    waiting |= {_sent(element) for element in elements if _sent(element) not in made}
    waiting.discard("")
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        file = f"letters/{name}.typ"
        text = files.get(file, b"").decode(errors="replace")
        waiting |= set(_NAMED.findall(text)) - seen
        text = _COMMENT.sub(lambda one: re.sub(r"[^\n]", " ", one[0]), text).replace("~", " ")
        for one in unknown(text, known):
            yield (file, "", text.count("\n", 0, one.start) + 1, one.words)


def _sent(element: bpmn.Element) -> str:
    return element.properties.get(sending.PROPERTY, "")


def _in_form(path: str, form: forms.Form, *, known: Known, said: str) -> Iterator[_Place]:
    for field, text in saying.form_texts(form):
        for one in unknown(text, known):
            if f"«{form.id}» sier «{one.words}»" not in said:
                yield (path, field.place or field.id, None, one.words)


def _finding(one: Told) -> model.Finding:
    where = "Skjemaet" if one.field else "Brevet"
    what = f"{where} sier «{one.words}», men ingen frist i «{one.diagram}», som bruker det, er så lang."
    why = "Den som leser det, tror at fristen gjelder."
    remedy = "Rett teksten, eller fristen i diagrammet, så de sier det samme."
    return model.Finding(one.file, "deadline-said", "warning", one.field, "", one.line, what, why, remedy)

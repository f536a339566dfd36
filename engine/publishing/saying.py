"""What texts say of a deadline, held against the deadline itself: "seks uker" in the guidance, `4 uker` in the task.

Knows numbers and units as people write them, in bokmål and nynorsk. It warns only where a text gives another number
and none of its numbers is the deadline's; a number of another kind counts where the words before it tell of a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine import bpmn, forms, model

_ONES = ("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni")
_TEENS = ("ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten")
_TENS = ("tjue", "tretti", "førti", "femti", "seksti", "sytti", "åtti", "nitti")
_SURE_ONES = ("én", "éi", "éin", "ett", "eitt")
_ARTICLES = ("en", "ei", "et", "ein", "eit")  # a number only where a limit is told of
NUMBERS: Mapping[str, int] = {
    **dict.fromkeys((*_SURE_ONES, *_ARTICLES), 1),
    **{word: number for number, word in enumerate(_ONES, start=2)},
    **{word: number for number, word in enumerate(_TEENS, start=10)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{f"{ten}{one}": 10 * t + o for t, ten in enumerate(_TENS, 2) for o, one in enumerate(("en", *_ONES), 1)},
    "syv": 7, "tyve": 20, "tredve": 30, "sekstan": 16, "syttan": 17,
}  # fmt: skip
_DAY = r"(?:kalender|skole|skule|virke|arbeids|yrke)?(?:dag(?:er|ar)?|døgn)"
_UNIT = rf"(?P<unit>tim(?:e|er|ar)|{_DAY}|uker?|veker?|måned(?:er)?|månad(?:er|ar)?)s?"
_NUMBER = rf"(?:[0-9]{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_SAID = re.compile(rf"\b(?P<one>{_NUMBER})(?:\s*(?:-|–|til|eller)\s*(?P<other>{_NUMBER}))?[\s-]?\s*{_UNIT}\b", re.I)
_ISO = re.compile(r"\bP(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?(?:T(?:(?P<H>\d+)H)?)?(?![\w])")
_LIMIT = re.compile(
    r"\b(?:innen|innan|senest|seinast|frist(?:en)?|etter|løpet av|maksimalt|høyst)\b\W*(?:\w+\W+)?$", re.I
)
_NO_NUMBER = {"dagen etter": ("dag", 1), "neste skoledag": ("dag", 1), "neste skuledag": ("dag", 1)}
_WITHOUT = ("straks", "umiddelbart", "snarest", "snarast", "omgåande", "samme dag", "same dag", *_NO_NUMBER)

_FORM = "skjemaet"

Amount = tuple[str, int]  # "time", "dag" (weeks are days) or "måned", and how many


@dataclass(frozen=True, slots=True)
class Saying:
    """One length of time in a text: its words, what they may mean, and whether the words before tell of a limit.

    `unit` is the unit in its own words, in small letters; `start` and `end` are the places in the text.
    """

    words: str
    amounts: frozenset[Amount]
    is_limit: bool
    unit: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_article(self) -> bool:
        """Tell whether the number may be no number: "en uke"."""
        return self.words.split()[0].lower() in _ARTICLES


def findings(
    elements: Mapping[str, Iterable[bpmn.Element]], read_forms: Mapping[str, forms.Form]
) -> list[model.Finding]:
    """Return a warning for each text of an element that gives another number than its deadline; by file."""
    found = []
    for file, ones in elements.items():
        for element in ones:
            told = list(_texts(element, read_forms.get(element.form_id or "")))
            for kind, due in deadlines(element):
                for where, text in told:
                    # a form serves several steps, and may tell of a later one's deadline
                    other = "" if where.startswith(_FORM) and _is_without(due) else differing(due, text)
                    if other:
                        found.append(_finding(file, element, (kind, due), (where, other)))
    return found


def differing(due: str, text: str) -> str:
    """Return what `text` says instead of the deadline `due`, "" where it says the same or nothing."""
    said = [one for one in sayings(text) if one.is_limit or not one.is_article]
    meant = meaning(due)
    if not said or not (meant or _is_without(due)) or any(one.amounts & meant for one in said):
        return ""
    kinds = {kind for kind, _number in meant} if not _is_without(due) else set()
    against = [one for one in said if one.is_limit or kinds & {kind for kind, _number in one.amounts}]
    return against[0].words if against else ""


def meaning(due: str) -> frozenset[Amount]:
    """Return the lengths of time that the deadline `due` names, also within an expression."""
    return frozenset(amount for one in sayings(due) for amount in one.amounts) | _iso(due) | _unnumbered(due)


def sayings(text: str) -> list[Saying]:
    """Return the lengths of time that `text` names, in its order."""
    found = []
    for one in _SAID.finditer(text):
        numbers = [_number(word) for word in (one["one"], one["other"]) if word]
        amounts = frozenset(amount for number in numbers for amount in _amounts(number, one["unit"].lower()))
        is_limit = bool(_LIMIT.search(text[: one.start()]))
        found.append(Saying(" ".join(one[0].split()), amounts, is_limit, one["unit"].lower(), one.start(), one.end()))
    return found


def deadlines(element: bpmn.Element) -> Iterator[tuple[str, str]]:
    """Give what the element waits for or must be done by, with the word for it."""
    yield from ((kind, text) for kind, text in (("Fristen", element.due), ("Oppfølgingen", element.follow_up)) if text)
    if element.event is not None and element.event.kind == "timer" and element.event.text:
        yield "Timeren", element.event.text


def _texts(element: bpmn.Element, form: forms.Form | None) -> Iterator[tuple[str, str]]:
    yield from (
        (where, text) for where, text in (("navnet", element.name), ("veiledningen", element.documentation)) if text
    )
    for _field, text in form_texts(form) if form else ():
        yield f"{_FORM} «{form.id if form else ''}»", text


def form_texts(form: forms.Form) -> Iterator[tuple[forms.Field, str]]:
    """Give each text that a person reads in the form, with its field."""
    for field in form.all():
        for text in (field.label, field.get("text"), field.get("description")):
            if isinstance(text, str) and text:
                yield field, text


def _finding(file: str, element: bpmn.Element, deadline: tuple[str, str], said: tuple[str, str]) -> model.Finding:
    what = f"{deadline[0]} er «{deadline[1].strip()}», men {said[0]} sier «{said[1]}»."
    why = "Den som har steget, leser teksten og tror at den gjelder."
    remedy = "Rett teksten eller fristen, så de sier det samme."
    return model.Finding(file, "deadline-said", "warning", element.id, element.name, element.line, what, why, remedy)


def _amounts(number: int, unit: str) -> set[Amount]:
    """Return what a number of a unit may mean: school weeks have five days, and a day and a night are 24 hours."""
    if unit.startswith("tim"):
        return {("time", number)} | ({("dag", number // 24)} if number % 24 == 0 else set())
    if unit.startswith(("uke", "veke")):
        return {("dag", 7 * number)}
    if unit.startswith("mån"):
        return {("måned", number)}
    is_school = unit.startswith(("skole", "skule", "virke", "arbeids", "yrke"))
    return {("dag", number)} | ({("dag", number // 5 * 7)} if is_school and number % 5 == 0 else set())


def _iso(due: str) -> frozenset[Amount]:
    units = {"M": "måned", "W": "uke", "D": "dag", "H": "time"}
    found = [
        (int(number), units[key]) for one in _ISO.finditer(due) for key, number in one.groupdict().items() if number
    ]
    return frozenset(amount for number, unit in found for amount in _amounts(number, unit))


def _unnumbered(due: str) -> frozenset[Amount]:
    return frozenset(amount for words, amount in _NO_NUMBER.items() if due.strip().lower().startswith(words))


def _is_without(due: str) -> bool:
    return due.strip().lower().startswith(_WITHOUT)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]

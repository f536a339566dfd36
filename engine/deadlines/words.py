"""The words of deadline texts, bokmål and nynorsk, and help for those who miss one (design 8).

Tables and near misses only; `text` knows how words are put together, `explain` writes with them.
"""

from __future__ import annotations

import difflib
import re

from engine.deadlines.values import Count, NextDay, Rule, SameDay, Straks, Unit

# (one, many) per language, as they are written back to people.
UNITS: dict[str, dict[Unit, tuple[str, str]]] = {
    "nb": {
        Unit.SCHOOL_DAY: ("skoledag", "skoledager"),
        Unit.WORKING_DAY: ("virkedag", "virkedager"),
        Unit.DAY: ("dag", "dager"),
        Unit.WEEK: ("uke", "uker"),
        Unit.MONTH: ("måned", "måneder"),
    },
    "nn": {
        Unit.SCHOOL_DAY: ("skoledag", "skoledagar"),
        Unit.WORKING_DAY: ("virkedag", "virkedagar"),
        Unit.DAY: ("dag", "dagar"),
        Unit.WEEK: ("veke", "veker"),
        Unit.MONTH: ("månad", "månader"),
    },
}
READ_UNITS = {word: unit for language in UNITS.values() for unit, forms in language.items() for word in forms}
READ_UNITS |= dict.fromkeys(("skuledag", "skuledagar"), Unit.SCHOOL_DAY)

_SMALL = ["to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"]
READ_NUMBERS = dict.fromkeys(("en", "én", "ei", "éi", "et", "ett", "eitt", "ein", "éin"), 1)
READ_NUMBERS |= {word: number for number, word in enumerate(_SMALL, start=2)} | {"syv": 7}

PHRASES: dict[str, Rule] = {
    word: Straks(word)
    for word in ("straks", "umiddelbart", "snarest", "snarest mulig", "snarast", "snarast mogleg", "omgåande")
}
PHRASES |= dict.fromkeys(("samme dag", "same dag"), SameDay())
PHRASES |= {"dagen etter": NextDay()}
PHRASES |= dict.fromkeys(("neste skoledag", "neste skuledag"), Count(1, Unit.SCHOOL_DAY, is_next=True))

FORMS = (
    "Skriv en frist slik: straks, samme dag, dagen etter, neste skoledag, 3 skoledager, 10 virkedager, 14 dager, "
    "6 uker, 1 måned, 15.06.2026, P6W, eller tidligst av (=dato, 6 uker fra iverksatt). "
    "Bak kan det stå «fra» og et navn: 6 uker fra iverksatt."
)

# Words that people write for something else we have; the remedy is a whole sentence.
_INSTEAD = {
    r"^r[0-9]*/": "Skriv gjentakelsen slik: R3/P1W (tre ganger, med en uke mellom).",
    r"^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\D.*[0-9]": "Skriv et tidspunkt slik: 2026-06-15T08:00.",
    r"^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}$": "Skriv datoen slik: 15.06.2026.",
    r"\b(?:timer?|timar)\b": "Timer skrives som ISO 8601: PT3H er tre timer.",
    r"\bminutt(?:er)?\b": "Minutter skrives som ISO 8601: PT30M er tretti minutter.",
    r"\bår\b": "Skriv måneder i stedet for år: 12 måneder.",
    r"\b(?:arbeids|yrke|hver)dag(?:er|ar)?\b": "Mente du «virkedager»?",
    r"\bdøgn\b": "Mente du «dager»?",
    r"^neste dag(?:en)?$": "Mente du «dagen etter» eller «neste skoledag»?",
    r"^(?:innen|innan|før|senest|seinast|om|etter)\b": "Skriv bare fristen, uten ord foran: 3 dager, 15.06.2026.",
    r"^-|^[0-9]+[.,][0-9]+\s|[½¼¾]|^halv": "Tallet må være helt og større enn null.",
    r"\S\s+etter\s+\S": "Skriv «fra» i stedet for «etter».",
    r"^[\"'«]": "Skriv fristen uten anførselstegn.",
    r"^\$\{": "Skriv = foran et FEEL-uttrykk; ${…} hører til Camunda 7.",
}
_CLOSE = 0.72
_LONGEST_GUESSED = 40


def remedy(body: str) -> str:
    """Return the sentence that helps whoever wrote `body`: a known confusion, a near miss, or the empty text."""
    low = body.lower()
    for pattern, sentence in _INSTEAD.items():
        if re.search(pattern, low):
            return sentence
    near = _near(low[:_LONGEST_GUESSED])
    return f"Mente du «{near}»?" if near else ""


def _near(body: str) -> str | None:
    """Return the whole text mended, word by word where it is a number and a unit."""
    first, _, last = body.partition(" ")
    number = first if first.isascii() and first.isdigit() else _closest(first, READ_NUMBERS)
    unit = _closest(last.strip(), READ_UNITS)
    if number and unit:
        return f"{number} {unit}"
    return _closest(body, PHRASES)


def _closest(word: str, known: dict[str, Rule] | dict[str, int] | dict[str, Unit]) -> str | None:
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=_CLOSE)), None)

"""Reads a deadline text (design 8).

Knows the grammar: words, numbers, dates, «fra», «tidligst av», cron, FEEL behind `=`. Must not know what day it is or
what a name holds. Every fault is one `errors.DeadlineUnreadable`: what, where in the text, how to write it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from engine import errors
from engine.deadlines import cron, iso, moments, oslo, words
from engine.deadlines.calendar import FIRST_YEAR, LAST_YEAR
from engine.deadlines.values import Count, Cron, Cycle, Deadline, Earliest, Feel, Instant, OnDay, Rule, Span

_MOST_CHARACTERS = 500
_MOST_NESTED = 5
_MOST_NUMBER = 999
_SHOWN = 80

_EARLIEST = re.compile(r"(?:tidligst|tidlegast)\s+av\b\s*", re.IGNORECASE)
_SINCE = re.compile(r"(?:^|\s+)(?:fra|frå)(?:\s+|$)", re.IGNORECASE)
_NAME = re.compile(r"[a-zA-ZæøåÆØÅ_]\w*(?:\.[a-zA-ZæøåÆØÅ_]\w*)*")
_COUNT = re.compile(r"([0-9]+)\s*([^\W\d]+)|([^\W\d]+)\s+([^\W\d]+)")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{2,4})")
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class _Piece:
    """A part of the whole text; `begin` is where it stands, so that a fault can say so."""

    whole: str
    begin: int
    end: int

    @property
    def text(self) -> str:
        return self.whole[self.begin : self.end]

    def part(self, begin: int, end: int) -> _Piece:
        """Return a part of this part, without the blanks round it."""
        inner = self.text[begin:end]
        left = self.begin + begin + len(inner) - len(inner.lstrip())
        return _Piece(self.whole, left, max(left, self.begin + begin + len(inner.rstrip())))


def parse(text: str) -> Deadline:
    """Read a deadline text. Raises `errors.DeadlineUnreadable`."""
    whole = unicodedata.normalize("NFC", text)
    if len(whole) > _MOST_CHARACTERS:
        raise _fault(_Piece(whole, 0, 0), f"den er lengre enn {_MOST_CHARACTERS} tegn")
    return _read(_Piece(whole, 0, len(whole)).part(0, len(whole)), nested=0)


def _read(piece: _Piece, *, nested: int) -> Deadline:
    if not piece.text:
        raise _fault(piece, "det står ingenting her")
    if piece.text.startswith("="):
        return _feel(piece)
    earliest = _EARLIEST.match(piece.text)
    if earliest:
        return _earliest(piece, earliest.end(), nested=nested)
    body, since = _split(piece)
    rule = _rule(body)
    if since and isinstance(rule, OnDay | Instant):
        raise _fault(body, "en dato kan ikke telles «fra» noe")
    return Deadline(piece.text, rule, since)


def _feel(piece: _Piece) -> Deadline:
    expression = piece.text[1:].strip()
    if not expression:
        raise _fault(piece, "det mangler et FEEL-uttrykk bak «=»")
    return Deadline(piece.text, Feel(expression))


# -- «tidligst av (…) fra navn»


def _earliest(piece: _Piece, begin: int, *, nested: int) -> Deadline:
    if nested >= _MOST_NESTED:
        raise _fault(piece, f"«tidligst av» står mer enn {_MOST_NESTED} ganger inni hverandre")
    if piece.text[begin : begin + 1] != "(":
        raise _fault(piece, "«tidligst av» må ha fristene i parentes, med komma mellom")
    cuts = _cuts(piece, begin)
    items = tuple(_read(piece.part(left + 1, right), nested=nested + 1) for left, right in itertools.pairwise(cuts))
    for item in items:
        if isinstance(item.rule, Cycle | Cron):
            raise _fault(piece, f"«{item.text}» gjentas og kan ikke stå i «tidligst av»")
    return Deadline(piece.text, Earliest(items), _tail(piece.part(cuts[-1] + 1, len(piece.text))))


def _cuts(piece: _Piece, begin: int) -> list[int]:
    """Return where the opening bracket, each comma between items, and the closing bracket stand.

    Commas and brackets inside FEEL's own brackets and texts belong to the FEEL.
    """
    cuts, depth, in_text = [begin], 0, False
    characters = enumerate(piece.text[begin:], start=begin)
    for position, character in characters:
        if in_text and character == "\\":
            next(characters, None)
        elif character == '"':
            in_text = not in_text
        elif not in_text:
            depth += (character in _OPENING) - (character in _CLOSING)
            if depth == 0 or (depth == 1 and character == ","):
                cuts.append(position)
            if depth == 0:
                return cuts
    raise _fault(piece.part(begin, len(piece.text)), "parentesen er ikke lukket")


def _tail(rest: _Piece) -> str | None:
    """Return the name in «fra navn» behind the bracket, or None where nothing stands there."""
    if not rest.text:
        return None
    body, since = _split(rest)
    if body.text:
        raise _fault(rest, f"«{_short(rest.text)}» står bak parentesen; der kan bare «fra» og et navn stå")
    return since


def _split(piece: _Piece) -> tuple[_Piece, str | None]:
    """Return what stands before «fra», and the name behind it."""
    found = _SINCE.search(piece.text)
    if not found:
        return piece, None
    name = piece.part(found.end(), len(piece.text))
    if not name.text:
        raise _fault(piece, "det mangler et navn bak «fra»")
    if not _NAME.fullmatch(name.text):
        raise _fault(name, f"«{_short(name.text)}» er ikke et navn; bak «fra» står navnet på ett svar, som «iverksatt»")
    return piece.part(0, found.start()), name.text


# -- one rule


def _rule(body: _Piece) -> Rule:
    if not body.text:
        raise _fault(body, "det står ikke hvor lang fristen er foran «fra»")
    phrase = words.PHRASES.get(" ".join(body.text.lower().split()))
    return phrase or _iso(body) or _day(body) or _cron(body) or _count(body)


def _cron(body: _Piece) -> Cron | None:
    if not cron.is_meant(body.text):
        return None
    try:
        found = cron.read(body.text)
    except cron.Unreadable as error:
        at = _Piece(body.whole, body.begin + error.begin, body.begin + error.end)
        raise _cron_fault(at, str(error), error.remedy) from error
    if not moments.comes(found):
        raise _cron_fault(body, "ingen dato passer til dagen, måneden og ukedagen", "Se på de tre siste feltene.")
    return found


def _iso(body: _Piece) -> Rule | None:
    if iso.is_instant(body.text):
        moment = iso.instant(body.text)
        if moment is None:
            raise _fault(body, f"tidspunktet «{body.text}» finnes ikke", words.remedy(body.text))
        # The year is judged before the offset: year 1 or 9999 cannot be moved to UTC.
        _known(body, moment.at.date())
        return Instant(oslo.instant(moment.at))
    if not iso.is_meant(body.text):
        return None
    try:
        return _in_utc(body, iso.read(body.text))
    except ValueError as error:
        raise _fault(body, str(error), words.remedy(body.text)) from error


def _in_utc(body: _Piece, rule: Span | Cycle) -> Span | Cycle:
    """Return the rule with the moments that a repeat begins and ends with as instants."""
    if isinstance(rule, Span):
        return rule
    for moment in filter(None, (rule.first, rule.until)):
        _known(body, moment.date())
    return replace(rule, first=rule.first and oslo.instant(rule.first), until=rule.until and oslo.instant(rule.until))


def _day(body: _Piece) -> OnDay | None:
    iso_day, norwegian = _ISO_DAY.fullmatch(body.text), _DAY.fullmatch(body.text)
    if iso_day:
        year, month, day = iso_day.groups()
    elif norwegian:
        day, month, year = norwegian.groups()
    else:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise _fault(body, f"datoen «{body.text}» finnes ikke i kalenderen") from error
    return OnDay(_known(body, found))


def _known(body: _Piece, day: date) -> date:
    if not oslo.is_known(day):
        raise _fault(body, f"året må skrives med fire sifre og ligge mellom {FIRST_YEAR} og {LAST_YEAR}")
    return day


def _count(body: _Piece) -> Count:
    match = _COUNT.fullmatch(body.text)
    digits, unit_text = (match[1] or match[3], match[2] or match[4]) if match else ("", "")
    unit = words.READ_UNITS.get(unit_text.lower())
    number = words.READ_NUMBERS.get(digits.lower()) or (int(digits[:9]) if digits.isdecimal() else None)
    if unit is None or number is None:
        raise _fault(body, f"«{_short(body.text)}» er ikke en frist", words.remedy(body.text))
    if not 1 <= number <= _MOST_NUMBER:
        remedy = "" if number else "Skriv «samme dag» når det ikke skal gå noen dager."
        raise _fault(body, f"tallet må ligge mellom 1 og {_MOST_NUMBER}", remedy)
    return Count(number, unit)


# -- faults


def _cron_fault(piece: _Piece, what: str, remedy: str) -> errors.DeadlineUnreadable:
    """Return the error of a cron text: `what` is the sentence without the remedy."""
    said = f"Cron-teksten «{_short(piece.whole)}» kan ikke leses: {what} (fra tegn {piece.begin + 1})."
    details = {"text": piece.whole, "position": piece.begin, "remedy": remedy, "what": said, "is_cron": True}
    return errors.DeadlineUnreadable(f"{said} {remedy}", **details)


def _fault(piece: _Piece, what: str, remedy: str = "") -> errors.DeadlineUnreadable:
    place = f" (fra tegn {piece.begin + 1})" if piece.begin else ""
    said = f"Fristen «{_short(piece.whole)}» kan ikke leses: {what}{place}."
    details = {"text": piece.whole, "position": piece.begin, "remedy": remedy, "what": said}
    return errors.DeadlineUnreadable(" ".join(filter(None, (said, remedy, words.FORMS))), **details)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"

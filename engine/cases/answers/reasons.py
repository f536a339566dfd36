"""What somebody writes beside the forms: the reason for a change to a case, a name, a moment; it must be readable.

Knows one text or moment. Must not know what it is for: whoever asks says what to write where there is none.
"""

from __future__ import annotations

from datetime import datetime

from engine import clock, errors, model, phrases

MOST = 2000  # characters; a line break is one, however the browser sends it
MOST_IN_LETTER = 20_000  # what is written into a letter may begin with a whole answer


def require(reason: str, missing: str = "") -> None:
    """Raise `AnswersInvalid`, with `missing` where there is no reason, or where it has more characters than `MOST`."""
    written = reason.strip()
    if not written:
        raise errors.AnswersInvalid(missing or phrases.say("Skriv kort hvorfor."), errors={"reason": ["required"]})
    length = _length(written)
    if length > MOST:
        too_long = phrases.say(
            "Grunnen er på %(length)s tegn. Kort den ned til høyst %(most)s.", length=length, most=MOST
        )
        raise errors.AnswersInvalid(too_long, errors={"reason": ["maxLength"]})


def require_short(written: str, *, key: str, label: str = "", most: int = MOST) -> None:
    """Raise `AnswersInvalid` where what was written in the field `key` (`label`) has more than `most` characters."""
    length = _length(written.strip())
    if length > most:
        too_long = phrases.say(
            "%(what)s er på %(length)s tegn. Kort den ned til høyst %(most)s.",
            what=f"«{label}»" if label else phrases.say("Teksten"),
            length=length,
            most=most,
        )
        raise errors.AnswersInvalid(too_long, errors={key: ["maxLength"]})


def require_year(moment: datetime, *, key: str) -> None:
    """Raise `AnswersInvalid` for a moment in a year that nobody can mean, `key` being the field it was written in."""
    year = clock.oslo(moment).year
    if year not in model.YEARS:
        wrong = phrases.say("Året %(year)s kan ikke være riktig. Rett datoen.", year=year)
        raise errors.AnswersInvalid(wrong, errors={key: ["year"]})


def _length(written: str) -> int:
    return len(written.replace("\r\n", "\n"))

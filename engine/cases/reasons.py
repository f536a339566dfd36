"""The reason that somebody gives for a change to a case: there must be one, and it stays short enough to be read.

Knows one text. Must not know what it is the reason for: whoever asks says what to write where there is none.
"""

from __future__ import annotations

from engine import errors, phrases

MOST = 2000  # characters; a line break is one, however the browser sends it


def require(reason: str, missing: str = "") -> None:
    """Raise `AnswersInvalid`, with `missing` where there is no reason, or where it has more characters than `MOST`."""
    written = reason.strip()
    if not written:
        raise errors.AnswersInvalid(missing or phrases.say("Skriv kort hvorfor."), errors={"reason": ["required"]})
    length = len(written.replace("\r\n", "\n"))
    if length > MOST:
        too_long = phrases.say(
            "Grunnen er på %(length)s tegn. Kort den ned til høyst %(most)s.", length=length, most=MOST
        )
        raise errors.AnswersInvalid(too_long, errors={"reason": ["maxLength"]})

"""The verb `write` of a story: a letter that somebody makes by hand, «Lag brev» (processes/README.md `lag-brev`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine import cases, errors
from engine.play import player, story

_DATE_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")


def write(played: player.Played, step: story.Step) -> None:
    """Make the letter `write` names of the answers in the step `of`, with what it asks for in `answers`.

    Raises what the command raises; `StoryUnreadable` where the story does not say which letter of which step.
    """
    template, element = str(step.body or ""), str(step.rest.get("of") or "")
    answers = step.rest.get("answers") or {}
    if not template or not element:
        raise errors.StoryUnreadable("«write» må si hvilket brev, og av hvilket steg: «write: innkalling», «of: ID».")
    if not isinstance(answers, Mapping):
        raise errors.StoryUnreadable("«answers» må være «felt: verdi».")
    filled = {key: _DATE_AND_TIME.sub(r"\1T\2", str(value)) for key, value in answers.items()}
    by = player.person(played, str(step.rest.get("by") or "rektor"))
    own = element.rpartition("/")[2]  # a letter is of the step's newest answers, whichever call it stands in
    played.act(lambda: cases.make_letter(played.case_id, by=by, template=template, element=own, filled=filled))

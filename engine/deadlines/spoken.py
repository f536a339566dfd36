"""What a counted deadline calls the variables it counts from: «datoen for møtet», not `motedato` (design 8; ux.md).

Knows the sentence and the deadline's text; what each variable is called is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine import phrases
from engine.deadlines import text, values


def called(explained: str, deadline: str, spoken: Mapping[str, str]) -> str:
    """Return how `deadline` was counted with its variables as they are spoken; those without a name stay.

    Only what this deadline reads is looked for, as a whole word: any other word of the sentence is ours.
    """
    read = text.parse(deadline)
    names = {*values.names(read), *values.feel(read)} & spoken.keys()
    if not names:
        return explained
    word = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![\w.]*\w)")
    bokmaal, nynorsk = (
        word.sub(lambda found: spoken[found[0]], phrases.spoken(explained, language)) for language in ("nb", "nn")
    )
    return phrases.both(bokmaal, nynorsk)

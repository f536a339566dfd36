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

    Only what this deadline reads is looked for, as a whole word: any other word of the sentence is ours. What stands
    in a row (`metode.naar`) is called as the row's field is, which `spoken` has as `.naar`.
    """
    read = text.parse(deadline)
    found = {name: _of(name, spoken) for name in {*values.names(read), *values.feel(read)}}
    names = {name: said for name, said in found.items() if said}
    if not names:
        return explained
    word = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![\w.]*\w)")
    bokmaal, nynorsk = (
        word.sub(lambda found: names[found[0]], phrases.spoken(explained, language)) for language in ("nb", "nn")
    )
    return phrases.both(bokmaal, nynorsk)


def _of(name: str, spoken: Mapping[str, str]) -> str:
    _row, dot, field = name.rpartition(".")
    return spoken.get(name) or (spoken.get(f".{field}", "") if dot else "")

"""Play a publication's own stories before it comes into force (design 9, 10).

Knows which of the files are stories; how one is played is `play`'s, on the private stage that the caller gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from engine import db, errors, play
from engine.play import story


def stories(files: Collection[str]) -> list[str]:
    """Return which of the paths are stories, in the order in which they are played."""
    return sorted(path for path in files if path.startswith("stories/"))


def rehearse(
    files: Mapping[str, bytes], *, database: db.Database, told: Callable[[str, int], None]
) -> Iterator[tuple[str, str]]:
    """Play the stories of `files` against them on the private stage `database`; give each path with its failure.

    "" where all of it held. All are played, whichever fail, so that who mends them learns of each at once. `told`
    hears of the path and line of each step before it is taken. Straight: that a case survives being saved is the
    engine's to prove, not the routine's.
    """
    for path in stories(files):
        yield path, _failure(path, files, database, told)


def _failure(path: str, files: Mapping[str, bytes], database: db.Database, told: Callable[[str, int], None]) -> str:
    told(path, 1)
    try:
        one = story.parse(files[path], Path(path))
        played = play.play(one, files, database=database, is_straight=True, told=lambda line: told(path, line))
    except errors.SkolemiljoError as problem:  # a story that names what the new diagram no longer has
        return problem.message
    return str(played.failure) if played.failure else ""

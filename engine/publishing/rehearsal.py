"""Play a publication's own stories before it comes into force (design 9, 10).

Knows which of the files are stories; how one is played is `play`'s, on the private stage that the caller gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import db, errors, play
from engine.play import story


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played: what was expected and what was seen instead, "" where all of it held."""

    path: str
    failure: str


def stories(files: Mapping[str, bytes]) -> tuple[story.Story, ...]:
    """Return the stories among `files`; raise `StoryUnreadable` for one that cannot be read."""
    return tuple(
        story.parse(content, Path(path)) for path, content in sorted(files.items()) if path.startswith("stories/")
    )


def rehearse(
    files: Mapping[str, bytes], *, database: db.Database, told: Callable[[Played], None] = lambda _played: None
) -> list[Played]:
    """Play the stories of `files` against them on the private stage `database`; `told` hears of each as it ends.

    The first that fails is the last that is played: one is enough to stop a publication. Straight: that a case
    survives being saved is the engine's to prove, not the routine's.
    """
    found = []
    for one in stories(files):
        found.append(Played(str(one.path), _failure(one, files, database)))
        told(found[-1])
        if found[-1].failure:
            break
    return found


def _failure(one: story.Story, files: Mapping[str, bytes], database: db.Database) -> str:
    try:
        failure = play.play(one, files, database=database, is_straight=True).failure
    except errors.SkolemiljoError as problem:  # a story that names what the new diagram no longer has
        return problem.message
    return str(failure) if failure else ""

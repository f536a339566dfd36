"""A publication from files: gather what the diagrams refer to, check all of it, play its stories (design 10).

A publication = the given diagrams and everything they refer to beside them, transitively, and the stories that name
them. `files` knows folders, `checks` every finding, `saying` and `telling` what texts say of
deadlines, `rehearsal` the stories. `worker` is the process that `engine.guarding` has both done in.
"""

from engine.publishing.checks import check
from engine.publishing.files import ShelfOf, beside, callers, gather, gather_all, read, shelves
from engine.publishing.naming import unknown as unknown_people
from engine.publishing.rehearsal import rehearse, stories
from engine.publishing.sending import untaken as untaken_messages

__all__ = [
    "ShelfOf",
    "beside",
    "callers",
    "check",
    "gather",
    "gather_all",
    "read",
    "rehearse",
    "shelves",
    "stories",
    "unknown_people",
    "untaken_messages",
]

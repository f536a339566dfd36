"""Files that stand in no answer: taken away before it was given or by a correction, or not given yet.

What was uploaded is kept, whoever took it away: it is evidence. But it may be of another child, so pages tell it apart
and nothing takes it along by itself. Pure: knows documents, and answers with their forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine import pages


def told(documents: Iterable[pages.DocumentRow], views: Iterable[pages.AnswersView]) -> tuple[pages.DocumentRow, ...]:
    """Return the documents, with the files marked that none of the answers (one that is corrected aside) names."""
    named = {ident for view in views if not view.is_corrected for ident in _files(view.form or {}, view.content)}
    return tuple(replace(one, is_loose=one.kind == "upload" and str(one.id) not in named) for one in documents)


def _files(container: Mapping[str, Any], content: object) -> Iterator[str]:
    """Yield the ids that the file fields of a form, or of a part of it, hold in `content`; rows of lists included."""
    for one in container.get("components") or ():
        name = one.get("key") or one.get("path")
        inside = content.get(name) if name and isinstance(content, Mapping) else content
        if one.get("type") == "filepicker":
            yield from map(str, inside if isinstance(inside, list) else ())
        elif one.get("type") in ("group", "dynamiclist"):
            for part in inside if isinstance(inside, list) else [inside]:
                yield from _files(one, part)

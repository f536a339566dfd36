"""Files that stand in no answer: taken away before it was given or by a correction, or not given yet.

What was uploaded is kept, whoever took it away: it is evidence. But it may be of another child, so pages tell it apart
and nothing takes it along by itself. What no answer has ever named is a draft's, and so its person's: it may be about
somebody who reads the case. Only who leads the case sees it too. Knows documents, and answers with their forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine import model, pages, rows
from engine.overview import heads


def told(documents: Iterable[pages.DocumentRow], views: Iterable[pages.AnswersView]) -> tuple[pages.DocumentRow, ...]:
    """Return the documents, with the files marked that none of the answers (one that is corrected aside) names."""
    named = _named(view for view in views if not view.is_corrected)
    return tuple(replace(one, is_loose=one.kind == "upload" and str(one.id) not in named) for one in documents)


def shown(
    connection: sa.Connection, case: rows.CaseRow, documents: Iterable[pages.DocumentRow], person: model.Person
) -> list[pages.DocumentRow]:
    """Return those of the case's documents that the person, who may open the case, may see."""
    found = list(documents)
    drafted = [one for one in found if one.kind == "upload" and one.added_by != person.id]
    if not drafted or heads.may_lead(connection, case, person):
        return found
    given = _named(heads.answers(connection, case))
    hidden = {one.id for one in drafted if str(one.id) not in given}
    return [one for one in found if one.id not in hidden]


def _named(views: Iterable[pages.AnswersView]) -> set[str]:
    return {ident for view in views for ident in _files(view.form or {}, view.content)}


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

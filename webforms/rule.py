"""Access rules: each route declares exactly one (style.md guard 1, design 11).

A rule says who may come as far as the view; whether this person may see this case is decided by the command or
question the view calls (`engine.access`). The rule is an attribute of the view function, read by `webforms.auth`
before each request and by the house-rule test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]
PUBLIC = "public"


def _declare(name: str) -> Callable[[View], View]:
    def declare(view: View) -> View:
        if hasattr(view, "access_rule"):
            raise TypeError(f"{view.__name__} has two access rules")
        view.access_rule = name  # type: ignore[attr-defined]
        return view

    return declare


public = _declare(PUBLIC)
"""Everybody, signed in or not: sign-in, static files, health."""

signed_in = _declare("signed_in")
"""Everybody with an account: own list, start forms, routines."""

task = _declare("task")
"""Who may do the task, by role or name, or leads its case and hands it over: the question or command refuses others."""

case = _declare("case")
"""Who has a part in the case: `overview.case_page` refuses others with the same words as for a case that is not."""

receipt = _declare("receipt")
"""Who reported the case: `overview.receipt` refuses others."""

draft = _declare("draft")
"""Who has half-written something in a task that is no more theirs: `overview.left_draft` refuses others."""

document = _declare("document")
"""Who may open the document's case: `overview.document` refuses others."""

staff = _declare("staff")
"""Who works in the municipality: the question refuses others, such as parents' councils."""

survey = _declare("survey")
"""Kontaktlærer of the class, rektor of the school, who decides for the municipality: the question refuses others."""

leader = _declare("leader")
"""Who leads a school or the municipality: `overview.standing` answers with their cases only."""


settings = _declare("settings")
"""Who decides for the municipality, by role (`access.DECIDES`): `municipality.setting_versions` refuses others."""


def bare(view: View) -> View:
    """Mark a public view that asks for no session at all: static files, health."""
    view.is_bare = True  # type: ignore[attr-defined]
    return view


def of(view: View) -> str:
    """Return the rule a view declared; a view without one is a fault of ours."""
    name = getattr(view, "access_rule", None)
    if not isinstance(name, str):
        raise TypeError(f"{getattr(view, '__name__', view)} declares no access rule")
    return name

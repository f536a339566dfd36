"""The register of people: who they are, which roles they have, which class a pupil is in (design 4, domain.md 0.3).

Who somebody is (`persons`), which roles they have (`held_roles`), signing in (`accounts`, with `attempts` and
`sessions`), and the lists that forms offer (`pupils`, `staff`, `naming`); commands and pages ask about people here.
Must not know pages or cookies. What a role is, is `engine.roles`'; what it opens is `engine.access`'.
"""

from __future__ import annotations

from engine.people.accounts import sign_in
from engine.people.held_roles import (
    asked_for_holders,
    end_role,
    give,
    give_role,
    holders,
    holders_of,
    holdings,
    home_school,
    schools_of,
)
from engine.people.naming import named
from engine.people.persons import get, name_of, person
from engine.people.pupils import parents, pupil_options, pupil_place, school_place
from engine.people.sessions import close_session, open_session, session
from engine.people.staff import staff_options

__all__ = [
    "asked_for_holders",
    "close_session",
    "end_role",
    "get",
    "give",
    "give_role",
    "holders",
    "holders_of",
    "holdings",
    "home_school",
    "name_of",
    "named",
    "open_session",
    "parents",
    "person",
    "pupil_options",
    "pupil_place",
    "school_place",
    "schools_of",
    "session",
    "sign_in",
    "staff_options",
]

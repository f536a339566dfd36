"""The register of people: who they are, which roles they have, which class a pupil is in (design 4, domain.md 0.3).

`holdings` are roles with place and days, `pupils` and `staff` the lists that forms offer. Who somebody is
(`engine.persons`) and signing in (`engine.accounts`, `engine.sessions`) are offered here too, so that pages have one
place to ask about people.
"""

from __future__ import annotations

from engine.accounts import by_username, sign_in
from engine.people.holding import (
    end_role,
    give,
    give_role,
    holders,
    holdings,
    home_school,
)
from engine.people.pupils import parents, pupil_options, pupil_place
from engine.people.staff import staff_options
from engine.persons import get, name_of, person
from engine.sessions import close_session, open_session, session

__all__ = [
    "by_username",
    "close_session",
    "end_role",
    "get",
    "give",
    "give_role",
    "holders",
    "holdings",
    "home_school",
    "name_of",
    "open_session",
    "parents",
    "person",
    "pupil_options",
    "pupil_place",
    "session",
    "sign_in",
    "staff_options",
]

"""The register of people: who they are, which roles they have, which class a pupil is in (design 4, domain.md 0.3).

`pupils` and `staff` are the lists that forms offer. Who somebody is (`engine.persons`), which roles they have
(`engine.holdings`) and signing in (`engine.accounts`, `engine.sessions`) are offered here too, so that commands and
pages have one place to ask about people.
"""

from __future__ import annotations

from engine.accounts import sign_in
from engine.holdings import (
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
from engine.people.pupils import parents, pupil_options, pupil_place
from engine.people.staff import staff_options
from engine.persons import get, name_of, person
from engine.sessions import close_session, open_session, session

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
    "schools_of",
    "session",
    "sign_in",
    "staff_options",
]

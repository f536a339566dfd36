"""What stands on top of every page: the main menu, and what just happened.

Knows who is asking and which page this is. A link stands only where it leads somewhere for this person.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, flash, g, get_flashed_messages, request, url_for

from engine import access, clock, errors, people, settings, sweeping
from engine.overview import surveys
from webforms import times
from webforms.language import text as _


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the menu."""

    name: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """What just happened, once."""

    text: str
    color: str


def links() -> Iterator[Link]:
    """Yield the menu's links for this person."""
    if g.get("person") is None:
        return
    here = request.blueprint or ""
    yield Link(_("Mine oppgaver"), url_for("inbox.home"), here == "inbox")
    yield Link(_("Meld bekymring"), url_for("report.choose"), here == "report")
    if is_leader():
        yield Link(_("Saker som står"), url_for("standing.show"), here == "standing")
        yield Link(_("Tidsfrister"), url_for("ledger.show"), here == "ledger")
    yield Link(_("Rutiner"), url_for("routines.show"), here in ("routines", "relocating"))
    if works_here():
        yield Link(_("Årshjul"), url_for("wheel.show"), here == "wheel")
    if sees_surveys():
        is_here = here in ("surveys", "yards")
        yield Link(_("Undersøkelser"), url_for("surveys.show"), is_here)
    if may_decide():
        yield Link(_("Innstillinger"), url_for("settings.show"), here == "settings")


def tell(message: str, color: str = "success") -> None:
    """Say `message` on the next page; never a child's name, for it stands in a cookie until then."""
    flash(message, color)


def notices() -> list[Notice]:
    """Return what just happened."""
    return [Notice(str(one[1]), str(one[0])) for one in get_flashed_messages(with_categories=True)]


def stopped_clock() -> str:
    """Return the sentence for a leader when no clock has swept for long; empty else, and while all has just begun."""
    if g.get("person") is None or not is_leader():
        return ""
    if time.monotonic() - current_app.config["BEGAN"] < settings.load().clock_alarm_seconds:
        return ""
    try:
        pulse = sweeping.pulse()
    except errors.DatabaseUnavailable:  # the page is about to say so itself
        return ""
    if pulse.is_going:
        return ""
    if pulse.since is None:
        return _("Klokken har aldri gått. Frister og varsler står til driftsansvarlig starter den.")
    since = times.real_moment(pulse.since)
    return _(
        "Klokken har ikke gått siden %(moment)s. Frister og varsler står til driftsansvarlig starter den.", moment=since
    )


def is_leader() -> bool:
    """Tell whether the person leads a school or the municipality today."""
    return not roles().isdisjoint((access.LEADS_SCHOOL, access.LEADS_MUNICIPALITY))


def works_here() -> bool:
    """Tell whether the person works in the municipality today."""
    return bool(roles() - access.COUNCILS)


def sees_surveys() -> bool:
    """Tell whether the person teaches a class or leads a school today: what classes answer is gathered for them."""
    return not roles().isdisjoint((surveys.TEACHES, access.LEADS_SCHOOL))


def may_decide() -> bool:
    """Tell whether the person decides for the municipality today: its settings are theirs to change."""
    return not roles().isdisjoint(access.DECIDES)


def roles() -> frozenset[str]:
    """Return the roles the person has today; asked once a request."""
    if "roles" not in g:
        g.roles = frozenset(one.role for one in people.holdings(g.person.id, clock.today()))
    found: frozenset[str] = g.roles
    return found

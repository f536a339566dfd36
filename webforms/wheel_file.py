"""A year wheel as an iCalendar file, for Outlook and its like: what is due, on Oslo's clock; no person stands in it.

The same turn has the same UID each time the file is fetched, so that a calendar that reads it again changes its own
entry. The library `icalendar` writes the file.
"""

from __future__ import annotations

from datetime import timedelta

import icalendar

from engine import clock
from engine.pages import wheel
from webforms import months
from webforms.language import role
from webforms.language import text as _

PRODUCT = "-//Skolemiljø//Årshjul//NO"
HALF_AN_HOUR = timedelta(minutes=30)


def written(page: wheel.Wheel) -> bytes:
    """Return the file: one event for each turn."""
    book = icalendar.Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _("Årshjul %(place)s", place=page.school_name or page.municipality_name))
    book.add("x-wr-timezone", str(clock.OSLO))
    for spoke in page.spokes:
        for turn in spoke.turns:
            book.add_component(_event(page, spoke, turn))
    book.add_missing_timezones()
    text: bytes = book.to_ical()
    return text


def _event(page: wheel.Wheel, spoke: wheel.Spoke, turn: wheel.Turn) -> icalendar.Event:
    event, begins = icalendar.Event(), clock.oslo(turn.at)
    place = f"skole-{page.school}" if spoke.is_per_school else "kommune"
    event.add("uid", f"{spoke.routine}.{spoke.element}.{place}.{begins:%Y%m%dT%H%M}@skolemiljo")
    event.add("dtstamp", spoke.counted_at)
    event.add("dtstart", begins)
    event.add("dtend", begins + HALF_AN_HOUR)
    event.add("summary", spoke.name)
    event.add("description", "\n".join(_told(spoke)))
    event.add("location", page.school_name if spoke.is_per_school else page.municipality_name)
    event.add("transp", "TRANSPARENT")
    event.add("categories", [spoke.routine_name])
    return event


def _told(spoke: wheel.Spoke) -> list[str]:
    told = [_("Rutine: %(name)s", name=spoke.routine_name), _("Hvor ofte: %(often)s", often=months.how_often(spoke))]
    if spoke.first_roles:
        told.append(_("Først: %(role)s", role="/".join(role(one) for one in spoke.first_roles)))
    return [*told, *([spoke.guidance] if spoke.guidance else [])]

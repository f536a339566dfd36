"""Times as people read them: the date, the distance, how it was counted (ux.md Words).

Pure functions over aware UTC instants and the clock's present; all texts are on Oslo's wall clock. A deadline that
ends a day (23:59:59) is said without a time of day.
"""

from __future__ import annotations

from datetime import date, datetime, time

from babel import dates

from engine import clock
from webforms import language
from webforms.language import plural
from webforms.language import text as _

MINUTE, HOUR, DAY = 60, 3600, 86400
END_OF_DAY = time(23, 59)
FRIDAY, SUNDAY = 5, 7


def day(value: date) -> str:
    """Return `fredag 16. januar`, with the year when it is not this one."""
    pattern = "EEEE d. MMMM" if value.year == clock.today().year else "EEEE d. MMMM y"
    return dates.format_date(value, pattern, locale=language.current())


def written_day(value: date) -> str:
    """Return `fredag 16. januar 2026`: what is written down is read in other years too."""
    return dates.format_date(value, "EEEE d. MMMM y", locale=language.current())


def short_day(value: date) -> str:
    """Return `16.01.2026`."""
    return value.strftime("%d.%m.%Y")


def coming_days() -> str:
    """Return what the days after today that are not *Senere* are called: `Denne uken`, but over a week-end."""
    today = clock.today().isoweekday()
    if today == SUNDAY:
        return _("I morgen")
    return _("Til og med mandag") if today >= FRIDAY else _("Denne uken")


def clock_time(moment: datetime) -> str:
    """Return `10:42`."""
    return clock.oslo(moment).strftime("%H:%M")


def oslo_day(value: datetime) -> date:
    """Return the day of an instant on Oslo's calendar."""
    return clock.oslo(value).date()


def weekdays() -> list[str]:
    """Return what the days of the week are called, Monday first."""
    names = dates.get_day_names("wide", locale=language.current())
    return [names[number] for number in range(7)]


def few_days(first: date, last: date) -> str:
    """Return `1.10` for a day alone, `28.9–2.10` for several."""
    return f"{first.day}.{first.month}" if first == last else f"{first.day}.{first.month}–{last.day}.{last.month}"


def moment(value: datetime) -> str:
    """Return `fredag 16. januar kl. 16`, with minutes only where there are any."""
    own = clock.oslo(value)
    return _("%(day)s kl. %(time)s", day=day(own.date()), time=_hours(own))


def real_moment(value: datetime) -> str:
    """Return what the system's own clock said as `moment`, and that it is real time where a demo's is moved."""
    return _("%(moment)s (virkelig tid)", moment=moment(value)) if clock.offset() else moment(value)


def short_moment(value: datetime) -> str:
    """Return `16.01.2026 kl. 10:42`, for tables and logs."""
    own = clock.oslo(value)
    return _("%(day)s kl. %(time)s", day=short_day(own.date()), time=own.strftime("%H:%M"))


def due(value: datetime) -> str:
    """Return `innen fredag 16. januar kl. 16`, `fristen var …` once it has passed; the end of a day has no time."""
    own = clock.oslo(value)
    is_over, ends_day = value < clock.now(), own.time() >= END_OF_DAY
    if ends_day:
        return (_("fristen var %(day)s") if is_over else _("i løpet av %(day)s")) % {"day": day(own.date())}
    said = _("fristen var %(moment)s") if is_over else _("innen %(moment)s")
    return said % {"moment": moment(value)}


def distance(value: datetime) -> str:
    """Return how far away a moment is: `om 3 dager`, `i dag, om 2 t 5 min`, `for 2 dager siden`."""
    seconds, ends_day = (value - clock.now()).total_seconds(), clock.oslo(value).time() >= END_OF_DAY
    days = (clock.oslo(value).date() - clock.today()).days
    if seconds < 0:
        return _("for %(span)s siden", span=_days(-days) if ends_day and days else since(value))
    if days == 0:
        return _("i dag") if ends_day else _("i dag, om %(span)s", span=span(seconds))
    if days == 1:
        return _("i morgen")
    return _("om %(span)s", span=_days(days))


def deadline(value: datetime, explained: str = "") -> str:
    """Return the three things a deadline always is: date, distance, how it was counted."""
    said = f"{due(value)} ({distance(value)})"
    return f"{said} – {explained}" if explained else said


def since(value: datetime) -> str:
    """Return how long ago: under a day and a night `2 t 14 min`, then by the calendar `3 dager` (as clocks.js)."""
    seconds = max((clock.now() - value).total_seconds(), 0)
    return span(seconds) if seconds < DAY else _days((clock.today() - clock.oslo(value).date()).days)


def straks(opened_at: datetime) -> str:
    """Return `startet for 2 t 14 min siden – skal gjøres straks`."""
    return _("startet for %(span)s siden – skal gjøres straks", span=since(opened_at))


def span(seconds: float) -> str:
    """Return a length of time in the two largest units that matter: `14 min`, `2 t 14 min`, `3 dager`."""
    if seconds >= 2 * DAY:
        return _days(int(seconds // DAY))
    hours, minutes = int(seconds // HOUR), int(seconds % HOUR // MINUTE)
    if hours == 0:
        return _("%(n)s min", n=minutes) if minutes else _("under ett minutt")
    return _("%(h)s t %(m)s min", h=hours, m=minutes) if minutes else _("%(h)s t", h=hours)


def _days(count: int) -> str:
    return plural("%(num)s dag", "%(num)s dager", count)


def _hours(own: datetime) -> str:
    return own.strftime("%H") if own.minute == 0 else own.strftime("%H:%M")


def first_upper(said: str) -> str:
    """Return a text with a capital first."""
    return said[:1].upper() + said[1:]

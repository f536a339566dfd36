"""How a deadline was counted, as a sentence for people, in bokmål and nynorsk (design 8).

Knows words and the pieces that `count` leaves. Must not count anything itself.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from engine import clock
from engine.deadlines import values, words
from engine.deadlines.calendar import Period
from engine.deadlines.values import Rule, Span, Unit

Locale = Literal["nb", "nn"]
_TEXTS: dict[str, dict[str, str]] = {
    "nb": {
        "straks": "{word}: klokken går fra {base}",
        "same-day": "samme dag, {day}",
        "next-day": "dagen etter {start}",
        "count": "{amount} fra {start}",
        "next": "neste skoledag etter {start}",
        "skip": ", hopper over {names}",
        "moved": "; {end} er uten skole ({why}), flyttet til {day}",
        "moved-far": "; {end} er uten skole ({why}), og siste halvdel av tiden har ingen skoledag: "
        "flyttet til siste virkedag før, {day}",
        "on-day": "datoen {day}",
        "instant": "tidspunktet {at}",
        "span": "{amount} fra {base}",
        "cycle": "{times} ganger med {amount} mellom, fra {base}",
        "endless": "om igjen med {amount} mellom, fra {base}",
        "cron": "om igjen etter «{text}», fra {base}",
        "computed": "beregnet",
        "earliest": "tidligst av {parts}",
        "missing": "; {names} er ikke oppgitt",
        "formula": "en beregnet dato",
        "hour": "time timer",
        "minute": "minutt minutter",
        "second": "sekund sekunder",
        "none": "ingen tid",
        "clock": "kl.",
        "weekdays": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    }
}
_TEXTS["nn"] = _TEXTS["nb"] | {
    "straks": "{word}: klokka går frå {base}",
    "same-day": "same dag, {day}",
    "count": "{amount} frå {start}",
    "next": "neste skoledag etter {start}",
    "skip": ", hoppar over {names}",
    "moved": "; {end} er utan skole ({why}), flytta til {day}",
    "moved-far": "; {end} er utan skole ({why}), og siste halvdel av tida har ingen skoledag: "
    "flytta til siste virkedag før, {day}",
    "span": "{amount} frå {base}",
    "cycle": "{times} gonger med {amount} mellom, frå {base}",
    "endless": "om att med {amount} mellom, frå {base}",
    "cron": "om att etter «{text}», frå {base}",
    "computed": "berekna",
    "earliest": "tidlegast av {parts}",
    "missing": "; {names} er ikkje oppgitt",
    "formula": "ein berekna dato",
    "hour": "time timar",
    "minute": "minutt minutt",
    "second": "sekund sekund",
    "none": "inga tid",
    "weekdays": "måndag tysdag onsdag torsdag fredag laurdag søndag",
}
_NAME = re.compile(r"[\wæøåÆØÅ.]+")
_ENDINGS = {"ferie": "n", "planleggingsdag": "en", "fridag": "en"}
# A deadline that ends further off than this is shown with its year.
_FAR = timedelta(days=300)


@dataclass(frozen=True)
class Reason:
    """The pieces of one count: `day` is where it ended, `unmoved` where it would have without the school rule,
    `blocked` the holiday that moved it (None: a weekend), `is_far`: to a working day, since no school day was near;
    `parts` the counts inside FEEL or «tidligst av»."""

    rule: Rule
    base: datetime
    day: date | None = None
    skipped: tuple[Period, ...] = ()
    unmoved: date | None = None
    blocked: Period | None = None
    is_far: bool = False
    parts: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


def sentence(reason: Reason, locale: Locale) -> str:
    """Return how it was counted; no capital, no full stop."""
    return _say(reason.rule, reason, _TEXTS[locale], locale)


@functools.singledispatch
def _say(rule: Rule, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    raise TypeError(rule)


@_say.register
def _(rule: values.Straks, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["straks"].format(word=rule.word, base=_moment(reason.base, texts))


@_say.register
def _(rule: values.SameDay, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["same-day"].format(day=_day(_start(reason)))


@_say.register
def _(rule: values.NextDay, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["next-day"].format(start=_day(_start(reason)))


@_say.register
def _(rule: values.Count, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    is_far = reason.day is not None and reason.day - _start(reason) > _FAR
    start = _day(_start(reason), with_year=is_far)
    said = texts["next" if rule.is_next else "count"].format(amount=_amount(rule, locale), start=start)
    if reason.skipped:
        said += texts["skip"].format(names=_and([_period(period, with_year=is_far) for period in reason.skipped]))
    if reason.unmoved and reason.day:
        why = _period(reason.blocked) if reason.blocked else texts["weekdays"].split()[reason.unmoved.weekday()]
        end, day = (_day(moment, with_year=is_far) for moment in (reason.unmoved, reason.day))
        said += texts["moved-far" if reason.is_far else "moved"].format(end=end, why=why, day=day)
    return said


@_say.register
def _(rule: values.OnDay, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["on-day"].format(day=_day(rule.day, with_year=True))


@_say.register
def _(rule: values.Instant, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["instant"].format(at=_moment(rule.at, texts, with_year=True))


@_say.register
def _(rule: values.Span, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["span"].format(amount=_span(rule, texts, locale), base=_moment(reason.base, texts))


@_say.register
def _(rule: values.Cycle, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    amount, base = _span(rule.period, texts, locale), _moment(reason.base, texts)
    if rule.times is None:
        return texts["endless"].format(amount=amount, base=base)
    return texts["cycle"].format(times=rule.times, amount=amount, base=base)


@_say.register
def _(rule: values.Cron, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    return texts["cron"].format(text=rule.text, base=_moment(reason.base, texts))


@_say.register
def _(rule: values.Feel, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    # A formula says nothing to staff; a plain name does.
    name = rule.text if _NAME.fullmatch(rule.text) else texts["computed"]
    inner = reason.parts[0]
    if isinstance(inner.rule, values.OnDay):
        return f"{name} {_day(inner.rule.day, with_year=True)}"
    return f"{name}: {sentence(inner, locale)}"


@_say.register
def _(rule: values.Earliest, reason: Reason, texts: dict[str, str], locale: Locale) -> str:
    each = list(dict.fromkeys(sentence(part, locale) for part in reason.parts))  # two may count from the same day
    said = texts["earliest"].format(parts=_and(each)) if len(each) > 1 else _and(each)
    named = [name if _NAME.fullmatch(name) else texts["formula"] for name in reason.missing]
    return said + (texts["missing"].format(names=_and(list(dict.fromkeys(named)))) if named else "")


# -- words


def _start(reason: Reason) -> date:
    return clock.oslo(reason.base).date()


def _day(day: date, *, with_year: bool = False) -> str:
    return f"{day.day}.{day.month}" + (f".{day.year}" if with_year else "")


def _moment(moment: datetime, texts: dict[str, str], *, with_year: bool = False) -> str:
    wall = clock.oslo(moment)
    return f"{_day(wall.date(), with_year=with_year)} {texts['clock']} {wall:%H:%M}"


def _amount(rule: values.Count, locale: Locale) -> str:
    one, many = words.UNITS[locale][rule.unit]
    return f"{rule.number} {one if rule.number == 1 else many}"


def _span(span: Span, texts: dict[str, str], locale: Locale) -> str:
    """Return a duration in words: «2 måneder, 6 uker og 3 timer»."""
    weeks, days = divmod(span.days, 7) if span.days % 7 == 0 else (0, span.days)
    numbers = ((span.months, Unit.MONTH), (weeks, Unit.WEEK), (days, Unit.DAY))
    said = [_amount(values.Count(number, unit), locale) for number, unit in numbers if number]
    minutes, seconds = divmod(span.rest.total_seconds(), 60)
    hours, minutes = divmod(minutes, 60)
    for number, unit_word in ((hours, "hour"), (minutes, "minute"), (seconds, "second")):
        one, many = texts[unit_word].split()
        said += [f"{number:g} {one if number == 1 else many}".replace(".", ",")] if number else []
    return _and(said) or texts["none"]


def _period(period: Period, *, with_year: bool = False) -> str:
    """Return a holiday by its name, as it stands in a sentence, and its days: «juleferien 21.12–3.1»."""
    first = _day(period.first, with_year=with_year)
    last = _day(period.last, with_year=with_year)
    name = _definite(period.name)
    if name in ("1. mai", "17. mai"):
        return name
    return f"{name} {first}" if first == last else f"{name} {first}–{last}"


def _definite(name: str) -> str:
    """Return «juleferien» for «Juleferie»; names of several words keep their form, proper names their capital."""
    is_common = name[1:2].islower() and not name.startswith("Kristi ")
    spoken = name[:1].lower() + name[1:] if is_common else name
    if " " in spoken:
        return spoken
    return spoken + next((ending for word, ending in _ENDINGS.items() if spoken.endswith(word)), "")


def _and(parts: list[str]) -> str:
    return " og ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""

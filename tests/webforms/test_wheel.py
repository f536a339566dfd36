"""Årshjul: the school year out of the timer starts, what they have opened, as months, list and iCalendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import diagrams
import drawing
import factories
import icalendar
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, deadlines, tables
from engine.municipality import places
from engine.pages import wheel
from tests.webforms import browser as browsers
from webforms import months

AsRole = Callable[[str], browsers.Browser]
ClockAt = Callable[[str], clock.Clock]
NOW = "2026-09-01 10:00"


def test_a_yearly_start_stands_on_its_day_with_who_acts_first(town: factories.Town, as_role: AsRole) -> None:
    publish(town, "R/2026-10-26T08:00/P1Y", name="Skolegården undersøkes")

    page = as_role("kontaktlærer").get("/arshjul")

    assert browsers.find(page, "//table//a[@href='#d2026-10-26']/text()") == ["26"]
    turn = " ".join(browsers.find(page, "//li[.//*[@id='d2026-10-26']]")[0].text_content().split())
    assert turn == "26. Skolegården undersøkes rutine · kl. 08:00 · først rektor"
    assert "2026/2027" in browsers.words(page)


def test_each_time_is_the_engines_own_also_over_the_change_of_clocks(town: factories.Town, as_role: AsRole) -> None:
    publish(town, "R/2026-10-19T08:00/P1W", name="Ukemøte")

    book = calendar(as_role("rektor"))

    starts = [one.start for one in book.walk("VEVENT")]
    assert [f"{one:%d.%m %H:%M}" for one in starts[:3]] == ["19.10 08:00", "26.10 08:00", "02.11 08:00"]
    assert starts[-1].date() == date(2027, 7, 26)


def test_what_is_due_each_week_stands_on_one_line_a_month_and_each_day_leads_there(
    town: factories.Town, as_role: AsRole
) -> None:
    publish(town, "R/2026-10-05T08:00/P1W", name="Ukemøte")

    page = as_role("rektor").get("/arshjul")

    (line,) = browsers.find(page, "//section[h2='Oktober 2026']//li[contains(., 'Ukemøte')]")
    assert " ".join(line.text_content().split()).startswith("5. 12. 19. 26. Ukemøte")
    links = browsers.find(page, "//section[h2='Oktober 2026']//table//a/@href")
    assert [f"#{one}" for one in line.xpath(".//@id")] == links


def test_the_list_tells_how_often_what_is_next_and_what_was_opened(
    town: factories.Town, as_role: AsRole, own: clock.Clock
) -> None:
    publish(town, "R/2026-09-07T08:00/P1W", name="Ukemøte")
    own.set(factories.moment("2026-09-08 10:00"))
    cases.open_due()

    page = as_role("rektor").get("/arshjul?vis=liste")

    words = browsers.words(page)
    assert "Hver uke" in words
    assert "14.09.2026 kl. 08:00" in words
    assert "07.09.2026: Sak" in words


def test_a_case_is_named_only_to_who_may_open_it_and_a_shielded_one_is_not_told_of(
    town: factories.Town, as_role: AsRole, own: clock.Clock
) -> None:
    publish(town, "R/2026-09-07T08:00/P1W", name="Ukemøte")
    own.set(factories.moment("2026-09-08 10:00"))
    cases.open_due()
    (number,) = numbers(town.schools[0].id)

    rektor, nurse = (as_role(role).get("/arshjul?vis=liste") for role in ("rektor", "helsesykepleier"))
    shield(number)
    after = as_role("rektor").get("/arshjul?vis=liste")

    assert browsers.find(rektor, f"//a[@href='/sak/{number}']")
    assert "07.09.2026: Startet" in browsers.words(nurse)
    assert number not in nurse.text
    assert number not in after.text
    assert "07.09.2026: Ikke startet" in browsers.words(after)


def test_holidays_of_the_school_and_public_ones_are_marked_at_that_school_only(
    town: factories.Town, as_role: AsRole
) -> None:
    break_of(town, town.schools[0].id, "Høstferie", date(2026, 9, 28), date(2026, 10, 2))

    own, other = (as_role("rektor").get(f"/arshjul?skole={school.id}") for school in town.schools)

    assert "Høstferie 28.9–2.10" in browsers.words(own)
    assert browsers.find(own, "//td[@class='free']/span[@title='Høstferie']/text()")[:2] == ["(28)", "(29)"]
    assert "Høstferie" not in other.text
    assert "17. mai 17.5" in browsers.words(other)


def test_the_file_has_stable_uids_oslo_time_and_nobodys_name(
    town: factories.Town, as_role: AsRole, own: clock.Clock
) -> None:
    publish(town, "R/2026-10-26T08:00/P1Y", name="Skolegården undersøkes")

    first = as_role("rektor").get("/arshjul.ics")
    own.set(factories.moment("2026-09-02 10:00"))
    second = as_role("kontaktlærer").get("/arshjul.ics")

    assert first.data == second.data
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in first.headers["Content-Disposition"]
    (event,) = icalendar.Calendar.from_ical(first.data).walk("VEVENT")
    assert event["UID"] == f"rutine.ur.skole-{town.schools[0].id}.20261026T0800@skolemiljo"
    assert b"DTSTART;TZID=Europe/Oslo:20261026T080000" in first.data
    assert b"BEGIN:VTIMEZONE" in first.data
    people = [*town.people.values(), *(one for school in town.schools for one in school.people.values())]
    assert [one.name for one in people if one.name in first.text] == []


@pytest.mark.parametrize("address", ["/arshjul", "/arshjul?vis=liste", "/arshjul.ics"])
def test_the_wheel_is_for_staff(town: factories.Town, as_role: AsRole, address: str) -> None:
    council = town.person("FAU")
    h = tables.holdings.c
    with db.transaction() as connection:
        connection.execute(sa.delete(tables.holdings).where(h.person_id == council.id, h.role == "ansatt"))

    assert as_role("FAU").get(address).status_code == 403
    assert as_role("helsesykepleier").get(address).status_code == 200


def test_a_start_many_times_a_day_stands_once_a_day_and_years_far_off_are_quick(
    town: factories.Town, as_role: AsRole
) -> None:
    publish(town, "R/PT1H", name="Hver time")

    page = as_role("rektor").get("/arshjul?aar=2080&vis=liste")
    far = calendar(as_role("rektor"), "?aar=2080")

    assert "Flere ganger om dagen" in browsers.words(page)
    assert len(far.walk("VEVENT")) == 365


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("@daily", "hver dag"),
        ("0 0 8 ? * MON", "hver uke"),
        ("0 0 8 * * MON-FRI", "5 dager i uka"),
        ("0 0 8 1W * *", "hver måned"),
        ("0 0 8 * * MON#1", "hver måned"),
        ("@yearly", "hvert år"),
        ("0 0 8 ? AUG MON#1", "hvert år"),
        ("@hourly", "flere ganger om dagen"),
        ("0 0 8,14 * * MON", "etter «0 0 8,14 * * MON»"),
        ("0 0 8 1,15 * *", "etter «0 0 8 1,15 * *»"),
        ("0 0 8 13 * FRI", "etter «0 0 8 13 * FRI»"),
        ("0 0 8 * 1-3 MON", "etter «0 0 8 * 1-3 MON»"),
    ],
)
def test_a_start_by_cron_is_said_in_words_where_a_few_do(text: str, often: str) -> None:
    at = factories.moment(NOW)
    spoke = wheel.Spoke("r", "R", "ur", "ur", "", "", (), False, None, None, (), at, at, cron=deadlines.cron.read(text))

    assert months.how_often(spoke) == often


def test_a_start_by_cron_opens_cases_counts_what_was_missed_and_stands_once_a_day(
    town: factories.Town, as_role: AsRole, own: clock.Clock
) -> None:
    publish(town, "0 0 8,9 * * MON-FRI", name="Morgenmøte")
    own.set(factories.moment("2026-09-08 08:30"))
    cases.open_due()

    page = as_role("rektor").get("/arshjul?vis=liste")
    book = calendar(as_role("rektor"))
    t = tables.start_timers.c
    with db.reading() as connection:
        rows = connection.execute(sa.select(t.due_at, t.missed, t.fired_at).order_by(t.id)).all()

    assert [(f"{clock.oslo(row.due_at):%d.%m %H:%M}", row.missed) for row in rows] == [
        ("02.09 08:00", 8),
        ("08.09 09:00", 0),
    ]
    assert "08.09.2026 kl. 09:00" in browsers.words(page)
    assert {one.start.weekday() for one in book.walk("VEVENT")} == set(range(5))
    assert [f"{one.start:%d.%m %H:%M}" for one in book.walk("VEVENT")][-1] == "30.07 08:00"


def test_who_has_chosen_nynorsk_reads_nynorsk(town: factories.Town, as_role: AsRole) -> None:
    publish(town, "R/2026-10-26T08:00/P1Y", name="Skulegarden")
    p = tables.people.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.people).where(p.id == town.person("rektor").id).values(language="nn"))

    words = browsers.words(as_role("rektor").get("/arshjul?vis=liste"))

    assert "Kvart år" in words
    assert "skoleåret" in words


def calendar(who: browsers.Browser, query: str = "") -> icalendar.Calendar:
    """Return the downloaded file, read again."""
    return icalendar.Calendar.from_ical(who.get(f"/arshjul.ics{query}").data)


def publish(town: factories.Town, text: str, *, name: str) -> None:
    """Publish a routine that the clock starts at each school, with one task for rektor."""
    ext = '<zeebe:properties><zeebe:property name="per" value="skole"/></zeebe:properties>'
    start = drawing.node("startEvent", drawing.timer(text, kind="timeCycle"), ext=ext)
    start = start.replace('name="{id}"', f'name="{name}"')
    task = drawing.node("userTask", ext='<zeebe:assignmentDefinition candidateGroups="rektor"/>')
    given = {"ur": start, "A": task, "slutt": drawing.node("endEvent")}
    diagrams.publish(town.id, "rutine", drawing.draw("ur > A > slutt", process="rutine", **given))


def numbers(school_id: int) -> list[str]:
    c = tables.cases.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(c.number).where(c.school_id == school_id)))


def shield(number: str) -> None:
    c = tables.cases.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.number == number).values(shielded_role="skoleeier"))


def break_of(town: factories.Town, school_id: int, name: str, first: date, last: date) -> None:
    closed = deadlines.SchoolCalendar((deadlines.Period(first, last, name),))
    with db.transaction() as connection:
        places.replace_calendar(connection, town.id, school_id, closed)


@pytest.fixture(autouse=True)
def own(clock_at: ClockAt) -> clock.Clock:
    """The clock, which stands in the beginning of a school year."""
    return clock_at(NOW)


@pytest.fixture
def town(municipality: factories.Town) -> factories.Town:
    """The municipality."""
    return municipality

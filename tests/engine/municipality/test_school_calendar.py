"""A skolerute from CSV or ICS, and what whoever wrote it wrong is told."""

from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.deadlines import Period
from engine.municipality import school_calendar

CHRISTMAS = Period(date(2026, 12, 21), date(2027, 1, 3), "Juleferie")
AUTUMN = Period(date(2026, 10, 5), date(2026, 10, 9), "Høstferie")


@pytest.mark.parametrize(
    "text",
    [
        "fra;til;navn\n2026-10-05;2026-10-09;Høstferie\n2026-12-21;2027-01-03;Juleferie\n",
        "fra,til,navn\n21.12.2026,03.01.2027,Juleferie\n5.10.2026,9.10.2026,Høstferie",
        "\ufeffFra; Til ;NAVN\r\n\r\n2026-10-05; 2026-10-09; Høstferie\r\n;;\r\n2026-12-21;3. 1. 2027;Juleferie\r\n",
        'navn,merknad,fra,til\n"Høstferie","uke 41, hele",2026-10-05,2026-10-09\nJuleferie,,2026-12-21,2027-01-03',
        "fra;til;navn;merknad\n2026-10-05;2026-10-09;Høstferie;uke 41;\n2026-12-21;2027-01-03;Juleferie",
    ],
)
def test_csv_is_read_as_people_write_it(text: str) -> None:
    found = school_calendar.read(text)

    assert found == school_calendar.Read(school_calendar.SchoolCalendar((AUTUMN, CHRISTMAS)))


@pytest.mark.parametrize(
    "text", ["fra;til;navn\n13.11.2026;;Planleggingsdag", "fra;navn;til\n13.11.2026;Planleggingsdag"]
)
def test_a_period_without_an_end_is_one_day(text: str) -> None:
    assert school_calendar.read(text).calendar.closed == (
        Period(date(2026, 11, 13), date(2026, 11, 13), "Planleggingsdag"),
    )


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["Filen er tom."]),
        ("\ufeff \n", ["Filen er tom."]),
        (";", ["Filen er tom."]),
        ("x" * 1_000_001, ["Filen er for stor"]),
        ("fra;til;navn\n", ["Filen har ingen perioder."]),
        ("fra;til\n2026-10-05;2026-10-09", ["Linje 1: kolonnen «navn» må stå én gang i overskriften."]),
        ("\n\nfra;fra;til;navn\n", ["Linje 3: kolonnen «fra» må stå én gang i overskriften."]),
        ("2026-10-05;2026-10-09;Høstferie", ["Linje 1: kolonnen «fra» må stå"]),
        ("fra;til;navn\n;2026-10-09;Høstferie", ["Linje 2: «fra» og «navn» må fylles ut."]),
        ("fra;til;navn\n2026-10-05;2026-10-09;", ["Linje 2: «fra» og «navn» må fylles ut."]),
        ("fra;til;navn\nuke 41;;Høstferie", ["Linje 2: «uke 41» er ikke en dato; skriv 21.12.2026 eller 2026-12-21."]),
        ("fra;til;navn\n5.10.26;;Høstferie", ["Linje 2: «5.10.26» er ikke en dato"]),
        ("fra;til;navn\n2026-10-05;31.11.2026;A", ["Linje 2: datoen «31.11.2026» finnes ikke i kalenderen."]),
        ("fra,til,navn\n2026-10-05,2026-10-09,Høst,ferie", ["Linje 2: det står 4 kolonner, men overskriften har 3."]),
        (
            "fra;til;navn\n\n2026-10-09;2026-10-05;Høstferie",
            ["Linje 3: «Høstferie» slutter 05.10.2026, før den begynner 09.10.2026."],
        ),
        ("fra;til;navn\n2026-06-20;2027-08-16;Sommer", ["Linje 2: «Sommer» er lengre enn 100 dager"]),
        ("fra;til;navn\n1949-12-31;1950-01-01;Jul", ["Linje 2: «Jul» ligger utenfor årene 1950–2100."]),
        ("fra;til;navn\n2100-12-31;2101-01-01;Jul", ["Linje 2: «Jul» ligger utenfor årene 1950–2100."]),
        ('fra;til;navn\n"2026-10-05;2026-10-09;Høstferie', ["Linje 2: linjen kan ikke deles i kolonner"]),
        (
            "fra;til;navn\n2026-12-28;2027-01-04;Nyttår\n2026-12-21;2026-12-28;Jul",
            [
                "Linje 2: «Nyttår» begynner 28.12.2026, før «Jul» (linje 3) er slutt 28.12.2026. "
                "La den ene slutte før den andre begynner."
            ],
        ),
        ("fra;til;navn\nx;;A\n2026-10-05;y;B", ["Linje 2: «x» er ikke en dato", "Linje 3: «y» er ikke en dato"]),
        ("fra;til;navn\n" + "x;;A\n" * 13, ["Linje 2:", "Linje 11:", "Og 3 feil til."]),
    ],
)
def test_a_faulty_csv_is_refused_with_its_lines(text: str, faults: list[str]) -> None:
    with pytest.raises(errors.RegisterUnreadable) as caught:
        school_calendar.read(text)

    assert str(caught.value).startswith("Skoleruten kan ikke leses. ")
    assert all(fault in str(caught.value) for fault in faults)
    assert len(str(caught.value)) < 1200


def test_all_faults_are_there_for_a_page_to_list() -> None:
    with pytest.raises(errors.RegisterUnreadable) as caught:
        school_calendar.read("fra;til;navn\n" + "x;;A\n" * 13)

    assert len(caught.value.details["faults"]) == 13
    assert "Linje 12:" not in str(caught.value)


def test_a_period_inside_another_is_kept_and_neighbours_are_not_crossing() -> None:
    text = "fra;til;navn\n2026-12-31;;Nyttårsaften\n2026-12-21;2027-01-03;Juleferie\n2027-01-04;;Planleggingsdag"

    assert [period.name for period in school_calendar.read(text).calendar.closed] == [
        *("Juleferie", "Nyttårsaften", "Planleggingsdag")
    ]


def test_a_period_that_crosses_the_outer_of_two_is_found() -> None:
    text = "fra;til;navn\n2026-12-21;2027-01-03;Juleferie\n2026-12-31;;Nyttårsaften\n2027-01-02;2027-01-08;Kurs"

    with pytest.raises(errors.RegisterUnreadable, match=r"Linje 4: «Kurs» begynner 02\.01\.2027, før «Juleferie»"):
        school_calendar.read(text)


def test_every_period_is_compared_with_the_one_before_it() -> None:
    text = "fra;til;navn\n2026-10-05;2026-10-09;Høst\n2026-12-21;2027-01-03;Jul\n2027-01-02;2027-01-08;Kurs"

    with pytest.raises(
        errors.RegisterUnreadable, match=r"Linje 4: «Kurs» begynner 02\.01\.2027, før «Jul» \(linje 3\)"
    ):
        school_calendar.read(text)


def test_a_period_may_end_with_the_one_it_is_in() -> None:
    text = "fra;til;navn\n2026-12-21;2027-01-03;Juleferie\n2027-01-01;2027-01-03;Nyttår"

    assert len(school_calendar.read(text).calendar.closed) == 2


def test_the_first_and_the_last_year_are_read() -> None:
    text = "fra;til;navn\n1950-01-01;;Nyttår\n2100-12-31;;Nyttårsaften"

    assert len(school_calendar.read(text).calendar.closed) == 2


def test_ten_faults_are_all_shown() -> None:
    with pytest.raises(errors.RegisterUnreadable) as caught:
        school_calendar.read("fra;til;navn\n" + "x;;A\n" * 10)

    assert str(caught.value).count("Linje ") == 10
    assert "feil til" not in str(caught.value)


@pytest.mark.parametrize("days", [99, 100])
def test_a_period_may_last_a_hundred_days(days: int) -> None:
    last = date.fromordinal(date(2026, 6, 1).toordinal() + days)
    text = f"fra;til;navn\n2026-06-01;{last};Sommer"

    if days == 99:
        assert school_calendar.read(text).calendar.closed[0].last == last
    else:
        with pytest.raises(errors.RegisterUnreadable):
            school_calendar.read(text)


# -- ICS


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;VALUE=DATE:20261221", "DTEND;VALUE=DATE:20270104"],
        ["DTSTART;VALUE=DATE:20261221", "DURATION:P2W"],
        ["DTSTART:20261220T230000Z", "DTEND:20270103T230000Z"],
        ["DTSTART:20261221T000000", "DTEND:20270104T000000"],
        ["DTSTART;TZID=Europe/Oslo:20261221T000000", "DTEND;TZID=Europe/Oslo:20270104T000000"],
    ],
)
def test_an_event_of_whole_days_is_a_period(lines: list[str]) -> None:
    found = school_calendar.read(ics(["SUMMARY:Juleferie", *lines]))

    assert found == school_calendar.Read(school_calendar.SchoolCalendar((CHRISTMAS,)))


@pytest.mark.parametrize("end", [[], ["DTEND;VALUE=DATE:20261114"], ["DTEND;VALUE=DATE:20261113"]])
def test_an_event_of_one_day(end: list[str]) -> None:
    found = school_calendar.read(ics(["DTSTART;VALUE=DATE:20261113", *end, "SUMMARY:Planleggingsdag"]))

    assert found.calendar.closed == (Period(date(2026, 11, 13), date(2026, 11, 13), "Planleggingsdag"),)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Høstferie uke 41",
            "HØSTFERIEN",
            "Skolefri",
            "Elevfri dag",
            "Elevenes fridag",
            "Fri",
            "Skulefri",
            "Elevane fri",
        ),
        *("Planleggingsdager for skolene", "Planleggingsdagar", "Studiedag", "Skolen er stengt", "Inneklemt dag"),
    ],
)
def test_names_that_say_the_pupils_are_free_close_the_day(name: str) -> None:
    assert school_calendar.read(ics(["DTSTART;VALUE=DATE:20261113", f"SUMMARY:{name}"])).calendar.closed


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            ["DTSTART;VALUE=DATE:20261218", "SUMMARY:Siste skoledag før juleferien"],
            "Navnet sier ikke at elevene har fri.",
        ),
        (
            ["DTSTART;VALUE=DATE:20261218", "SUMMARY:Første skoledag etter ferien"],
            "Navnet sier ikke at elevene har fri.",
        ),
        (["DTSTART;VALUE=DATE:20261218", "SUMMARY:Skolestart"], "Navnet sier ikke at elevene har fri."),
        (["DTSTART;VALUE=DATE:20261218", "SUMMARY:Planleggingsdag SFO"], "Navnet sier ikke at elevene har fri."),
        (["DTSTART;VALUE=DATE:20261218", "SUMMARY:Fritidsklubb"], "Navnet sier ikke at elevene har fri."),
        (["DTSTART;VALUE=DATE:20261218", "SUMMARY:Fri etter kl 11"], "Navnet sier ikke at elevene har fri."),
        (["DTSTART;VALUE=DATE:20261218"], "Navnet sier ikke at elevene har fri."),
        (["DTSTART;VALUE=DATE:20261218", "SUMMARY:Høstferie", "STATUS:CANCELLED"], "Hendelsen er avlyst."),
        (["DTSTART:20261218T100000", "DTEND:20261218T120000", "SUMMARY:Fri"], "Hendelsen varer ikke hele dagen."),
        (["DTSTART:20261218T000000", "DTEND:20261218T120000", "SUMMARY:Fri"], "Hendelsen varer ikke hele dagen."),
        (["DTSTART:20261218T120000", "DTEND:20261219T000000", "SUMMARY:Fri"], "Hendelsen varer ikke hele dagen."),
        (["DTSTART:20261218T000000Z", "DTEND:20261219T000000Z", "SUMMARY:Fri"], "Hendelsen varer ikke hele dagen."),
        (["SUMMARY:Gymnastikk", "RRULE:FREQ=WEEKLY"], "Navnet sier ikke at elevene har fri."),
    ],
)
def test_other_events_close_nothing_and_are_told(lines: list[str], why: str) -> None:
    found = school_calendar.read(ics(["DTSTART;VALUE=DATE:20261113", "SUMMARY:Fri"], lines))

    assert [period.first for period in found.calendar.closed] == [date(2026, 11, 13)]
    assert [(one.line, one.why) for one in found.ignored] == [(8, why)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("BEGIN:VCALENDAR\nVERSION:2.0", "Filen er ikke en hel ICS-kalender"),
        ("BEGIN:VCALENDAR\nhei\nEND:VEVENT", "Filen er ikke en hel ICS-kalender"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DAT,:20261221\nEND:VEVENT\nEND:VCALENDAR",
            "Filen er ikke en hel ICS-",
        ),
        ("begin:", "Filen er ikke en hel ICS-kalender"),
    ],
)
def test_half_a_calendar_is_refused(text: str, fault: str) -> None:
    with pytest.raises(errors.RegisterUnreadable, match=fault):
        school_calendar.read(text)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["SUMMARY:Høstferie"], "Linje 4: «Høstferie» har ikke en lesbar dato (DTSTART og DTEND)."),
        (["DTSTART;VALUE=DATE:20261399", "SUMMARY:Høstferie"], "Linje 4: «Høstferie» har ikke en lesbar dato"),
        (
            ["DTSTART;VALUE=DATE:20261010", "DTEND;VALUE=DATE:20261005", "SUMMARY:Høstferie"],
            "Linje 4: «Høstferie» slutter 04.10.2026, før den begynner 10.10.2026.",
        ),
        (
            ["DTSTART;VALUE=DATE:20261005", "RRULE:FREQ=YEARLY", "SUMMARY:Høstferie"],
            "Linje 4: «Høstferie» gjentas (RRULE); legg den inn som én hendelse for hver gang.",
        ),
        (["DTSTART;VALUE=DATE:20261005", "RDATE;VALUE=DATE:20261006", "SUMMARY:Fri"], "Linje 4: «Fri» gjentas"),
    ],
)
def test_a_faulty_event_is_refused_with_its_line(lines: list[str], fault: str) -> None:
    with pytest.raises(errors.RegisterUnreadable) as caught:
        school_calendar.read(ics(lines))

    assert fault in str(caught.value)


def test_lines_are_counted_in_the_file_as_it_was_given() -> None:
    with pytest.raises(errors.RegisterUnreadable, match="Linje 6:"):
        school_calendar.read("\n\n" + ics(["SUMMARY:Høstferie"]))
    with pytest.raises(errors.RegisterUnreadable, match="Linje 4:"):
        school_calendar.read('\n\nfra;til;navn\n"2026-10-05;;Høst')


# -- helpers


def ics(*events: list[str]) -> str:
    body = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *body, "END:VCALENDAR", ""])

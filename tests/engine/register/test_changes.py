"""The register as CSV: what a new folder changes, what it ends, and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest
import registering

from engine import clock, db, people, register, roles
from engine.municipality import places, setting_versions


def test_a_pupil_who_changes_class_leaves_the_old_one_the_day_before(taken_in, folder, own):
    registering.write(folder, "elever.csv", "id;skole;klasse;fra", "E001;Fjellet skole;5b;01.02.2026")

    report = register.take_in(folder, municipality="Eksempel kommune")

    assert (report.counts["elever.csv"].new, report.counts["elever.csv"].ended) == (1, 1)
    with db.reading() as connection:
        pupil = registering.person("E001")
        before, after = (people.pupil_place(connection, pupil, date(2026, m, d)) for m, d in ((1, 31), (2, 1)))
        assert [place.class_id for place in (before, after)] == [
            registering.school_class("5A"),
            registering.school_class("5B"),
        ]


def test_a_role_that_the_file_leaves_out_is_over(taken_in, folder, own):
    registering.write(folder, "ansatte.csv", "id;rolle;skole;klasse;fra", "F003;lærer;Fjellet skole;;05.01.2026")

    report = register.take_in(folder, municipality="Eksempel kommune")

    held = people.holdings(registering.person("F003"), date(2026, 1, 5))
    assert sorted(one.role for one in held) == ["ansatt", "lærer"]
    assert report.counts["ansatte.csv"].ended == 5
    assert "avdelingsleder" in {one.role for one in people.holdings(registering.person("F003"), date(2026, 1, 4))}


def test_next_years_file_ends_this_years_roles_when_it_begins(taken_in, folder, own):
    registering.write(
        folder, "ansatte.csv", "id;rolle;skole;klasse;fra", "F024;kontaktlærer;Fjellet skole;6A;17.08.2026"
    )

    for _again in range(2):
        register.take_in(folder, municipality="Eksempel kommune")

    teaches = {f"c:{registering.school_class(name)}": name for name in ("5A", "6A")}
    for day, class_name in ((clock.today(), "5A"), (date(2026, 8, 16), "5A"), (date(2026, 8, 17), "6A")):
        held = people.holdings(registering.person("F024"), day)
        assert [(one.role, teaches.get(one.scope, "")) for one in held] == [
            ("ansatt", ""),
            ("kontaktlærer", class_name),
        ]


def test_a_role_given_by_hand_is_not_the_files_to_end(taken_in, folder, own):
    people.give_role(
        registering.person("F003"), role="rektor", scope=f"s:{registering.school()}", reason="vikar for rektor"
    )
    registering.write(folder, "ansatte.csv", "id;rolle;skole;fra", "F003;lærer;Fjellet skole;05.01.2026")

    register.take_in(folder, municipality="Eksempel kommune")

    assert "rektor" in {one.role for one in people.holdings(registering.person("F003"), date(2026, 1, 5))}


def test_a_role_given_by_hand_and_then_by_the_file_is_the_same_role(taken_in, folder, own):
    people.give_role(registering.person("F006"), role="rektor", scope=f"s:{registering.school()}")
    registering.write(folder, "ansatte.csv", "id;rolle;skole;fra", "F006;rektor;Fjellet skole;05.01.2026")

    register.take_in(folder, municipality="Eksempel kommune")

    assert [one.role for one in people.holdings(registering.person("F006"), date(2026, 1, 5))] == ["ansatt", "rektor"]


@pytest.mark.parametrize("order", [1, -1])
def test_whoever_has_a_role_is_employed_as_long_whichever_line_stands_first(taken_in, folder, own, order):
    lines = ["F006;rektor;Fjellet skole;05.01.2026;", "F006;ansatt;Fjellet skole;05.01.2026;19.06.2026"]
    registering.write(folder, "ansatte.csv", "id;rolle;skole;fra;til", *lines[::order])

    register.take_in(folder, municipality="Eksempel kommune")

    assert [one.role for one in people.holdings(registering.person("F006"), date(2026, 8, 1))] == ["ansatt", "rektor"]


def test_who_the_files_leave_out_stays_as_it_was(taken_in, folder, own):
    before = registering.dump()
    registering.write(
        folder, "personer.csv", "id;navn;epost;målform", "F001;Rektor Eksempel;rektor.eksempel@eksempel.invalid;nb"
    )
    registering.write(folder, "skoler.csv", "navn", "Ny skole")

    report = register.take_in(folder, municipality="Eksempel kommune")

    assert report.counts["personer.csv"].same == 1
    after = registering.dump()
    assert [line for line in before if line not in after] == []


def test_what_a_file_has_no_column_for_stays_as_it_was(taken_in, folder):
    before = registering.dump()
    registering.write(folder, "personer.csv", "id;navn", "F001;Rektor Eksempel", "E001;Testelev A")
    registering.write(folder, "skoler.csv", "navn;målform", "Vika skule;nynorsk")
    registering.write(folder, "klasser.csv", "skole;klasse", "Fjellet skole;2A")

    report = register.take_in(folder, municipality="Eksempel kommune")

    assert registering.dump() == before
    assert [one.same for one in report.counts.values()] == [1, 1, 2]


def test_why_somebody_has_a_role_stays_where_the_file_does_not_say(taken_in, folder):
    row = "F001;rektor;Fjellet skole;2025-08-01"
    registering.write(folder, "ansatte.csv", "id;rolle;skole;fra;grunn", f"{row};Vikar ut året")
    register.take_in(folder, municipality="Eksempel kommune")
    before = registering.dump()
    registering.write(folder, "ansatte.csv", "id;rolle;skole;fra", row)

    register.take_in(folder, municipality="Eksempel kommune")

    assert registering.dump() == before
    assert any("Vikar ut året" in str(line) for line in before)


def test_a_column_that_is_there_and_empty_empties(taken_in, folder):
    registering.write(folder, "personer.csv", "id;navn;epost", "F001;Rektor Eksempel;")

    assert register.take_in(folder, municipality="Eksempel kommune").counts["personer.csv"].changed == 1
    assert people.person(registering.person("F001")).email == ""


def test_whoever_has_a_role_at_a_school_is_employed_there_and_councils_are_not(taken_in):
    assert {one.role for one in people.holdings(registering.person("F020"), date(2026, 1, 5))} == {
        "ansatt",
        "kontaktlærer",
    }
    assert {one.role for one in people.holdings(registering.person("P001a"), date(2026, 1, 5))} == {"FAU", "SU/SMU"}


def test_a_municipality_may_add_roles_of_its_own(taken_in, folder, tmp_path):
    registering.write(folder, "roller.csv", "rolle;gjelder", "mobbeombud;kommune")
    registering.write(folder, "ansatte.csv", "id;rolle;fra", "K004;Mobbeombud;05.01.2026")

    register.take_in(folder, municipality="Eksempel kommune")

    with db.reading() as connection:
        assert roles.scope_kinds(connection, taken_in.municipality_id)["mobbeombud"] == "municipality"
    assert "mobbeombud" in {one.role for one in people.holdings(registering.person("K004"), date(2026, 1, 5))}
    register.write_out(tmp_path / "ut", municipality_id=taken_in.municipality_id)
    assert "mobbeombud;kommune" in (tmp_path / "ut" / "roller.csv").read_text()


def test_a_new_calendar_counts_from_its_first_day_on(taken_in, folder):
    registering.write(
        folder, "skolerute.csv", "fra;til;navn", "20.06.2026;16.08.2026;sommerferien", "05.10.2026;;fridag"
    )

    report = register.take_in(folder, municipality="Eksempel kommune")

    counts = report.counts["skolerute.csv"]
    assert (counts.new, counts.same, counts.ended) == (1, 1, 7)
    with db.reading() as connection:
        own = places.own_calendar(connection, taken_in.municipality_id, None)
    assert [period.name for period in own.closed[-3:]] == ["fridag", "sommerferien", "fridag"]


def test_a_calendar_may_come_as_ics_and_what_closes_no_day_is_told(taken_in, folder):
    (folder / "skolerute.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n"
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Høstferie\nDTSTART;VALUE=DATE:20270927\nDTEND;VALUE=DATE:20271002\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:2\nSUMMARY:Foreldremøte\nDTSTART;VALUE=DATE:20270901\nDTEND;VALUE=DATE:20270902\nEND:VEVENT\n"
        "END:VCALENDAR\n"
    )

    report = register.take_in(folder, municipality="Eksempel kommune")

    assert str(report).splitlines() == [
        "skolerute.ics: 1 nye, 0 endret, 0 avsluttet, 0 som før",
        "skolerute.ics linje 10: «Foreldremøte» er ikke tatt med. Navnet sier ikke at elevene har fri.",
    ]


def test_settings_may_come_with_the_folder(taken_in, folder):
    registering.write(
        folder, "kommune.csv", "innstilling;verdi", "straks_timer;2,5", "lov: rett;opplæringslova § 12-2 første ledd"
    )

    register.take_in(folder, municipality="Eksempel kommune")

    with db.reading() as connection:
        own = setting_versions.values(connection, taken_in.municipality_id)
    assert own["straks_timer"] == 2.5
    assert own["lov_rett"] == "opplæringslova § 12-2 første ledd"
    assert own["lov_skjerpet"] == "opplæringslova § 12-5"


def test_an_import_shows_at_once_in_what_is_kept(taken_in, folder):
    with db.reading() as connection:
        places.policy_of(connection, taken_in.municipality_id)
    registering.write(folder, "kommune.csv", "innstilling;verdi", "straks_timer;3")

    register.take_in(folder, municipality="Eksempel kommune")

    with db.reading() as connection:
        assert places.policy_of(connection, taken_in.municipality_id).straks_hours == 3

"""The case of a pupil who goes to another school: its leader is told, and gives it there with a reason."""

from __future__ import annotations

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock, db, model, tables
from tests.webforms.browser import As, browser, find, words


@pytest.fixture
def moved(municipality: factories.Town, case: model.CaseRef) -> model.CaseRef:
    """The case, now that its pupil goes to 7A at the other school."""
    e, today = tables.enrolments, clock.today()
    home = municipality.schools[1].classes["7A"]
    with db.transaction() as connection:
        mine = e.c.pupil_id == municipality.pupil().id
        connection.execute(sa.update(e).where(mine).values(class_id=home, first_day=today))
    return case


def test_the_leader_is_told_and_gives_the_case_to_the_pupils_school(
    app: Flask, municipality: factories.Town, moved: model.CaseRef, as_role: As
) -> None:
    rektor, theirs = as_role("rektor"), browser(app, municipality.person("rektor", school=1))
    page = rektor.get(f"/sak/{moved.number}")
    assert "Eleven går på Vika skule nå" in words(page)
    [link] = find(page, "//a[text()='Overfør saken til Vika skule']/@href")

    asked = rektor.get(link)
    assert rektor.fill(asked, {"grunn": ""}, button="").status_code == 422
    given = rektor.fill(asked, {"grunn": "Eleven har flyttet"}, button="")

    assert given.location == "/oppgaver"
    assert f"Sak {moved.number} er overført til Vika skule." in words(rektor.get("/oppgaver"))
    assert rektor.get(f"/sak/{moved.number}").status_code == 404
    assert "Eleven har flyttet" in words(theirs.get(f"/sak/{moved.number}/hendelser"))
    assert "Overfør saken" not in words(theirs.get(f"/sak/{moved.number}"))


def test_a_second_press_says_that_the_case_is_given(moved: model.CaseRef, as_role: As) -> None:
    rektor, teacher, address = as_role("rektor"), as_role("kontaktlærer"), f"/sak/{moved.number}/skole"
    asked = rektor.get(address)

    presses = [rektor.fill(asked, {"grunn": "Eleven har flyttet"}, button="") for _press in range(2)]

    assert [one.location for one in presses] == ["/oppgaver", "/oppgaver"]
    assert f"Sak {moved.number} er alt overført til Vika skule." in words(rektor.get("/oppgaver"))
    assert teacher.post(address, {"grunn": "x"}).status_code == 404


def test_the_leader_is_told_of_what_is_written_and_not_sent(moved: model.CaseRef, as_role: As) -> None:
    teacher, rektor, address = as_role("kontaktlærer"), as_role("rektor"), f"/sak/{moved.number}/skole"
    before = words(rektor.get(address))
    teacher.fill(teacher.task_page(), {"referat": "Han ble dyttet"}, "_gjor=lagre")

    asked = words(rektor.get(address))

    assert ("ikke sendt" in before, "dyttet" in asked) == (False, False)
    assert "Be om at den sendes først: «Steg SAMTALE»: Kontaktlærer Eksempel" in asked


def test_the_case_goes_to_no_other_school_than_the_page_said(
    municipality: factories.Town, moved: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    asked = rektor.get(f"/sak/{moved.number}/skole")
    third = factories.insert(tables.schools, municipality_id=municipality.id, name="Elva skole", language="nb")
    home = factories.insert(tables.classes, school_id=third, name="6A", grade=6)
    with db.transaction() as connection:
        mine = tables.enrolments.c.pupil_id == municipality.pupil().id
        connection.execute(sa.update(tables.enrolments).where(mine).values(class_id=home))

    again = rektor.fill(asked, {"grunn": "Eleven har flyttet"}, button="")

    assert again.status_code == 409
    assert "Overfør saken til Elva skole" in words(again)
    assert rektor.form_of(again)[0]["grunn"] == "Eleven har flyttet"
    assert rektor.get(f"/sak/{moved.number}").status_code == 200


@pytest.mark.parametrize(("role", "who"), [("skoleeier", "skoleeier"), ("rektor", "rektor ved Vika skule")])
def test_of_a_shielded_case_it_says_who_sees_it_after(moved: model.CaseRef, as_role: As, role: str, who: str) -> None:
    with db.transaction() as connection:
        mine = tables.cases.c.id == moved.id
        connection.execute(sa.update(tables.cases).where(mine).values(shielded_role=role))

    asked = words(as_role(role).get(f"/sak/{moved.number}/skole"))

    assert f"Saken er skjermet, og er det fortsatt: bare {who} og navngitte deltakere ser den." in asked
    assert "får alt som er skrevet" not in asked


def test_others_are_neither_told_nor_asked(moved: model.CaseRef, as_role: As) -> None:
    teacher = as_role("kontaktlærer")

    assert "Vika" not in words(teacher.get(f"/sak/{moved.number}"))
    assert teacher.get(f"/sak/{moved.number}/skole").status_code == 403
    assert teacher.post(f"/sak/{moved.number}/skole", {"grunn": "x"}).status_code == 403


def test_there_is_nothing_to_fill_in_where_the_pupil_has_not_moved(case: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").get(f"/sak/{case.number}/skole")

    assert "Eleven går ikke på noen annen skole i kommunen nå." in words(page)
    assert find(page, "//textarea") == []


def test_who_sets_the_pupil_right_to_one_at_another_school_is_not_led_to_what_is_closed(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    rektor = as_role("rektor")
    other = next(iter(municipality.schools[1].pupils.values()))

    given = rektor.fill(rektor.get(f"/sak/{case.number}/elev"), {"elev": str(other.id), "grunn": "Feil"}, button="")

    assert given.location == "/oppgaver"
    assert "Eleven i saken er rettet." in words(rektor.get("/oppgaver"))


def test_what_may_go_along_still_names_the_pupils_of_the_school_that_had_the_case(
    moved: model.CaseRef, municipality: factories.Town, as_role: As, app: Flask
) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    said = {"referat": "Det var Testelev B som sto bak, og Testelev D så det"}
    teacher.fill(teacher.task_page(), said)
    rektor.fill(rektor.get(f"/sak/{moved.number}/skole"), {"grunn": "Eleven har flyttet"}, button="")

    page = browser(app, municipality.person("rektor", school=1)).get(f"/sak/{moved.number}/pakke")

    assert "Testelev B, Testelev D" in words(page)

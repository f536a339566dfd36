"""An answer that is corrected after the world has changed: who has left and what a setting hides stay in it."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, people, tables
from engine.municipality import setting_versions
from tests.webforms import browser as browsers
from tests.webforms.browser import As, Browser

TEAM = {
    "type": "taglist", "key": "team", "id": "f1", "label": "Hvem er med?", "valuesKey": "ansatte",
    "properties": {"register": "ansatt", "rolle": "intervensjonsteam"},
}  # fmt: skip
WHO = {
    "type": "select", "key": "hvem", "id": "f2", "label": "Hvem?", "valuesKey": "ansatte",
    "properties": {"register": "ansatt"},
}  # fmt: skip
WITH = {
    "type": "select", "key": "samtale_med", "id": "f3", "label": "Samtale med", "valuesKey": "elever", "readonly": True,
    "properties": {"register": "elev"}, "conditional": {"hide": "=samtale_med = null"},
}  # fmt: skip
PPT = diagrams.text_field("ppt", label="Hva sier PPT?", conditional={"hide": '=not(innstilling.ppt_medlem = "ja")'})


def test_who_has_left_stays_named_and_keeps_the_role(municipality: factories.Town, as_role: As) -> None:
    case, rektor = report(municipality, WHO, TEAM), as_role("rektor")
    teacher = municipality.person("lærer")
    named = {"hvem": str(teacher.id), "team": [str(teacher.id)]}
    rektor.fill(rektor.task_page(), {"notat": "skrivefiel", **named})
    leaves(municipality, teacher)

    correct(rektor, case, {"notat": "skrivefeil"})

    assert newest() == {"notat": "skrivefeil", **named}
    assert "role-given" not in diagrams.event_kinds(case.id)[-2:]


def test_pupil_who_has_left_the_school_stays_in_the_report(municipality: factories.Town, as_role: As) -> None:
    case, rektor = report(municipality), as_role("rektor")
    e = tables.enrolments
    with db.transaction() as connection:
        connection.execute(sa.update(e).values(last_day=clock.today() - timedelta(days=1)))

    correct(rektor, case, {"hva": "Står alene"})

    assert newest() == {"elev": str(municipality.pupil().id), "hva": "Står alene"}


def test_talk_with_a_pupil_who_has_left_or_has_summer_holidays_says_whom_it_was_with(
    municipality: factories.Town, as_role: As
) -> None:
    handed = '<zeebe:ioMapping><zeebe:input source="=elev" target="samtale_med" /></zeebe:ioMapping>'
    case = report(municipality, WITH, more=handed)
    e = tables.enrolments
    with db.transaction() as connection:
        connection.execute(sa.update(e).values(last_day=clock.today() - timedelta(days=1)))
    rektor = as_role("rektor")

    rektor.fill(rektor.task_page(), {"notat": "Snakket"})
    correct(rektor, case, {"notat": "Snakket sammen"})

    assert newest() == {"notat": "Snakket sammen", "samtale_med": str(municipality.pupil().id)}


def test_what_a_setting_hides_since_then_stays_and_a_correction_of_a_correction_too(
    municipality: factories.Town, as_role: As
) -> None:
    decide(municipality, ppt_medlem="ja")
    case, rektor = report(municipality, PPT), as_role("rektor")
    rektor.fill(rektor.task_page(), {"notat": "skrivefiel", "ppt": "Utredes"})
    decide(municipality, ppt_medlem="nei")

    for text in ("skrivfeil", "skrivefeil"):
        correct(rektor, case, {"notat": text})

        assert newest() == {"notat": text, "ppt": "Utredes"}


@pytest.mark.parametrize("is_saved", [True, False])
def test_what_is_written_where_a_setting_hides_the_field_before_it_is_sent_stands_beside(
    municipality: factories.Town, as_role: As, is_saved: bool
) -> None:
    decide(municipality, ppt_medlem="ja")
    report(municipality, PPT)
    rektor = as_role("rektor")
    page = rektor.task_page()
    if is_saved:
        rektor.fill(page, {"ppt": "Utredes"}, "_gjor=lagre")
    decide(municipality, ppt_medlem="nei")

    again = rektor.task_page() if is_saved else rektor.fill(page, {"ppt": "Utredes"})

    assert [one.text_content().strip() for one in browsers.find(again, "//blockquote")] == ["Utredes"]
    rektor.fill(again, {"notat": "PPT: utredes"})
    assert newest() == {"notat": "PPT: utredes"}


def test_answers_keep_the_words_of_their_day_and_a_task_has_those_of_now(
    municipality: factories.Town, as_role: As
) -> None:
    named = diagrams.text_field("mer", label="Mer i {{innstilling.plannavn}}en")
    case, rektor = report(municipality, named), as_role("rektor")
    before = browsers.words(rektor.task_page())
    rektor.fill(rektor.task_page(), {"mer": "Litt"})

    decide(municipality, plannavn="tiltaksplan")
    shown = browsers.words(rektor.get(f"/sak/{case.number}/svar"))
    correct(rektor, case, {"mer": "Litt til"})
    corrected = browsers.words(rektor.get(f"/sak/{case.number}/svar"))
    cases.open_case(by=municipality.person("lærer"), routine="prove", raw={"hva": "to"}, token="t2")

    assert ["Mer i aktivitetsplanen" in one for one in (before, shown, corrected)] == [True, True, True]
    assert "tiltaksplan" not in shown + corrected
    assert "Mer i tiltaksplanen" in browsers.words(rektor.get(first_open(rektor)))


def test_task_says_the_law_that_the_case_began_under_as_its_letters_do(
    municipality: factories.Town, as_role: As, own: clock.Clock
) -> None:
    named = diagrams.text_field("mer", label="Etter {{innstilling.lov_rett}}")
    report(municipality, named)
    change = {"lov": "rett", "henvisning": "§ 12-9", "gjelder_fra": f"{clock.today() + timedelta(days=1)}"}
    decide(municipality, lovendringer=[change])
    own.set(own.now() + timedelta(days=2))

    page = browsers.words(as_role("rektor").task_page())

    assert "Etter opplæringslova § 12-2" in page
    assert "§ 12-9" not in page


def report(town: factories.Town, *fields: dict[str, object], more: str = "") -> model.CaseRef:
    """Put a routine into force whose first task asks for `fields` beside a note, and open a case of it."""
    drawn = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("a"), more),
        diagrams.task("B"),
        lanes={"Rektor": ["inn", "A", "B"]},
    )
    form = diagrams.form("a", diagrams.text_field("notat", label="Notat"), *fields)
    diagrams.publish(town.id, "prove", drawn, a=form)
    raw = {"elev": str(town.pupil().id), "hva": "uro"}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")


def correct(rektor: Browser, case: model.CaseRef, fields: dict[str, object]) -> None:
    """Correct the newest answer of the case by its page."""
    a = tables.answers.c
    with db.reading() as connection:
        number = connection.scalar(sa.select(sa.func.max(a.id)).where(a.case_id == case.id))
    page = rektor.get(f"/sak/{case.number}/svar/{number}/rett")
    assert rektor.fill(page, {**fields, "grunn": "Skrivefeil"}).status_code == 302


def newest() -> dict[str, object]:
    """Return the newest answer, without what is empty."""
    with db.reading() as connection:
        content = connection.scalars(sa.select(tables.answers.c.content).order_by(tables.answers.c.id.desc())).first()
    return {key: one for key, one in content.items() if one}


def decide(town: factories.Town, **wanted: object) -> None:
    setting_versions.change(by=town.person("skoleeier"), wanted=wanted, reason="Slik er det hos oss")


def leaves(town: factories.Town, person: model.Person) -> None:
    """End all that the person has at the school."""
    h = tables.holdings.c
    with db.reading() as connection:
        found = list(connection.scalars(sa.select(h.id).where(h.person_id == person.id, ~h.scope.startswith("k:"))))
    for number in found:
        people.end_role(number)


def first_open(rektor: Browser) -> str:
    """Return the address of the newest case's task."""
    return next(
        str(one.get("href"))
        for one in browsers.find(rektor.get("/oppgaver"), "//a[@class='name']")
        if "Steg A" in one.text_content()
    )

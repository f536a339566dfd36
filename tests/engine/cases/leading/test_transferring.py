"""A pupil begins at another school: the case, its tasks and the right to read it are given to that school."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    return routine.opened(municipality)


def test_the_new_school_has_the_case_and_hears_of_it(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    former, rektor = municipality.person("kontaktlærer"), municipality.person("rektor")
    theirs = [municipality.person(role, school=1) for role in ("kontaktlærer", "rektor")]
    [task] = looking.open_tasks(case.id)
    cases.take_task(task.id, by=former)
    moves_away(municipality, own)
    assert overview.case_page(case.number, rektor).pupil_school == "Vika skule"

    assert cases.transfer(case.id, by=rektor, reason="Eleven har flyttet") == "Vika skule"

    assert [len(looking.inbox(one)) for one in (former, theirs[0])] == [0, 1]
    for one in (former, rektor):
        with pytest.raises(errors.CaseNotFound):
            overview.case_page(case.number, one)
    page = overview.case_page(case.number, theirs[1])
    assert (page.case.school_name, page.case.class_name, page.pupil_school) == ("Vika skule", "7A", "")
    assert [event.facts["reason"] for event in page.events if event.kind == "case-transferred"] == [
        "Eleven har flyttet"
    ]
    assert told() == [("ny-oppgave", former.id), ("ny-oppgave", theirs[0].id), ("sak-overfort", theirs[1].id)]
    cases.complete_task(task.id, by=theirs[0], raw={}, seen_version=None)


def test_who_is_given_the_case_back_hears_of_its_tasks_again(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    teacher, theirs = (municipality.person("kontaktlærer", school=one) for one in (0, 1))
    moves_away(municipality, own)
    cases.transfer(case.id, by=municipality.person("rektor"), reason="Eleven har flyttet")
    moves_away(municipality, own, municipality.schools[0].classes["5A"])

    cases.transfer(case.id, by=municipality.person("rektor", school=1), reason="Eleven er tilbake")

    assert [one for one in told() if one[0] == "ny-oppgave"] == [
        ("ny-oppgave", one.id) for one in (teacher, theirs, teacher)
    ]


def test_what_the_leader_of_a_shielded_case_gives_stays_shielded(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    shield(case, "skoleeier")
    moves_away(municipality, own)

    cases.transfer(case.id, by=municipality.person("skoleeier"), reason="Eleven har flyttet")

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, municipality.person("rektor", school=1))
    assert ("sak-overfort", municipality.person("skoleeier").id) in told()


def test_it_stays_where_the_pupil_goes_and_without_a_reason(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    rektor = municipality.person("rektor")
    with pytest.raises(errors.AnswersInvalid, match="ikke på noen annen skole"):
        cases.transfer(case.id, by=rektor, reason="x")
    moves_away(municipality, own)
    with pytest.raises(errors.AnswersInvalid, match="Skriv hvorfor"):
        cases.transfer(case.id, by=rektor, reason=" ")
    with pytest.raises(errors.NotAllowed):
        cases.transfer(case.id, by=municipality.person("kontaktlærer"), reason="x")
    with pytest.raises(errors.CaseNotFound):
        cases.transfer(case.id, by=municipality.person("rektor", school=1), reason="x")
    cases.intervene(case.id, by=rektor, deed=cases.Deed("stop"), reason="x")
    assert overview.case_page(case.number, rektor).pupil_school == ""


def moves_away(town: factories.Town, own: clock.Clock, to: int | None = None) -> None:
    """Let the pupil begin in another class (of the other school) tomorrow, and let it be tomorrow."""
    e, pupil, today = tables.enrolments, town.pupil(), clock.today()
    with db.transaction() as connection:
        still = sa.and_(e.c.pupil_id == pupil.id, e.c.last_day.is_(None))
        connection.execute(sa.update(e).where(still).values(last_day=today))
        row = {"pupil_id": pupil.id, "class_id": to or town.schools[1].classes["7A"]}
        connection.execute(sa.insert(e).values(row | {"first_day": today + timedelta(days=1)}))
    own.set(own.now() + timedelta(days=1))


def shield(case: model.CaseRef, role: str) -> None:
    c = tables.cases
    with db.transaction() as connection:
        connection.execute(sa.update(c).where(c.c.id == case.id).values(shielded_role=role))


def told() -> list[tuple[str, int]]:
    m = tables.messages.c
    with db.reading() as connection:
        return [tuple(one) for one in connection.execute(sa.select(m.kind, m.person_id).order_by(m.id))]

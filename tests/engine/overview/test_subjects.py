"""Whom a report is about sees nothing of the shielded case, whatever roles: deputies, and cases of no school too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, publishing, routines, tables, timers

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
REPORT = {"kilde": "observasjon", "hva": "Noe som ikke skal synes for andre", "sted": ["friminutt"]}
TODAY = date(2026, 1, 5)


def test_the_deputy_for_rektor_sees_nothing_of_a_case_about_the_deputy(town: factories.Town, own: clock.Clock) -> None:
    deputy = town.person("avdelingsleder")
    factories.hold(deputy.id, "rektor", f"s:{town.schools[0].id}", TODAY, TODAY + timedelta(days=90))
    own_case = report(town, "ansatt", about=deputy)
    other = report(town, "ansatt", about=town.person("assistent"))

    own.set(own.now() + timedelta(days=30))
    timers.fire_due()

    assert seen_by(deputy) == {other.number}
    assert seen_by(town.person("rektor")) == {own_case.number, other.number}
    assert (own_case.id, deputy.id) not in told()
    assert (other.id, deputy.id) in told()


def test_nothing_can_be_done_by_whom_it_is_about(town: factories.Town) -> None:
    deputy = town.person("avdelingsleder")
    factories.hold(deputy.id, "rektor", f"s:{town.schools[0].id}", TODAY)
    case = report(town, "ansatt", about=deputy)
    with db.reading() as connection:
        task = connection.scalars(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case.id)).all()[0]

    for deed in (
        lambda: overview.task_page(task, deputy),
        lambda: cases.complete_task(task, by=deputy, raw={}, seen_version=None),
        lambda: cases.take_task(task, by=deputy),
        lambda: cases.add_member(case.id, by=deputy, person_id=deputy.id, reason="x"),
        lambda: cases.retry_incident(case.id, by=deputy),
    ):
        with pytest.raises((errors.NotAllowed, errors.CaseNotFound, errors.TaskNotFound)):
            deed()
    assert str(deputy.id) not in [one["value"] for one in overview.holders(task, town.person("rektor"))]


def test_rektor_who_stands_in_for_skoleeier_does_not_see_the_case_about_rektor(town: factories.Town) -> None:
    rektor = town.person("rektor")
    factories.hold(rektor.id, "skoleeier", f"m:{town.id}", TODAY)

    case = report(town, "ledelse", about=rektor)

    assert seen_by(rektor) == set()
    assert seen_by(town.person("skoleeier")) == {case.number}
    assert told() == {(case.id, town.person("skoleeier").id)}


def test_a_case_about_everybody_who_would_have_it_is_skoleeiers(town: factories.Town) -> None:
    case = report(town, "ansatt", about=town.person("rektor"))

    assert seen_by(town.person("rektor")) == set()
    assert seen_by(town.person("skoleeier")) == {case.number}


def test_whom_it_is_about_is_given_no_access_by_name(town: factories.Town) -> None:
    case = report(town, "ledelse", about=town.person("rektor"))

    with pytest.raises(errors.NotAllowed, match="gjelder denne personen"):
        cases.add_member(case.id, by=town.person("skoleeier"), person_id=town.person("rektor").id, reason="Skal vite")


def test_a_corrected_answer_says_anew_whom_it_is_about(town: factories.Town) -> None:
    deputy = town.person("avdelingsleder")
    factories.hold(deputy.id, "rektor", f"s:{town.schools[0].id}", TODAY)
    case = report(town, "ansatt", about=town.person("assistent"))
    with db.reading() as connection:
        answer = connection.scalar(sa.select(tables.answers.c.id).where(tables.answers.c.case_id == case.id))
    before = seen_by(deputy)

    cases.correct_answers(
        answer, by=town.person("rektor"), raw=answers(town, "ansatt", about=deputy), reason="Feil person"
    )

    assert (before, seen_by(deputy)) == ({case.number}, set())
    assert seen_by(town.person("rektor")) == {case.number}


def test_a_case_of_no_school_that_is_shielded_for_rektor_is_skoleeiers_until_it_has_a_school(
    town: factories.Town,
) -> None:
    raw = {**answers(town, "ansatt"), "elev": "", "elev_ikke_funnet": "En elev i sjette"}
    case = cases.open_case(by=town.person("PPT"), routine="baerum-handtering", raw=raw, token="uten skole")
    rektor, skoleeier = town.person("rektor"), town.person("skoleeier")
    before = (seen_by(rektor), seen_by(skoleeier))

    cases.correct_pupil(case.id, by=skoleeier, pupil_id=town.pupil().id, reason="Eleven er funnet")

    assert before == (set(), {case.number})
    assert (seen_by(rektor), seen_by(skoleeier)) == ({case.number}, set())


def test_a_case_that_gets_the_school_of_the_rektor_it_is_about_stays_skoleeiers(town: factories.Town) -> None:
    rektor, skoleeier = town.person("rektor"), town.person("skoleeier")
    raw = {**answers(town, "ansatt", about=rektor), "elev": "", "elev_ikke_funnet": "En elev i sjette"}
    case = cases.open_case(by=town.person("PPT"), routine="baerum-handtering", raw=raw, token="uten skole")

    cases.correct_pupil(case.id, by=skoleeier, pupil_id=town.pupil().id, reason="Eleven er funnet")

    assert (seen_by(rektor), seen_by(skoleeier)) == (set(), {case.number})


def test_a_shielded_case_whose_role_nobody_has_any_more_is_skoleeiers(town: factories.Town) -> None:
    skoleeier, h = town.person("skoleeier"), tables.holdings.c
    case = report(town, "ansatt", about=town.person("ansatt"))
    assert (cases.follow_shields(), seen_by(town.person("rektor"))) == (0, {case.number})
    with db.transaction() as connection:
        gone = sa.update(tables.holdings).where(h.person_id == town.person("rektor").id)
        connection.execute(gone.values(last_day=TODAY - timedelta(days=1)))

    assert [cases.follow_shields(), cases.follow_shields()] == [1, 0]

    assert seen_by(skoleeier) == {case.number}
    assert {person for number, person in told() if number == case.id} >= {skoleeier.id}


def test_a_case_about_the_only_one_who_is_left_with_its_role_is_skoleeiers(town: factories.Town) -> None:
    deputy, skoleeier = town.person("avdelingsleder"), town.person("skoleeier")
    case = report(town, "ansatt", about=deputy)
    assert cases.follow_shields() == 0
    h = tables.holdings.c
    factories.hold(deputy.id, "rektor", f"s:{town.schools[0].id}", TODAY)
    with db.transaction() as connection:
        gone = sa.update(tables.holdings).where(h.person_id == town.person("rektor").id)
        connection.execute(gone.values(last_day=TODAY - timedelta(days=1)))

    assert [cases.follow_shields(), cases.follow_shields()] == [1, 0]

    assert (seen_by(deputy), seen_by(skoleeier)) == (set(), {case.number})
    assert {person for number, person in told() if number == case.id} >= {skoleeier.id}
    assert (case.id, deputy.id) not in told()


def seen_by(who: model.Person) -> set[str]:
    """Return the numbers of the cases that the person meets: opened, listed, standing or in the ledger."""
    with db.reading() as connection:
        numbers = list(connection.scalars(sa.select(tables.cases.c.number)))
    listed = {row.case_number for rows in overview.my_tasks(who).groups.values() for row in rows}
    standing = {row.case_number for row in overview.standing(who).rows}
    in_ledger = {entry.case_number for entry in overview.ledger(who).entries if entry.case_number}
    opened = {number for number in numbers if may_open(number, who)}
    assert listed | standing | in_ledger <= opened
    return opened


def may_open(number: str, who: model.Person) -> bool:
    try:
        overview.case_page(number, who)
    except errors.CaseNotFound:
        return False
    return True


def told() -> set[tuple[int, int]]:
    """Return (case, person) of every message."""
    m = tables.messages.c
    with db.reading() as connection:
        return {(row.case_id, row.person_id) for row in connection.execute(sa.select(m.case_id, m.person_id))}


def answers(town: factories.Town, gjelder: str, *, about: model.Person | None = None) -> dict[str, object]:
    chosen = {"hvem_ansatt_valgt": str(about.id)} if about else {}
    return {**REPORT, "gjelder": gjelder, "elev": str(town.pupil().id), **chosen}


def report(town: factories.Town, gjelder: str, *, about: model.Person) -> model.CaseRef:
    """Let lærer report about Testelev A, with the name of whom it is about."""
    raw = answers(town, gjelder, about=about)
    return cases.open_case(by=town.person("lærer"), routine="baerum-handtering", raw=raw, token=f"om {about.id}")


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where Bærum's own routine is in force."""
    files, names = publishing.gather_all([PROCESSES / "baerum-handtering.bpmn"])
    routines.publish(files, names, municipality_id=municipality.id, by=None)
    return municipality

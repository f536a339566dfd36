"""Who did a step stands with the role they did it in, whatever class and school has the case since."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import sqlalchemy as sa

from engine import cases, clock, db, model, overview, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


def test_the_role_stands_after_the_pupil_has_got_another_class_and_another_school(
    municipality: factories.Town, own: clock.Clock
) -> None:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    case = routine.opened(municipality)
    teacher, rektor, theirs = (
        municipality.person("kontaktlærer"), municipality.person("rektor"), municipality.person("rektor", school=1),
    )  # fmt: skip
    [task] = looking.open_tasks(case.id)
    cases.complete_task(task.id, by=teacher, raw={}, seen_version=None)
    mine = [(teacher.name, ("kontaktlærer",))]
    assert doers(case, rektor) == mine

    goes_to(municipality, own, municipality.schools[0].classes["5B"])
    cases.follow_classes()
    assert doers(case, rektor) == mine

    goes_to(municipality, own, municipality.schools[1].classes["7A"])
    cases.transfer(case.id, by=rektor, reason="Eleven har flyttet")
    assert doers(case, theirs) == mine


def test_the_role_stands_after_the_case_is_about_a_pupil_of_another_school(municipality: factories.Town) -> None:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    case = routine.opened(municipality)
    teacher, theirs = municipality.person("kontaktlærer"), municipality.person("rektor", school=1)
    [task] = looking.open_tasks(case.id)
    cases.complete_task(task.id, by=teacher, raw={}, seen_version=None)

    other = municipality.pupil("Testelev D").id
    cases.correct_pupil(case.id, by=municipality.person("rektor"), pupil_id=other, reason="Feil elev")

    assert doers(case, theirs) == [(teacher.name, ("kontaktlærer",))]


def doers(case: model.CaseRef, reader: model.Person) -> list[tuple[str, tuple[str, ...]]]:
    [step] = [one for one in overview.case_page(case.number, reader).outline if one.element_id == "A"]
    return list(step.by)


def goes_to(town: factories.Town, own: clock.Clock, home: int) -> None:
    """Let the pupil be in the class from tomorrow, and let it be tomorrow."""
    e, tomorrow = tables.enrolments, clock.today() + timedelta(days=1)
    with db.transaction() as connection:
        mine = e.c.pupil_id == town.pupil().id
        connection.execute(sa.update(e).where(mine).values(class_id=home, first_day=tomorrow))
    own.set(own.now() + timedelta(days=1))

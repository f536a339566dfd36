"""What the pages of a part show: the other's part, what was written there, and what is carried on."""

from __future__ import annotations

import factories
import sqlalchemy as sa

from engine import cases, db, model, overview, rows, tables
from engine.cases.letters import letter_data
from tests.engine.cases.tasks.parts import steps


def test_who_holds_both_roles_may_do_both_parts_and_is_told_so(town: factories.Town) -> None:
    rektor = town.person("rektor")
    factories.hold(rektor.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    teacher, own_part = steps.opened(town)

    page = overview.task_page(own_part, rektor)
    first = cases.complete_task(own_part, by=rektor, raw={"notat": "som rektor"}, seen_version=1)
    second_page = overview.task_page(teacher, rektor)
    second = cases.complete_task(teacher, by=rektor, raw={"notat": "som lærer"}, seen_version=1)

    assert (page.part.role, page.part.awaited, page.part.is_mine_too) == ("rektor", ("kontaktlærer",), True)
    assert first.awaited == ("kontaktlærer",)
    assert second_page.part.finished == (("rektor", rektor.name),)
    assert second.awaited == ()
    assert _told(rektor) == 1


def test_second_page_starts_with_what_the_first_wrote(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "møtet", "valg": "b"}, seen_version=1)

    page = overview.task_page(rektor, town.person("rektor"))

    assert {"notat": "møtet", "valg": "b"}.items() <= page.known.items()


def test_reporters_receipt_names_the_step_once_and_whose_part_is_awaited(town: factories.Town) -> None:
    teacher, _rektor = steps.opened(town)
    number = steps.one(sa.select(tables.cases.c.number))
    before = overview.receipt(number, town.person("lærer"))
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)

    after = overview.receipt(number, town.person("lærer"))

    assert (before.next_steps, before.responsible) == (("Steg A",), ("kontaktlærer", "rektor"))
    assert (after.next_steps, after.responsible) == (("Steg A",), ("rektor",))


def test_what_both_wrote_is_carried_to_the_next_form_and_into_letters(town: factories.Town) -> None:
    teacher, rektor = steps.opened(town)
    cases.complete_task(teacher, by=town.person("kontaktlærer"), raw={"notat": "lærer", "valg": "b"}, seen_version=1)
    cases.complete_task(rektor, by=town.person("rektor"), raw={"notat": "rektor"}, seen_version=1)

    next_page = overview.task_page(steps.ids(town, "rektor")[0], town.person("rektor"))

    assert next_page.known == {"notat": "rektor", "hvilket": "b, rektor"}
    with db.reading() as connection:
        found = letter_data.newest_answers(connection, rows.case(connection, next_page.case.id))
    assert found["A"] == {"notat": "rektor", "valg": "b"}


def _told(person: model.Person) -> int:
    m = tables.messages.c
    mine = sa.and_(m.person_id == person.id, m.kind == "ny-oppgave", m.element_id == "A")
    return steps.one(sa.select(sa.func.count()).select_from(tables.messages).where(mine))

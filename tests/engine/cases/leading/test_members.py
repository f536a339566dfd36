"""Members of a case: a part ends once, and stays as evidence."""

from __future__ import annotations

from datetime import datetime, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, rights, rows, tables


def test_end_of_a_members_part_is_not_moved_by_removing_again(municipality: factories.Town, own: clock.Clock) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    member = cases.add_member(case.id, by=rektor, person_id=municipality.person("lærer").id, reason="Følger opp")
    cases.remove_member(member, by=rektor)
    ended = own.now()
    own.set(ended + timedelta(days=2))

    cases.remove_member(member, by=rektor)

    assert end_of(member) == ended
    assert diagrams.event_kinds(case.id).count("member-removed") == 1


def test_who_is_added_twice_is_out_when_taken_out(municipality: factories.Town, own: clock.Clock) -> None:
    """A second press, or another end of the part: what the leader ends must be all of it."""
    case, rektor, helper = (
        factories.case(municipality), municipality.person("rektor"), municipality.person("assistent"),
    )  # fmt: skip
    until = own.now() + timedelta(days=9)
    first, second = (
        cases.add_member(case.id, by=rektor, person_id=helper.id, reason="Følger opp", to_at=end)
        for end in (None, until)
    )
    with db.reading() as connection:
        row = rows.case(connection, case.id)
        assert rights.case_facts(connection, row, helper.id).is_member
    assert (end_of(first), end_of(second)) == (own.now(), until)

    cases.remove_member(second, by=rektor)

    with db.reading() as connection:
        assert not rights.case_facts(connection, row, helper.id).is_member


@pytest.mark.parametrize("days", [-1, 0])
def test_part_that_ended_by_its_own_date_keeps_that_date(
    municipality: factories.Town, own: clock.Clock, days: int
) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    person_id = municipality.person("lærer").id
    until = own.now() + timedelta(days=1)
    member = cases.add_member(case.id, by=rektor, person_id=person_id, reason="Følger opp", to_at=until)
    own.set(until - timedelta(days=days))

    cases.remove_member(member, by=rektor)

    assert end_of(member) == until
    assert "member-removed" not in diagrams.event_kinds(case.id)


def test_part_with_an_end_to_come_ends_now(municipality: factories.Town, own: clock.Clock) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    person_id = municipality.person("lærer").id
    until = own.now() + timedelta(days=1)
    member = cases.add_member(case.id, by=rektor, person_id=person_id, reason="Følger opp", to_at=until)

    cases.remove_member(member, by=rektor)

    assert end_of(member) == own.now()


@pytest.mark.parametrize("year", [1, 26, 1999, 9999])
def test_part_that_ends_in_a_mistyped_year_is_refused(
    municipality: factories.Town, own: clock.Clock, year: int
) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    person_id, until = municipality.person("lærer").id, datetime(year, 1, 2, tzinfo=clock.OSLO)

    with pytest.raises(errors.AnswersInvalid, match=str(year)):
        cases.add_member(case.id, by=rektor, person_id=person_id, reason="Følger opp", to_at=until)


def end_of(member: int) -> datetime | None:
    m = tables.case_members.c
    with db.reading() as connection:
        return connection.scalar(sa.select(m.to_at).where(m.id == member))

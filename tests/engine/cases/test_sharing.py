"""Members of a case, and sendings by hand: a part ends once, and stays as evidence; a sending is as it can be read."""

from __future__ import annotations

from datetime import datetime, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, tables


def test_end_of_a_members_part_is_not_moved_by_removing_again(municipality: factories.Town, own: clock.Clock) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    member = cases.add_member(case.id, by=rektor, person_id=municipality.person("lærer").id, reason="Følger opp")
    cases.remove_member(member, by=rektor)
    ended = own.now()
    own.set(ended + timedelta(days=2))

    cases.remove_member(member, by=rektor)

    assert end_of(member) == ended
    assert diagrams.event_kinds(case.id).count("member-removed") == 1


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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sent_at": datetime(1, 1, 1, tzinfo=clock.OSLO)}, "Året 1 kan ikke være riktig"),
        ({"sent_at": datetime(26, 1, 1, tzinfo=clock.OSLO)}, "Året 26 kan ikke være riktig"),
        ({"channel": "Brevdue"}, "måten"),
        ({"channel": "E" * 100_000}, "måten"),
        ({"recipient": "F" * 100_000}, "100000 tegn"),
        ({"recipient": " "}, "hvem som fikk det"),
    ],
)
def test_sending_that_cannot_be_right_is_refused(
    municipality: factories.Town, own: clock.Clock, change: dict[str, object], said: str
) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    document = letter(case.id)
    sending = {"channel": model.CHANNELS[0], "recipient": "Foresatte", "sent_at": own.now(), **change}

    with pytest.raises(errors.AnswersInvalid, match=said):
        cases.record_delivery(document, by=rektor, **sending)  # type: ignore[arg-type]

    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.deliveries)) == 0


@pytest.mark.parametrize("column", ["deliveries.sent_at", "case_members.to_at", "tasks.held_at"])
def test_database_itself_refuses_what_it_could_not_give_back(municipality: factories.Town, column: str) -> None:
    case = factories.case(municipality)
    factories.insert(
        tables.deliveries, document_id=letter(case.id), channel="E-post", recipient="F", **both(clock.now())
    )
    person = municipality.person("lærer").id
    factories.insert(tables.case_members, case_id=case.id, person_id=person, reason="x", from_at=clock.now())
    factories.task(case.id)
    table, name = column.split(".")
    bad = sa.update(tables.columns.metadata.tables[table]).values({name: datetime(1, 1, 1, tzinfo=clock.OSLO)})

    with pytest.raises(sa.exc.IntegrityError, match=f"{name}_readable"):
        write(bad)


def write(statement: sa.Update) -> None:
    with db.transaction() as connection:
        connection.execute(statement)


def both(moment: datetime) -> dict[str, datetime]:
    return {"sent_at": moment, "recorded_at": moment}


def letter(case_id: int) -> int:
    """Keep a letter in the case; return the document's id."""
    values = {"kind": "letter", "name": "x.pdf", "title": "Et brev", "media_type": "application/pdf"}
    more = {"element_id": "BREV", "sha256": "0", "content": b"", "at": clock.now(), "case_id": case_id}
    return factories.insert(tables.documents, **values, **more)


def end_of(member: int) -> datetime | None:
    m = tables.case_members.c
    with db.reading() as connection:
        return connection.scalar(sa.select(m.to_at).where(m.id == member))

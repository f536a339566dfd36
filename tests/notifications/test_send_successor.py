"""A message withdrawn because its reader has lost the role: who has the open task now is told of it instead."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, tables
from tests.notifications import mail_server


@pytest.fixture
def case(municipality: factories.Town, stopped: clock.Clock) -> model.CaseRef:
    """A case that is open at rektor's task; the message of it waits to be sent."""
    diagram = diagrams.chain("prove", diagrams.task("A"), diagrams.task("B"), lanes={"Rektor": ["inn", "A", "B"]})
    diagrams.publish(municipality.id, "prove", diagram)
    raw = {"elev": str(municipality.pupil("Testelev A").id), "hva": "uro"}
    return cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="t1")


def test_who_has_the_role_now_is_told_of_the_open_task_once(
    municipality: factories.Town, case: model.CaseRef, server: mail_server.Server
) -> None:
    replaced(municipality)

    assert [mail_server.sweep(server), mail_server.sweep(server)] == [1, 0]

    assert readers(server) == ["Ny Rektor"]
    assert [status for status, _attempts, _problem in mail_server.rows()] == ["withdrawn", "sent"]


def test_who_has_the_role_now_hears_nothing_of_a_task_that_is_done(
    municipality: factories.Town, case: model.CaseRef, server: mail_server.Server
) -> None:
    successor = replaced(municipality)
    with db.reading() as connection:
        [task] = connection.scalars(sa.select(tables.tasks.c.id).where(tables.tasks.c.status == "open"))
    cases.complete_task(task, by=successor, raw={}, seen_version=None)

    mail_server.sweep(server)

    assert readers(server) == []


def test_who_leads_is_told_where_nobody_has_the_role(
    municipality: factories.Town, case: model.CaseRef, server: mail_server.Server
) -> None:
    ended(municipality.person("rektor"))

    mail_server.sweep(server)

    assert readers(server) == [municipality.person("skoleeier").name]
    [said] = [mail.get_content() for mail in server.mails]
    assert "en oppgave som ingen har. Du får meldingen som skoleeier" in said
    assert "Se hva som står: " in said


def test_who_leads_the_case_now_is_told_once_that_its_pupil_has_moved(
    municipality: factories.Town, case: model.CaseRef, server: mail_server.Server
) -> None:
    e, theirs = tables.enrolments, municipality.schools[1].classes["7A"]
    mine = e.c.pupil_id == municipality.pupil("Testelev A").id
    with db.transaction() as connection:
        connection.execute(sa.update(e).where(mine).values(class_id=theirs))
    cases.follow_classes()
    replaced(municipality)
    mail_server.sweep(server)

    for _sweep in range(2):
        cases.follow_classes()
        mail_server.sweep(server)

    assert [mail["Subject"] for mail in server.mails].count(f"Sak {case.number}: eleven går på en annen skole nå") == 1
    assert set(readers(server)) == {"Ny Rektor"}


def replaced(town: factories.Town) -> model.Person:
    """Let somebody else be rektor from today; return who."""
    ended(town.person("rektor"))
    successor = factories.person(town.id, "Ny Rektor")
    factories.hold(successor.id, "rektor", f"s:{town.schools[0].id}")
    return successor


def ended(person: model.Person) -> None:
    """Let every role of the person have ended yesterday."""
    theirs = sa.update(tables.holdings).where(tables.holdings.c.person_id == person.id)
    with db.transaction() as connection:
        connection.execute(theirs.values(last_day=clock.today() - timedelta(days=1)))


def readers(server: mail_server.Server) -> list[str]:
    return [mail["To"].addresses[0].display_name for mail in server.mails]

"""What tests of sending share: mail servers on loopback, a clock that stands, and messages in the queue."""

from __future__ import annotations

import ssl

import factories
import pytest
import sqlalchemy as sa

from engine import db, outbox, tables
from tests.notifications import mail_server


@pytest.fixture
def server():
    """A mail server that answers."""
    with mail_server.Server() as running:
        yield running


@pytest.fixture
def secure_server(tmp_path, monkeypatch):
    """A mail server with a certificate that our side trusts."""
    certificate = mail_server.self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server.Server(context) as running:
        yield running


@pytest.fixture
def stopped(clock_at):
    """The clock, standing at Monday 5 January 2026, 10:00."""
    return clock_at("2026-01-05 10:00")


@pytest.fixture
def queued(municipality, stopped):
    """Return `queued(role)`, which puts a message to the role's holder in the queue; `person` changes the holder."""
    case = factories.case(municipality, number="2026-0001")

    def queue(role, once_key="", facts=None, **person):
        who = municipality.person(role)
        message = {
            "kind": "ny-oppgave",
            "municipality_id": municipality.id,
            "case_id": case.id,
            "task_id": None,
            "element_id": "BAE-H-04",
            "role": role,
            "person_id": who.id,
            "facts": facts or {"sak": "2026-0001", "steg": "Undersøk saken", "skole": "Fjellet skole"},
            "once_key": once_key or f"ny-oppgave:1:{who.id}",
        }
        with db.transaction() as connection:
            if person:
                connection.execute(sa.update(tables.people).where(tables.people.c.id == who.id).values(person))
            outbox.queue(connection, **message)

    return queue

"""Sending to who cannot be reached: the address, the reader's box, the server, or the text is at fault."""

from __future__ import annotations

import socket

import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, errors, outbox, tables
from notifications import channels, send
from tests.notifications import mail_server


def test_an_unknown_reader_is_told_to_the_leader_and_the_others_get_theirs(queued, server, stopped):
    server.answers["rektor.eksempel@eksempel.invalid"] = "550 5.1.1 unknown"
    queued("rektor")
    queued("sosiallærer", email="sosial@eksempel.invalid")

    assert mail_server.sweep(server) == 1

    assert mail_server.rows() == [("dead", 1, errors.MailRefused().message), ("sent", 1, "")]


def test_a_reader_whose_box_is_full_gets_it_later(queued, server, stopped):
    server.answers["rektor.eksempel@eksempel.invalid"] = "452 4.2.2 full"
    queued("rektor")

    assert mail_server.sweep(server) == 0
    assert mail_server.rows() == [("queued", 1, errors.MailPostponed().message)]

    server.answers.clear()
    assert mail_server.sweep(server) == 0
    stopped.set(clock.now() + outbox.BACK_OFF[0])
    assert mail_server.sweep(server) == 1


def test_a_server_that_refuses_the_text_is_asked_again_later(queued, server, stopped):
    server.data_answer = "554 spam"
    queued("rektor")

    assert mail_server.sweep(server) == 0

    assert mail_server.rows() == [("queued", 1, errors.MailPostponed().message)]


def test_a_server_that_is_away_ends_the_sweep_and_harms_nobody(queued, server, stopped):
    queued("rektor", once_key="en")
    queued("rektor", once_key="to")
    away = channels.Smtp(mail_server.smtp_settings(mail_server.free_port()))

    assert send.deliver_pending(away) == 0
    assert [(status, attempts) for status, attempts, _ in mail_server.rows()] == [("queued", 1), ("queued", 0)]

    stopped.set(clock.now() + outbox.BACK_OFF[0])
    assert mail_server.sweep(server) == 2


def test_a_server_that_never_answers_is_left_after_a_while(queued, stopped):
    queued("rektor")

    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert send.deliver_pending(channels.Smtp(mail_server.smtp_settings(silent.getsockname()[1]), seconds=0.3)) == 0

    assert mail_server.rows() == [("queued", 1, errors.MailUnreachable().message)]


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "Rektor Eksempel har ingen e-postadresse i registeret."),
        ("ikke en adresse", "E-postadressen til Rektor Eksempel kan ikke brukes. Rett den i registeret."),
        ("bjørn@eksempel.invalid", "E-postadressen til Rektor Eksempel kan ikke brukes. Rett den i registeret."),
        ("a@b.no\nBcc: x@y.no", "E-postadressen til Rektor Eksempel kan ikke brukes. Rett den i registeret."),
    ],
)
def test_an_address_that_cannot_be_used_is_told_to_the_leader(queued, server, stopped, address, problem):
    queued("rektor", email=address)

    assert mail_server.sweep(server) == 0

    assert mail_server.rows() == [("dead", 1, problem)]
    assert server.mails == []


@pytest.mark.parametrize(
    "address",
    [
        "a@b..no", "a..b@c.no", ".a@b.no", "a@.no", "a@b.no.", "@b.no", "a@", "a", "a b@c.no", "<a@b.no>", "a@b@c.no",
        "a,b@c.no", "?-1@[;_", "?@[\t", "a@[1", "a@" + "b" * 64 + ".no", "a" * 65 + "@b.no",
    ],
)  # fmt: skip
def test_an_address_that_no_mail_can_have_is_settled_at_the_first_try(queued, server, stopped, address):
    queued("rektor", email=address)
    queued("sosiallærer", email="o'neil+sak_1@skole-1.eksempel.invalid")

    assert mail_server.sweep(server) == 1

    said = "E-postadressen til Rektor Eksempel kan ikke brukes. Rett den i registeret."
    assert mail_server.rows() == [("dead", 1, said), ("sent", 1, "")]


def test_a_message_that_cannot_be_worded_does_not_stop_the_others(queued, server, stopped):
    queued("rektor", once_key="en", facts={"sak": "2026-0001"})
    queued("rektor", once_key="to")

    assert mail_server.sweep(server) == 1

    assert mail_server.rows() == [("queued", 1, errors.MailFaulty().message), ("sent", 1, "")]


def test_a_message_whose_case_cannot_be_read_does_not_stop_the_others(queued, server, stopped, municipality):
    other = factories.case(municipality, number="2026-0002")
    queued("rektor", once_key="en")
    queued("rektor", once_key="to")
    with db.transaction() as connection:
        first = tables.messages.c.once_key == "en"
        connection.execute(sa.update(tables.messages).where(first).values(case_id=other.id))
        connection.execute(sa.text("UPDATE cases SET opened_at = '0044-03-15 BC' WHERE id = :id"), {"id": other.id})

    assert mail_server.sweep(server) == 1

    assert mail_server.rows() == [("queued", 1, errors.MailFaulty().message), ("sent", 1, "")]

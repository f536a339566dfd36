"""Sending: each message reaches its reader once, however many send and whenever one of them dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import psycopg
import pytest

from engine import db
from notifications import send
from tests.notifications import mail_server


def test_a_message_reaches_its_reader_and_is_sent(queued, server, stopped):
    queued("rektor")

    assert mail_server.sweep(server) == 1

    (mail,) = server.mails
    assert mail["To"] == "Rektor Eksempel <rektor.eksempel@eksempel.invalid>"
    assert mail["From"] == "Skolemiljø <skolemiljo@eksempel.invalid>"
    assert mail["Subject"] == "Ny oppgave i sak 2026-0001: Undersøk saken"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == stopped.moment
    assert "Sak: 2026-0001, Fjellet skole" in mail.get_content()
    assert mail_server.rows() == [("sent", 1, "")]


def test_however_often_the_clock_runs_a_message_is_sent_once(queued, server, stopped):
    queued("rektor")

    assert [mail_server.sweep(server) for _ in range(3)] == [1, 0, 0]

    assert len(server.mails) == 1


def test_two_senders_at_once_send_each_message_once(queued, server, stopped, municipality):
    for number in range(30):
        queued("rektor", once_key=f"varsel:{number}")
    contexts = [copy_context() for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda context: context.run(mail_server.sweep, server), contexts))

    assert sum(sent) == len(server.mails) == 30
    assert len({mail["Message-ID"] for mail in server.mails}) == 30


def test_a_sender_that_dies_after_sending_sends_the_same_message_again(queued, server, stopped):
    queued("rektor")

    with pytest.raises(Killed):
        send.deliver_pending(DiesAfterSending(server.channel()))
    assert mail_server.rows() == [("queued", 0, "")]
    mail_server.sweep(server)

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert mail_server.rows() == [("sent", 1, "")]


def test_no_transaction_is_open_while_a_mail_server_is_waited_for(queued, server, stopped):
    queued("rektor")
    slow = LooksAtTransactions(server.channel())

    send.deliver_pending(slow)

    assert slow.open == []  # one would be cut off at the limit, and the mail sent again and again


def test_a_sweep_stops_at_its_limit(queued, server, stopped):
    for number in range(3):
        queued("rektor", once_key=str(number))

    assert send.deliver_pending(server.channel(), limit=2) == 2


class Killed(BaseException):
    """The process is gone."""


class DiesAfterSending:
    """A channel whose process dies between the server's yes and our mark."""

    def __init__(self, channel):
        self._channel = channel

    def send(self, mail):
        self._channel.send(mail)
        raise Killed

    def close(self):
        self._channel.close()


class LooksAtTransactions:
    """A channel that asks, while it sends, which of our transactions are open."""

    def __init__(self, channel):
        self._channel = channel
        self.open = None

    def send(self, mail):
        query = "SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%' AND datname = %s"
        url = db.current().pool.url
        with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
            self.open = connection.execute(query, [url.database]).fetchall()
        self._channel.send(mail)

    def close(self):
        self._channel.close()

"""Sending: each message once, over a real mail server, whatever fails on the way."""

from __future__ import annotations

import email
import email.policy
import io
import ipaddress
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import factories
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engine import clock, db, errors, outbox, settings, tables
from notifications import channels, send


def test_a_message_reaches_its_reader_and_is_sent(queued, server, stopped):
    queued("rektor")

    assert _sweep(server) == 1

    (mail,) = server.mails
    assert mail["To"] == "Rektor Eksempel <rektor.eksempel@eksempel.invalid>"
    assert mail["From"] == "Skolemiljø <skolemiljo@eksempel.invalid>"
    assert mail["Subject"] == "Ny oppgave i sak 2026-0001: Undersøk saken"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == stopped.moment
    assert "Sak: 2026-0001, Fjellet skole" in mail.get_content()
    assert _rows() == [("sent", 1, "")]


def test_however_often_the_clock_runs_a_message_is_sent_once(queued, server, stopped):
    queued("rektor")

    assert [_sweep(server) for _ in range(3)] == [1, 0, 0]

    assert len(server.mails) == 1


def test_two_senders_at_once_send_each_message_once(queued, server, stopped, municipality):
    for number in range(30):
        queued("rektor", once_key=f"varsel:{number}")
    contexts = [copy_context() for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda context: context.run(_sweep, server), contexts))

    assert sum(sent) == len(server.mails) == 30
    assert len({mail["Message-ID"] for mail in server.mails}) == 30


def test_a_sender_that_dies_after_sending_sends_the_same_message_again(queued, server, stopped):
    queued("rektor")

    with pytest.raises(Killed):
        send.deliver_pending(DiesAfterSending(server.channel()))
    assert _rows() == [("queued", 0, "")]
    _sweep(server)

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert _rows() == [("sent", 1, "")]


def test_an_unknown_reader_is_told_to_the_leader_and_the_others_get_theirs(queued, server, stopped):
    server.answers["rektor.eksempel@eksempel.invalid"] = "550 5.1.1 unknown"
    queued("rektor")
    queued("sosiallærer", email="sosial@eksempel.invalid")

    assert _sweep(server) == 1

    assert _rows() == [("dead", 1, errors.MailRefused().message), ("sent", 1, "")]


def test_a_reader_whose_box_is_full_gets_it_later(queued, server, stopped):
    server.answers["rektor.eksempel@eksempel.invalid"] = "452 4.2.2 full"
    queued("rektor")

    assert _sweep(server) == 0
    assert _rows() == [("queued", 1, errors.MailPostponed().message)]

    server.answers.clear()
    assert _sweep(server) == 0
    stopped.set(clock.now() + outbox.BACK_OFF[0])
    assert _sweep(server) == 1


def test_a_server_that_refuses_the_text_is_asked_again_later(queued, server, stopped):
    server.data_answer = "554 spam"
    queued("rektor")

    assert _sweep(server) == 0

    assert _rows() == [("queued", 1, errors.MailPostponed().message)]


def test_a_server_that_is_away_ends_the_sweep_and_harms_nobody(queued, server, stopped):
    queued("rektor", once_key="en")
    queued("rektor", once_key="to")
    away = channels.Smtp(_settings(_free_port()))

    assert send.deliver_pending(away) == 0
    assert [(status, attempts) for status, attempts, _ in _rows()] == [("queued", 1), ("queued", 0)]

    stopped.set(clock.now() + outbox.BACK_OFF[0])
    assert _sweep(server) == 2


def test_a_server_that_never_answers_is_left_after_a_while(queued, stopped):
    queued("rektor")

    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert send.deliver_pending(channels.Smtp(_settings(silent.getsockname()[1]), seconds=0.3)) == 0

    assert _rows() == [("queued", 1, errors.MailUnreachable().message)]


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

    assert _sweep(server) == 0

    assert _rows() == [("dead", 1, problem)]
    assert server.mails == []


def test_a_message_that_cannot_be_worded_does_not_stop_the_others(queued, server, stopped):
    queued("rektor", once_key="en", facts={"sak": "2026-0001"})
    queued("rektor", once_key="to")

    assert _sweep(server) == 1

    assert _rows() == [("queued", 1, errors.MailFaulty().message), ("sent", 1, "")]


def test_a_sweep_stops_at_its_limit(queued, server, stopped):
    for number in range(3):
        queued("rektor", once_key=str(number))

    assert send.deliver_pending(server.channel(), limit=2) == 2


def test_mail_goes_encrypted_where_the_settings_ask_for_it(queued, secure_server, stopped):
    queued("rektor")

    assert send.deliver_pending(secure_server.channel(smtp_starttls=True)) == 1

    assert secure_server.was_encrypted


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(queued, secure_server, stopped, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    queued("rektor")

    assert send.deliver_pending(secure_server.channel(smtp_starttls=True)) == 0

    assert secure_server.mails == []


def test_a_server_without_encryption_gets_nothing_where_the_settings_ask_for_it(queued, server, stopped):
    queued("rektor")

    assert send.deliver_pending(server.channel(smtp_starttls=True)) == 0

    assert server.mails == []


def test_without_a_mail_server_messages_are_written_to_the_console(queued, stopped):
    out = io.StringIO()
    queued("rektor", email="")

    assert send.deliver_pending(channels.Console(out)) == 1

    assert out.getvalue().startswith("--- Varsel til Rektor Eksempel\n    Ny oppgave i sak 2026-0001: Undersøk saken\n")


def test_the_settings_choose_the_channel(monkeypatch):
    assert isinstance(channels.chosen(), channels.Console)

    monkeypatch.setenv("SKOLEMILJO_SMTP_HOST", "127.0.0.1")
    settings.load.cache_clear()
    try:
        assert isinstance(channels.chosen(), channels.Smtp)
    finally:
        settings.load.cache_clear()


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


class Server:
    """A mail server on loopback that keeps what it gets and refuses whom it is told to."""

    def __init__(self, context: ssl.SSLContext | None = None):
        self.mails: list[email.message.EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.data_answer = ""
        self.was_encrypted = False
        self._controller = OnAnyPort(self, hostname="127.0.0.1", port=0, tls_context=context)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    def channel(self, **more):
        return channels.Smtp(_settings(self._controller.bound_port, **more))

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.data_answer:
            return self.data_answer
        self.was_encrypted = session.ssl is not None
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


class OnAnyPort(Controller):
    """A controller that lets the kernel choose its port."""

    @property
    def bound_port(self):
        return self.server.sockets[0].getsockname()[1]

    def _trigger_server(self):
        with socket.create_connection((self.hostname, self.bound_port), 5.0) as connection:
            connection.recv(1024)


def test_message_queued_before_the_case_was_shielded_goes_to_nobody_outside_it(queued, server, stopped, municipality):
    queued("avdelingsleder")
    queued("rektor")
    _shield()

    assert _sweep(server) == 1

    assert [mail["To"].addresses[0].display_name for mail in server.mails] == ["Rektor Eksempel"]
    assert [status for status, _attempts, _problem in _rows()] == ["withdrawn", "sent"]


def test_message_that_failed_before_the_shield_is_not_tried_again(queued, server, stopped):
    queued("avdelingsleder")
    server.data_answer = "451 4.3.0 Vent litt"
    _sweep(server)
    server.data_answer = ""
    _shield()
    stopped.set(clock.now() + timedelta(hours=1))

    assert _sweep(server) == 0

    assert server.mails == []
    assert _rows()[0][0] == "withdrawn"


def test_message_for_a_role_that_has_ended_is_not_sent(queued, server, stopped, municipality):
    queued("avdelingsleder")
    with db.transaction() as connection:
        h = tables.holdings.c
        ended = sa.update(tables.holdings).where(h.person_id == municipality.person("avdelingsleder").id)
        connection.execute(ended.values(last_day=clock.today() - timedelta(days=1)))

    assert _sweep(server) == 0

    assert server.mails == []


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def secure_server(tmp_path, monkeypatch):
    certificate = _self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Server(context) as running:
        yield running


@pytest.fixture
def stopped(clock_at):
    return clock_at("2026-01-05 10:00")


@pytest.fixture
def queued(municipality, stopped):
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


def _shield():
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role="rektor"))


def _sweep(server):
    return send.deliver_pending(server.channel())


def _rows():
    m = tables.messages.c
    with db.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(m.status, m.attempts, m.problem).order_by(m.id))]


def _settings(port, **more):
    return settings.Settings(smtp_host="127.0.0.1", smtp_port=port, mail_from="skolemiljo@eksempel.invalid", **more)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path

"""A mail server on loopback for tests, what is sent to it, and how our messages stand afterwards."""

from __future__ import annotations

import email
import email.policy
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import waiting
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engine import db, settings, tables
from notifications import channels, send


class Server:
    """A mail server on loopback that keeps what it gets and refuses whom it is told to."""

    def __init__(self, context: ssl.SSLContext | None = None):
        self.mails: list[email.message.EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.data_answer = ""
        self.was_encrypted = False
        self._controller = OnAnyPort(self, tls_context=context)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    def channel(self, **more):
        """Return our channel to this server."""
        return channels.Smtp(smtp_settings(self._controller.bound_port, **more))

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
    """A controller on loopback that lets the kernel choose its port, and a crowded machine take its time."""

    def __init__(self, handler, **more):
        super().__init__(handler, hostname="127.0.0.1", port=0, ready_timeout=waiting.PATIENCE, **more)

    @property
    def bound_port(self):
        """Return the port it got."""
        return self.server.sockets[0].getsockname()[1]

    def _trigger_server(self):
        with socket.create_connection((self.hostname, self.bound_port), waiting.PATIENCE) as connection:
            connection.recv(1024)


def sweep(server):
    """Send what waits to this server; return how many messages were sent."""
    return send.deliver_pending(server.channel())


def rows():
    """Return (status, attempts, problem) of every message, the first queued first."""
    m = tables.messages.c
    with db.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(m.status, m.attempts, m.problem).order_by(m.id))]


def smtp_settings(port, **more):
    """Return the settings that lead to this port."""
    return settings.Settings(smtp_host="127.0.0.1", smtp_port=port, mail_from="skolemiljo@eksempel.invalid", **more)


def free_port():
    """Return a port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def self_signed(folder):
    """Write a certificate for 127.0.0.1 with its key into the folder; return the file."""
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

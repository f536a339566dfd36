"""Which way messages go: encrypted where the settings ask for it, and to the console where there is no server."""

from __future__ import annotations

import io

from engine import settings
from notifications import channels, send


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

"""Send what is queued: pick, render, send, mark, one transaction each (design 5 `Message`).

Knows the outbox and the channel. A row is locked from picking to marking, so any number of senders may run and each
message is sent by one of them. The guarantee: a message is sent at least once, and once only unless the process dies,
or the database goes, in the moment between the mail server's yes and our mark. Then it is sent once more with the same
Message-ID, by which mail systems and readers know it for the same. Never sending it would be the worse fault.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
import structlog

from engine import clock, db, errors, outbox, settings
from notifications import channels, messages

log = structlog.get_logger()


def deliver_pending(channel: channels.Channel | None = None, *, limit: int = 500) -> int:
    """Send up to `limit` messages that are due, each in a transaction of its own; return how many were sent.

    A mail server that does not answer ends the sweep: the next one tries again.
    """
    way = channel or channels.chosen()
    try:
        return db.sweep(lambda: _deliver_next(way), limit=limit)
    finally:
        way.close()


def _deliver_next(channel: channels.Channel) -> bool | None:
    """Send the next message; return whether it was sent, None where there is no more to do now."""
    with db.transaction() as connection:
        picked = outbox.hand_out(connection)
        if not picked:
            return None
        message = picked[0]
        if not outbox.may_reach(connection, message):
            outbox.withdraw(connection, message)
            return False
        try:
            channel.send(mail(message))
        except errors.MailUnreachable as away:
            _failed(connection, message, away)
            return None
        except errors.MailRefused as refused:
            outbox.mark_dead(connection, message, refused.message)
            log.warning("message refused", message=message.id, answer=refused.details.get("answer", ""))
            return False
        except Exception as problem:  # noqa: BLE001 - one message must not stop the others; its row tells why
            _failed(connection, message, problem)
            return False
        outbox.mark_sent(connection, message.id)
        return True


def mail(message: outbox.Message) -> channels.Mail:
    """Return the message worded and addressed; the same row always has the same Message-ID."""
    wording = messages.render(message)
    domain = settings.load().mail_from.rpartition("@")[2] or "localhost"
    name = hashlib.sha256(message.once_key.encode()).hexdigest()[:32]
    return channels.Mail(
        message_id=f"<{name}@{domain}>",
        name=message.name,
        email=message.email,
        subject=wording.subject,
        body=wording.body,
        at=clock.now(),
    )


def _failed(connection: sa.Connection, message: outbox.Message, problem: Exception) -> None:
    text = problem.message if isinstance(problem, errors.SkolemiljoError) else errors.MailFaulty().message
    is_dead = outbox.mark_failed(connection, message, text)
    log.warning("message failed", message=message.id, is_dead=is_dead, exc_info=problem)

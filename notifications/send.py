"""Send what is queued: hold, render, send, mark (design 5 `Message`).

Knows the outbox and the channel. A message is held from picking to marking, so any number of senders may run and each
message is sent by one of them; no transaction is open while a mail server is waited for. The guarantee: a message is
sent at least once, and once only unless the process dies, or the database goes, in the moment between the mail server's
yes and our mark. Then it is sent once more with the same Message-ID, by which mail systems and readers know it for the
same. Never sending it would be the worse fault.
"""

from __future__ import annotations

import hashlib

import structlog

from engine import cases, clock, db, errors, outbox, settings
from notifications import channels, messages

log = structlog.get_logger()


def deliver_pending(channel: channels.Channel | None = None, *, limit: int = 500) -> int:
    """Send up to `limit` messages that are due; return how many were sent.

    A mail server that does not answer ends the sweep: the next one tries again.
    """
    way = channel or channels.chosen()
    try:
        return db.sweep(lambda: _deliver_next(way), limit=limit)
    finally:
        way.close()


def _deliver_next(channel: channels.Channel) -> bool | None:
    """Send the next message; return whether it was sent, None where there is no more to do now."""
    with outbox.held() as held:
        if held is None:
            return None
        try:
            message = _reaching(held)
            if message is None:
                return False
            channel.send(mail(message))
        except errors.MailUnreachable as away:
            _failed(held, away)
            return None
        except errors.MailRefused as refused:
            _refused(held, refused)
            return False
        except Exception as problem:  # noqa: BLE001 - one message must not stop the others; its row tells why
            _failed(held, problem)
            return False
        with db.transaction() as connection:
            outbox.mark_sent(connection, held.id)
        return True


def _reaching(held: outbox.Message) -> outbox.Message | None:
    """Return the message as its reader may have it; where they may not, it is withdrawn, and who has its task hears."""
    with db.reading() as connection:
        message = outbox.reaching(connection, held)
    if message is None:
        with db.transaction(held.case_id) as connection:
            outbox.withdraw(connection, held)
            cases.tell_instead(connection, held)
    return message


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


def _refused(message: outbox.Message, refused: errors.MailRefused) -> None:
    with db.transaction() as connection:
        outbox.mark_dead(connection, message, refused.message)
    code, _, _quoting = str(refused.details.get("answer", "")).partition(" ")  # the rest may name whom it refused
    log.warning("message refused", message=message.id, code=code)


def _failed(message: outbox.Message, problem: Exception) -> None:
    text = problem.message if isinstance(problem, errors.SkolemiljoError) else errors.MailFaulty().message
    with db.transaction() as connection:
        is_dead = outbox.mark_failed(connection, message, text)
    log.warning("message failed", message=message.id, is_dead=is_dead, exc_info=problem)

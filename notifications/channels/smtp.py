"""Mail by SMTP: one connection a sweep, opened at the first mail (settings `smtp_*`).

Knows the protocol's answers: 5xx to the reader's address is final, 4xx is for later, a server that does not answer is
nobody's fault among the mails. Every wait has a limit, since a message is held meanwhile.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from engine import errors, model, phrases, settings
from notifications.channels.base import Mail

SECONDS = 15.0
_FINAL = 500


class Smtp:
    """A connection to the mail server of the settings."""

    def __init__(self, own: settings.Settings, *, seconds: float = SECONDS) -> None:
        """Use the `smtp_*` and `mail_from` of `own`, and wait `seconds` for each answer; nothing is opened yet."""
        self._own = own
        self._seconds = seconds
        self._server: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Send it; raise `MailRefused`, `MailPostponed` or `MailUnreachable` (details `answer`)."""
        if not mail.email:
            raise errors.MailRefused(phrases.say("%(name)s har ingen e-postadresse i registeret.", name=mail.name))
        message = _message(mail, self._own.mail_from)
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            self._reset()
            raise _about_reader(code, answer) from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            self.close()
            raise errors.MailPostponed(answer=_answer(refused.smtp_code, refused.smtp_error)) from refused
        except (smtplib.SMTPException, OSError) as lost:
            self.close()
            raise errors.MailUnreachable(answer=str(lost)) from lost

    def close(self) -> None:
        """Say goodbye; a server that is gone already is fine."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            server = smtplib.SMTP(self._own.smtp_host, self._own.smtp_port, timeout=self._seconds)
            self._server = server
            if self._own.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if self._own.smtp_user:
                server.login(self._own.smtp_user, self._own.smtp_password)
        return self._server

    def _reset(self) -> None:
        """Let the next mail begin afresh on the same connection."""
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()


def _message(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as it goes out; raise `MailRefused` for an address that no mail can have."""
    if not model.is_mail_address(mail.email):
        said = phrases.say("E-postadressen til %(name)s kan ikke brukes. Rett den i registeret.", name=mail.name)
        raise errors.MailRefused(said)
    message = EmailMessage()
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.at)
    message["From"] = Address("Skolemiljø", addr_spec=sender)
    message["To"] = Address(mail.name, addr_spec=mail.email)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _about_reader(code: int, answer: bytes | str) -> errors.SkolemiljoError:
    kind = errors.MailRefused if code >= _FINAL else errors.MailPostponed
    return kind(answer=_answer(code, answer))


def _answer(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"

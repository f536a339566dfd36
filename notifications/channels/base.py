"""What channels have in common: a mail, and what one does with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one reader; `message_id` is the same each time the same message is sent."""

    message_id: str
    name: str
    email: str
    subject: str
    body: str
    at: datetime


class Channel(Protocol):
    """A way to send; kept for one sweep, closed at its end."""

    def send(self, mail: Mail) -> None:
        """Send it, or raise `MailRefused`, `MailPostponed` or `MailUnreachable`."""

    def close(self) -> None:
        """Let go of what it holds."""

"""Ways a message leaves the house; which one is a setting (design 4 `channels`).

A channel has `send(mail)` and `close()`, and tells what went wrong by three errors: `MailRefused` (this reader can
never be reached so), `MailPostponed` (this mail another time), `MailUnreachable` (nothing gets through now).
"""

from __future__ import annotations

import sys

from engine import settings
from notifications.channels.base import Channel, Mail
from notifications.channels.console import Console
from notifications.channels.smtp import Smtp

__all__ = ["Channel", "Console", "Mail", "Smtp", "chosen"]


def chosen() -> Channel:
    """Return the channel that the settings name: the mail server if there is one, else the console."""
    own = settings.load()
    return Smtp(own) if own.smtp_host else Console(sys.stdout)

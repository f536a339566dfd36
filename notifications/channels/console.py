"""The console: a demo and a developer read their messages in the terminal."""

from __future__ import annotations

from typing import TextIO

from notifications.channels.base import Mail


class Console:
    """Writes each mail as a few lines."""

    def __init__(self, out: TextIO) -> None:
        """Write to `out`."""
        self._out = out

    def send(self, mail: Mail) -> None:
        """Write it in one piece, so that two processes do not mix their lines."""
        indented = "\n".join(f"    {line}".rstrip() for line in mail.body.strip().splitlines())
        to = f"{mail.name} <{mail.email}>" if mail.email else mail.name
        self._out.write(f"--- Varsel til {to}\n    {mail.subject}\n\n{indented}\n\n")
        self._out.flush()

    def close(self) -> None:
        """Hold nothing."""

"""The frames between the press and its worker: four bytes of length, then the bytes; and the worker's exit codes.

Knows file descriptors only.
"""

from __future__ import annotations

import os
import struct

OUT_OF_MEMORY = 71
OUT_OF_TIME = 72


def write(target: int, content: bytes) -> None:
    """Write one frame to the file descriptor `target`."""
    rest = memoryview(struct.pack(">I", len(content)) + content)
    while rest:
        rest = rest[os.write(target, rest) :]


def read(source: int) -> bytes:
    """Read one frame from the file descriptor `source`; raise `EOFError` where the other side is gone."""
    (length,) = struct.unpack(">I", _read(source, 4))
    return _read(source, length)


def _read(source: int, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = os.read(source, min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)

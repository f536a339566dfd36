"""How every process logs: JSON lines, and never what was in an error (design 11).

Knows structlog. The lines go to standard output, in the demo to files. A database quotes in its message what was to be
stored, and a mail server whom it refused: of an error only its class and the places of the traceback are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

FRAMES = 12


def configure(level: str, *, out: TextIO | None = None) -> None:
    """Write JSON lines from `level` up, to `out` or standard output; each process calls it before its first line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(out),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
    )


def places(error: BaseException) -> list[str]:
    """Return where `error` came about, outermost first: file, line, function."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _without_words(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = line.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else sys.exception() if told else None
    if error is not None:
        line.update(error=type(error).__name__, where=places(error))
    return line

"""One line in the log for each request, with an id that error pages show (design 11: no name of a child in a log).

Knows structlog. Logs the route's rule, never the address: no number, name or text of a case is in it.
"""

from __future__ import annotations

import logging
import secrets
import time

import structlog
from flask import Flask, Response, g, request


def configure(level: str) -> None:
    """Write JSON lines to the process's standard output, from `level` up."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
    )


def register(app: Flask) -> None:
    """Number each request and log how it went."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(5)
    g.began = time.monotonic()


def _end(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else "-"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    structlog.get_logger().info(
        "request",
        method=request.method,
        route=rule,
        status=response.status_code,
        ms=round((time.monotonic() - g.get("began", time.monotonic())) * 1000, 1),
        reference=g.get("request_id", ""),
    )
    return response

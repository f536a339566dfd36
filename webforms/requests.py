"""One line in the log for each request, with an id that error pages show (design 11: no name of a child in a log).

Knows structlog. Logs the route's rule, never the address: no number, name or text of a case is in it.
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request
from werkzeug.routing import IntegerConverter


class Number(IntegerConverter):
    """A number in an address; one that no row can have is the address of nothing."""

    regex = r"\d{1,18}"


def whole(text: str, *, digits: int = 18) -> int | None:
    """Return the whole number that was sent, None where it is none, or more than a row can have."""
    return int(text) if re.fullmatch(rf"[0-9]{{1,{digits}}}", text) else None


def register(app: Flask) -> None:
    """Number each request and log how it went; read numbers in addresses."""
    app.url_map.converters["int"] = Number
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
        status=g.get("answered", response.status_code),
        ms=round((time.monotonic() - g.get("began", time.monotonic())) * 1000, 1),
        reference=g.get("request_id", ""),
    )
    return response

"""Is the server there? For the processes that watch it; says nothing about cases."""

from __future__ import annotations

from dataclasses import asdict

import structlog
from flask import Blueprint, Response, make_response

from engine import errors, sweeping
from engine.overview import faults
from webforms import rule

log = structlog.get_logger()

views = Blueprint("health", __name__)


@views.get("/helse")
@rule.bare
@rule.public
def show() -> Response:
    """Say that the web server answers."""
    return _plain("ok\n")


@views.get("/helse/klokke")
@rule.bare
@rule.public
def clock() -> Response:
    """Say whether any clock sweeps the deadlines: 200, else 503, for the alarm of who runs the installation."""
    try:
        pulse = sweeping.pulse()
    except errors.DatabaseUnavailable as away:
        return _plain(f"{away.message}\n", 503)
    since = pulse.since.isoformat(timespec="seconds") if pulse.since else "aldri"
    if pulse.is_going:
        return _plain(f"ok, gikk sist {since}\n")
    log.error("clock stands", since=since)
    return _plain(f"klokken står, gikk sist {since}\n", 503)


@views.get("/metrics")
@rule.bare
@rule.public
def metrics() -> Response:
    """Say how much stands still, in the words of Prometheus; counts of the whole installation, nothing of a case."""
    try:
        found = {**asdict(faults.count()), "clock_going": int(sweeping.pulse().is_going)}
    except errors.DatabaseUnavailable as away:
        return _plain(f"# {away.message}\n", 503)
    return _plain(
        "".join(f"# TYPE skolemiljo_{name} gauge\nskolemiljo_{name} {count}\n" for name, count in found.items())
    )


def _plain(text: str, status: int = 200) -> Response:
    response = make_response(text, status)
    response.mimetype = "text/plain"
    return response

"""Is the server there? For the processes that watch it; says nothing about cases."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from webforms import rule

views = Blueprint("health", __name__)


@views.get("/helse")
@rule.bare
@rule.public
def show() -> Response:
    """Say that the web server answers."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    return response

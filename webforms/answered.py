"""A POST that is answered with a page: it is sent on to an address that shows the page (ux.md: old, error).

A browser that goes back to, or reloads, a page that answered a POST asks whether to send everything once more, which
frightens people and may do a thing twice. So the page is kept, encrypted under a token that only its address has, and
the POST answers with that address. Where the page cannot be kept, the POST answers with it as ever: nothing is lost.
Knows Flask's request and `engine.held_posts`; not what is on a page.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import clock, errors, held_posts
from webforms import auth

TOKEN = "svar"  # noqa: S105 - its name in the address
KEPT = timedelta(hours=1)  # who has lost the case since shall not read on for long
UNAVAILABLE = 503


def send_on(response: Response) -> Response:
    """Answer a POST of a person's browser with the address of the page, instead of the page."""
    if request.method != "POST" or g.get("person") is None or auth.is_script():
        return response
    if response.mimetype != "text/html" or 300 <= response.status_code < 400:
        return response
    if g.get("is_expired") and not auth.is_from_here():  # another site's page keeps nothing here
        return response
    page = {
        "status": response.status_code,
        "at": clock.now().isoformat(),
        "reference": g.get("request_id", ""),
        "html": response.get_data(as_text=True),
    }
    token = None
    with contextlib.suppress(errors.SkolemiljoError):
        token = held_posts.keep(_name(), zlib.compress(json.dumps(page).encode()), person_id=auth.person().id)
    if token is None:
        return response
    g.answered = response.status_code  # what the log shall say
    response.status_code, response.location = 303, _address([(TOKEN, token)])
    response.set_data(b"")
    return response


def show() -> AnyResponse | None:
    """Show the page that a POST was answered with; once it is not kept any more, the address without it."""
    token = request.args.get(TOKEN)
    if token is None or request.method == "POST" or g.get("person") is None:
        return None
    found = held_posts.kept(token, person_id=auth.person().id)
    page = json.loads(zlib.decompress(found[1])) if found is not None and found[0] == _name() else None
    if page is None or datetime.fromisoformat(page["at"]) < clock.now() - KEPT:
        return redirect(_address([]) if auth.is_page(request.path) else url_for("inbox.home"))
    g.request_id = page["reference"]  # the page names it, and what went wrong is logged by it
    response = Response(page["html"], page["status"], mimetype="text/html")
    if page["status"] == UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def _name() -> str:
    """Return what the page is kept for: no text that is held for a sign-in has such a path."""
    return f"{TOKEN}:{request.path}"


def _address(more: list[tuple[str, str]]) -> str:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != TOKEN]
    query = urlencode([*pairs, *more])
    return f"{request.path}?{query}" if query else request.path

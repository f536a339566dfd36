"""A POST that is answered with a page: it is sent on to an address that shows the page (ux.md: old, error).

A browser that goes back to, or reloads, a page that answered a POST asks whether to send everything once more, which
frightens people and may do a thing twice. So the page is kept, encrypted under a token that only its address has, and
the POST answers with that address. Where the page cannot be kept, the POST answers with it as ever: nothing is lost.
Knows Flask's request and `engine.held_posts`; not what is on a page. Whose page tells of a case must still be allowed
to open it, and the reading is recorded, as on any page of the case.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, clock, errors, held_posts, overview
from webforms import auth, posts, rule, wording

TOKEN = "svar"  # noqa: S105 - its name in the address
KEPT = timedelta(hours=1)  # who has lost the case since shall not read on for long
UNAVAILABLE = 503
OF_CASES = {"case", "document", "task"}  # the rules of routes whose pages tell of a case


def send_on(response: Response) -> Response:
    """Answer a POST of a person's browser with the address of the page, instead of the page."""
    if request.method != "POST" or g.get("person") is None or auth.is_script():
        return response
    if response.mimetype != "text/html" or 300 <= response.status_code < 400:
        return response
    if g.get("is_expired") and not auth.is_from_here():  # another site's page keeps nothing here
        return response
    token = None
    with contextlib.suppress(errors.SkolemiljoError):
        page = {
            "status": response.status_code,
            "at": clock.now().isoformat(),
            "reference": g.get("request_id", ""),
            "of": _of(),
            "sent": posts.kept_pairs(),
            "texts": posts.readable_pairs(),
            "html": response.get_data(as_text=True),
        }
        token = held_posts.keep(_name(), zlib.compress(json.dumps(page).encode()), person_id=auth.person().id)
    if token is None:
        return response
    g.answered = response.status_code  # what the log shall say
    response.status_code, response.location = 303, _address([(TOKEN, token)])
    response.set_data(b"")
    return response


def show() -> AnyResponse | None:
    """Show the page that a POST was answered with; once it is not kept any more, the address without it.

    Raises `CaseNotFound`, `TaskNotFound` or `TaskNotOpen` where the person may no longer open what the page tells of.
    """
    token = request.args.get(TOKEN)
    if token is None or request.method == "POST" or g.get("person") is None:
        return None
    found = held_posts.kept(token, person_id=auth.person().id)
    page = json.loads(zlib.decompress(found[1])) if found is not None and found[0] == _name() else None
    if page is None or datetime.fromisoformat(page["at"]) < clock.now() - KEPT:
        return redirect(_address([]) if auth.is_page(request.path) else url_for("inbox.home"))
    if page["of"]:
        try:
            _read(page["of"])
        except errors.TaskNotOpen:  # a colleague closed it in between: what was written must not be gone with it
            posts.resume(page["sent"], [(asked, text) for asked, text in page["texts"]])
            raise
    g.request_id = page["reference"]  # the page names it, and what went wrong is logged by it
    response = Response(page["html"], page["status"], mimetype="text/html")
    if page["status"] == UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def _of() -> dict[str, str]:
    """Return the case or the task that the page tells of; nothing where they may not open it, or of an error.

    Such a page says only what the person wrote and what became of it, and may be read by who wrote it: who was first is
    told even when the task closes between the POST and the page.
    """
    if g.get("is_own_words"):
        return {}
    view = current_app.view_functions.get(request.endpoint or "")
    given = {key: str(value) for key, value in (request.view_args or {}).items() if key in ("number", "task_id")}
    if view is None or not given or rule.of(view) not in OF_CASES:
        return {}
    with contextlib.suppress(errors.CaseNotFound, errors.TaskNotFound, errors.TaskNotOpen):
        _case_id(given)
        return given
    return {}


def _read(of: dict[str, str]) -> None:
    """Record the reading; raise what the address itself would, where the person may open it no longer."""
    name = request.path.rsplit("/", 1)[-1]
    page = name if name in wording.READ_PAGES else "oppgave" if "task_id" in of else "sak"
    audit.read(by=auth.person(), case_id=_case_id(of), page=page)


def _case_id(of: dict[str, str]) -> int:
    if "task_id" in of:
        return overview.handing(UUID(of["task_id"]), auth.person()).case_id
    return overview.case_page(of["number"], auth.person()).case.id


def _path() -> str:
    """Return the address's path; with two slashes in front it would be another site's."""
    return "/" + request.path.lstrip("/")


def _name() -> str:
    return held_posts.PAGE + _path()


def _address(more: list[tuple[str, str]]) -> str:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != TOKEN]
    query = urlencode([*pairs, *more])
    return f"{quote(_path())}?{query}" if query else quote(_path())

"""Who is asking: the session cookie, and what happens to a POST that meets an ended session (design 5, last lines).

Sessions are rows (`engine.people`); the cookie carries a token that only opens one. A second, signed cookie remembers
who was signed in last, so that a held text is given back to nobody else, and what others try keeps nobody out of the
own device. A page's CSRF token tells whose page it is: what was written on it is never another's. Whoever signs in is
led to the text that is held for them, also when another was signed in between.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from typing import Any, cast
from urllib.parse import quote, urlsplit

from flask import Response, abort, after_this_request, current_app, g, jsonify, redirect, request, session, url_for
from itsdangerous import BadData, BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from engine import errors, held_posts, model, people
from webforms import rule
from webforms.language import text as _

SESSION, WHO, HELD = "skolemiljo_okt", "skolemiljo_hvem", "skolemiljo_holdt"
CSRF = "csrf_token"
DAY = 86400
KNOWN_DAYS = 90  # longer than the summer holiday
SECRET_FIELDS = {"csrf_token", "passord"}


def person() -> model.Person:
    """Return who is signed in; only behind a rule that asks for it."""
    return cast("model.Person", g.person)


def admit() -> AnyResponse | None:
    """Find the person, and let the request in by its route's rule; else send it to the sign-in page."""
    g.person = None
    if "\0" in request.path:  # no address of ours, and the database would not even compare it
        abort(404)
    view = current_app.view_functions.get(request.endpoint or "")
    token = request.cookies.get(SESSION)
    if token and not getattr(view, "is_bare", False):
        g.person = people.session(token)
        if g.person is not None:
            _own_pages(g.person, token)
    if view is None or g.person is not None or rule.of(view) == rule.PUBLIC:
        return None
    return _to_sign_in()


def _own_pages(found: model.Person, token: str) -> None:
    """Let every page drawn in this session carry whose it is: the same in all its windows, another after a sign-in."""
    key = str(current_app.secret_key).encode()
    own = f"{found.id}.{hmac.new(key, token.encode(), 'sha256').hexdigest()}"
    if session.get(CSRF) != own:
        session[CSRF] = own


def page_owner() -> int | None:
    """Return whose page this request was sent from, as its CSRF token says, however old; None where it says nothing."""
    sent = request.form.get(CSRF) or request.headers.get("X-CSRFToken", "")
    try:
        owner, _dot, _rest = str(URLSafeTimedSerializer(_key(), salt="wtf-csrf-token").loads(sent)).partition(".")
        return int(owner)
    except (BadData, ValueError):
        return None


def refuse_anothers_page() -> None:
    """Raise `PageOfAnother` where the page was drawn for somebody else; what they wrote there is held for them."""
    owner = page_owner()
    if owner is None or g.get("person") is None or owner == person().id or request.blueprint == "sign_in":
        return
    said = _("Du er logget inn som %(name)s. Ingenting er lagret eller sendt i ditt navn.", name=person().name)
    if not is_script() and is_page(request.path) and _hold_for(owner):
        said += " " + _("Det som sto på siden, er tatt vare på i ett døgn, til den som skrev det, logger inn her.")
    raise errors.PageOfAnother(said)


def _hold_for(owner: int) -> bool:
    token = None
    with contextlib.suppress(errors.SkolemiljoError):  # whose page it is must be said, also where nothing can be held
        token = _hold(owner)
    if token is None:
        return False
    name = _held_cookie(owner)

    def give(response: Response) -> Response:
        _put(response, name, token, DAY)
        return response

    after_this_request(give)
    return True


def _to_sign_in() -> AnyResponse:
    if is_script():
        return cast("AnyResponse", _json(401, _("Du er logget ut. Det du skriver, står trygt i dette vinduet.")))
    here, ended = request.full_path.rstrip("?"), (1 if request.cookies.get(SESSION) else None)
    if request.method != "POST":
        return redirect(url_for("sign_in.show", til=here, utlogget=ended))
    who = page_owner() or last_person()
    token = None if who is None else _hold(who)
    if who is None or token is None or not is_page(request.path):
        return redirect(url_for("sign_in.show", til=request.path if is_page(request.path) else None, utlogget=ended))
    response = redirect(url_for("sign_in.show", til=f"{request.path}?holdt=1", holdt=1, utlogget=ended))
    _put(response, _held_cookie(who), token, DAY)
    return response


def is_page(path: str) -> bool:
    """Tell whether the address can be opened, too; some only take a press of a button."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and "GET" in adapter.allowed_methods(path)


def _hold(who: int) -> str | None:
    """Keep the POST's text, and its files' names, for `who`; None where it is empty."""
    files = [(path, file.filename) for path, file in request.files.items(multi=True) if file.filename]
    pairs = [(key, value) for key, value in request.form.items(multi=True) if key not in SECRET_FIELDS]
    if not (pairs or files):
        return None
    content = json.dumps({"pairs": pairs, "files": files}, ensure_ascii=False)
    return held_posts.keep(request.path, content.encode(), person_id=who)


def held_form() -> MultiDict[str, str] | None:
    """Return the text that was held for this person and this page, when the page was asked for with it."""
    found = _held() if "holdt" in request.args else None
    return None if found is None else MultiDict(found["pairs"])


def held_files() -> list[tuple[str, str]]:
    """Return (path, name) of the files that came with the held text: they are not kept, and must be chosen again."""
    found = _held() if "holdt" in request.args else None
    return [] if found is None else [(path, name) for path, name in found.get("files", [])]


def _held() -> dict[str, Any] | None:
    token = None if g.get("person") is None else request.cookies.get(_held_cookie(person().id))
    if not token:
        return None
    found = held_posts.kept(token, person_id=person().id)
    return json.loads(found[1]) if found is not None and found[0] == request.path else None


def forget_held(response: Response) -> Response:
    """Throw the held text away once its own person has sent its own page again, and that was taken in.

    What others do on the same machine, or on other pages, costs nobody a word.
    """
    is_sent = request.method == "POST" and not is_script() and not g.get("is_expired") and response.status_code < 500
    with contextlib.suppress(errors.DatabaseUnavailable):  # it comes back once more, and is known then
        if is_sent and _held() is not None:
            name = _held_cookie(person().id)
            held_posts.forget(request.cookies[name])
            response.delete_cookie(name)
    return response


def _held_cookie(person_id: int) -> str:
    """Return the name of the cookie for this page: two pages, or two people, are held side by side."""
    return f"{HELD}_{hashlib.sha256(f'{person_id} {request.path}'.encode()).hexdigest()[:12]}"


def way_back(found: model.Person, wanted: str) -> str:
    """Return where `found` goes after sign-in: to the page whose text this browser holds for them, else to `wanted`.

    Whoever was on the way to such a page gets there; who signs in at another page would not know that one waits.
    """
    tokens = [value for name, value in request.cookies.items() if name.startswith(f"{HELD}_")]
    theirs = [held_posts.kept(token, person_id=found.id) for token in tokens]
    pages = [f"{quote(one[0])}?holdt=1" for one in theirs if one is not None and is_page(one[0])]
    target = safe_target(wanted)
    return target if not pages or quote(target, safe="/?=%") in pages else pages[0]


def sign_in(found: model.Person, response: AnyResponse) -> AnyResponse:
    """Open a session for `found` and give the browser its cookies."""
    before = request.cookies.get(SESSION)
    if before:  # who had this browser has left it
        people.close_session(before)
    hours = current_app.config["SETTINGS"].session_hours
    _put(response, SESSION, people.open_session(found), int(hours * 3600))
    _put(response, WHO, _signer().dumps(found.id), KNOWN_DAYS * DAY)
    return response


def sign_out(response: AnyResponse) -> AnyResponse:
    """End the session; what was typed elsewhere is in drafts."""
    token = request.cookies.get(SESSION)
    if token:
        people.close_session(token)
    response.delete_cookie(SESSION)
    return response


def safe_target(wanted: str) -> str:
    """Return where to go after sign-in: a page of ours, else the inbox."""
    if not wanted.isprintable():
        return url_for("inbox.home")
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if is_ours else url_for("inbox.home")


def is_from_here() -> bool:
    """Tell whether the browser says that a page of ours sent this; where it says nothing, it is not known to be."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("Origin", "") == request.host_url.rstrip("/")


def is_script() -> bool:
    """Tell whether a script of ours asks, and wants JSON or a fragment."""
    return request.headers.get("X-Skript") == "1"


def _json(status: int, message: str) -> Response:
    response = jsonify(message=message)
    response.status_code = status
    return response


def last_person() -> int | None:
    """Return who signed in last in this browser, as its signed cookie says; None where it says nothing of ours."""
    try:
        return int(_signer().loads(request.cookies.get(WHO, "")))
    except (BadSignature, ValueError, TypeError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="hvem")


def _key() -> str | bytes:
    if not current_app.secret_key:
        abort(500)
    return current_app.secret_key


def _put(response: AnyResponse, name: str, value: str, seconds: int) -> None:
    is_https = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=is_https)

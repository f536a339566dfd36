"""Sign in with a local account, and sign out. After signing in people come back to where they were (design 5)."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine import errors, people
from webforms import auth, failures, language, posts, rule
from webforms.language import text as _

views = Blueprint("sign_in", __name__)


@views.get("/logg-inn")
@rule.public
def show() -> Response:
    """Ask for user name and password; say so where a text is waiting."""
    return make_response(_page(""))


@views.post("/logg-inn")
@posts.keeps_text
@rule.public
def enter() -> Response:
    """Open a session, and go to where the person was on the way."""
    if posts.is_expired():
        return make_response(_page(_("Siden hadde stått åpen for lenge. Logg inn en gang til.")), 400)
    try:
        found = people.sign_in(
            request.form.get("bruker", ""),
            request.form.get("passord", ""),
            request.remote_addr or "",
            known_id=auth.last_person(),
        )
    except errors.SignInRefused as refused:
        return make_response(_page(language.said(refused.message)), 401)
    except errors.SignInThrottled as throttled:
        return make_response(_page(language.said(throttled.message)), 429)
    session.clear()
    return auth.sign_in(found, redirect(auth.way_back(found, request.form.get("til", ""))))


@views.post("/logg-ut")
@posts.keeps_text
@rule.public
def leave() -> Response:
    """End the session; a page that is too old still can, another site cannot."""
    if posts.is_expired() and not auth.is_from_here():
        return failures.show(failures.STILL_IN)
    session.clear()
    return auth.sign_out(redirect(url_for("sign_in.show")))


def _page(problem: str) -> str:
    source = request.form if request.method == "POST" else request.args
    return render_template(
        "sign_in.html",
        problem=problem,
        to=source.get("til", ""),
        username=request.form.get("bruker", ""),
        has_text=bool(source.get("holdt")),
        is_ended=bool(source.get("utlogget")),
        idle_minutes=round(current_app.config["SETTINGS"].session_idle_minutes),
        session_hours=round(current_app.config["SETTINGS"].session_hours),
        sign_ins=current_app.config["DEMO_SIGN_INS"] if current_app.config["DEMO"] else [],
    )

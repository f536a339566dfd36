"""Mine oppgaver: what do I owe, and when? (ux.md)"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import overview
from webforms import auth, requests, rule

views = Blueprint("inbox", __name__)

VIEWS = ("alle", "mine", "rolle")


@views.get("/")
@rule.signed_in
def start() -> Response:
    """Go to the inbox."""
    return redirect(url_for("inbox.home"))


@views.get("/oppgaver")
@rule.signed_in
def home() -> str:
    """Show all open tasks the person may do, by urgency."""
    wanted = request.args.get("vis", "alle")
    view = wanted if wanted in VIEWS else "alle"
    page = requests.whole(request.args.get("side", ""), digits=9) or 1
    inbox = overview.my_tasks(auth.person(), view=view, page=page)
    left = overview.left_drafts(auth.person())
    return render_template("inbox.html", inbox=inbox, view=view, left=left)

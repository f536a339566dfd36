"""Tidsfrister: what did the system do by itself, and what not? For leaders (ux.md)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import errors, outbox, overview
from engine.overview import paging
from webforms import auth, navigation, posts, requests, rule, wording
from webforms.language import text as _

views = Blueprint("ledger", __name__)


@views.get("/tidsfrister")
@rule.leader
def show() -> str:
    """Show what was due in the cases that the person leads: failed first, then late, then what is to come."""
    page = overview.ledger(auth.person())
    wanted = request.args.get("vis", "")
    found = [one for one in page.entries if not wanted or one.state == wanted]
    at, last, skip = paging.window(len(found), requests.whole(request.args.get("side", ""), digits=9) or 1)
    states = {key: _(name) for key, name in wording.LEDGER_STATES.items()}
    kinds = {key: _(name) for key, name in wording.LEDGER_KINDS.items()}
    return render_template(
        "ledger.html",
        page=page,
        entries=found[skip : skip + paging.ROWS],
        at=at,
        last=last,
        states=states,
        kinds=kinds,
        wanted=wanted,
    )


@views.post("/tidsfrister/varsel")
@rule.leader
def retry_message() -> AnyResponse:
    """Queue a message anew that could not be sent; only one that stands in the person's own ledger."""
    if posts.is_expired():
        raise errors.AnswersInvalid(_("Siden er for gammel. Last den på nytt, og prøv igjen."))
    number = requests.whole(request.form.get("varsel", ""))
    mine = {one.id for one in overview.ledger(auth.person()).entries if one.kind == "message" and one.state == "failed"}
    if number not in mine or number is None or not outbox.retry(number, by=auth.person()):
        raise errors.NotAllowed()
    navigation.tell(_("Varselet sendes på nytt om noen sekunder."))
    return redirect(url_for("ledger.show"))

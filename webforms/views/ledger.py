"""Tidsfrister: what did the system do by itself, and what not? For leaders (ux.md)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import errors, outbox, overview
from engine.overview.ledger import Entry
from webforms import auth, navigation, posts, requests, rule, wording
from webforms.language import text as _

views = Blueprint("ledger", __name__)


@views.get("/tidsfrister")
@rule.leader
def show() -> str:
    """Show what was due in the cases that the person leads: failed first, then late, then what is to come."""
    wanted = request.args.get("vis", "")
    number = requests.whole(request.args.get("side", ""), digits=9) or 1
    page = overview.ledger(auth.person(), state=wanted, page=number)
    return render_template(
        "ledger.html",
        page=page,
        openable=overview.openable([one.case_number for one in page.entries], auth.person()),
        groups=grouped(page.entries, is_folded=wanted not in wording.LEDGER_STATES),
        states={key: _(name) for key, name in wording.LEDGER_STATES.items()},
        wanted=wanted,
    )


def grouped(entries: Sequence[Entry], *, is_folded: bool) -> list[tuple[str, list[Entry]]]:
    """Return the entries by what they are folded behind, in words: nothing ("") where somebody may have to act."""

    def fold(one: Entry) -> str:
        return _(wording.LEDGER_FOLDS.get(one.state, "")) if is_folded else ""

    return [(said, list(some)) for said, some in groupby(entries, key=fold)]


@views.post("/tidsfrister/varsel")
@rule.leader
def retry_message() -> AnyResponse:
    """Queue a message anew to all it could not be sent to; only one that stands in the person's own ledger."""
    if posts.is_expired():
        raise errors.AnswersInvalid(_("Siden er for gammel. Last den på nytt, og prøv igjen."))
    sent = [requests.whole(one) for one in request.form.getlist("varsel")]
    mine = overview.unsent(auth.person(), [one for one in sent if one is not None])
    queued = [outbox.retry(one, by=auth.person()) for one in mine]
    if not any(queued):
        raise errors.NotAllowed()
    navigation.tell(_("Varselet sendes på nytt om noen sekunder."))
    return redirect(url_for("ledger.show"))

"""Usendt tekst: what one wrote in a task that is no more one's own, and what becomes of it (design 5, 6).

Shown to its writer while the case is open to them; kept in the case or thrown away by a press, never by itself.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, errors, form_values, overview, pages
from webforms import auth, form, navigation, posts, rule, strays
from webforms.language import text as _

views = Blueprint("left", __name__)
DROP = "slett"


@views.get("/oppgave/<uuid:task_id>/usendt")
@rule.draft
def show(task_id: UUID) -> AnyResponse:
    """Show the text; where the task is the person's own, its page has it."""
    try:
        left = overview.left_draft(task_id, auth.person())
    except errors.TaskNotFound:
        overview.task_page(task_id, auth.person())
        return redirect(url_for("task.show", task_id=task_id))
    audit.read(by=auth.person(), case_id=left.case_id, page="usendt", task_id=task_id)
    return make_response(_draw(left))


@views.post("/oppgave/<uuid:task_id>/usendt")
@posts.keeps_text
@rule.draft
def decide(task_id: UUID) -> AnyResponse:
    """Keep the text in the case as a late answer, or throw it away."""
    try:
        left = overview.left_draft(task_id, auth.person())
        text = _whole(overview.late_sheet(task_id, auth.person()))
    except errors.TaskNotFound:
        return _nothing()
    if form_values.is_blank(text):
        return _nothing()
    if posts.is_expired():
        return make_response(_draw(left, _("Siden hadde stått åpen for lenge. Trykk en gang til.")), 400)
    if request.form.get("_gjor") == DROP:
        cases.discard_draft(by=auth.person(), task_id=task_id)
        navigation.tell(_("Teksten er slettet."))
        return redirect(url_for("inbox.home"))
    cases.keep_late(task_id, by=auth.person(), raw=text)
    navigation.tell(_("Teksten er tatt vare på i saken."))
    return redirect(url_for("inbox.home"))


def _nothing() -> AnyResponse:
    """Answer a second press, or one where another window was first; to anybody else it says nothing."""
    navigation.tell(_("Det står ingen usendt tekst fra deg der nå."), "info")
    return redirect(url_for("inbox.home"))


def _whole(sheet: overview.LateSheet) -> form.Raw:
    return strays.whole(sheet.form, sheet.options, sheet.draft.content)


def _draw(left: pages.LeftDraft, problem: str = "") -> str:
    sheet = overview.late_sheet(left.task_id, auth.person())
    written = form.show(sheet.form, form.kept(sheet.form, sheet.draft.content, sheet.options), sheet.options)
    answers = (*written, *strays.shown(_whole(sheet)))
    return render_template("left.html", left=left, answers=answers, is_full=sheet.is_full, problem=problem)

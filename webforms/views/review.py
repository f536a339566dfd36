"""Se over: is this right, before a plan, letter or decision takes effect? (ux.md)

Shows the draft that the task page has just saved; one button makes it count. The letter is rendered from the same
answers by the same template.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, errors, overview, packages, pages
from webforms import auth, form, headers, language, late, navigation, pictures, posts, rule, strays
from webforms.language import text as _
from webforms.views import task

views = Blueprint("review", __name__)


@views.get("/oppgave/<uuid:task_id>/se-over")
@rule.task
def show(task_id: UUID) -> AnyResponse:
    """Show the answers and the letter; without a draft there is nothing to look over."""
    page = overview.task_page(task_id, auth.person())
    audit.read(by=auth.person(), case_id=page.case.id, page="se-over", task_id=task_id)
    if not page.draft.version or _must_be_seen(page) or task.check(page, page.draft.content):
        return redirect(url_for("task.show", task_id=task_id))
    return make_response(_draw(page))


@views.get("/oppgave/<uuid:task_id>/se-over/brev.pdf")
@rule.task
def letter(task_id: UUID) -> Response:
    """Serve the letter as it will be."""
    response = make_response(_preview(task_id))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="utkast.pdf"'
    return headers.for_document(response)


@views.get("/oppgave/<uuid:task_id>/se-over/side-<int:sheet>.png")
@rule.task
def picture(task_id: UUID, sheet: int) -> Response:
    """Serve a page of the letter as a picture."""
    found = pictures.page(_preview(task_id), sheet)
    if found is None:
        abort(404)
    response = make_response(found)
    response.mimetype = "image/png"
    return response


@views.post("/oppgave/<uuid:task_id>/se-over")
@posts.keeps_text
@rule.task
def confirm(task_id: UUID) -> AnyResponse:
    """Complete the task with what was shown; too late, the draft is kept as a late answer."""
    try:
        page = overview.task_page(task_id, auth.person())
    except late.GONE as closed:
        return late.keep(task_id, closed, is_draft=True)
    if posts.is_expired():
        return make_response(_draw(page, _("Siden hadde stått åpen for lenge. Se over og trykk en gang til.")), 400)
    if _must_be_seen(page):
        return redirect(url_for("task.show", task_id=task_id))
    if _letter(page)[1] is not None:  # the page says so itself: no letter may go out about nobody
        return make_response(_draw(page), 409)
    try:
        return task.after(page, task.complete(page, page.draft.content))
    except errors.AnswersInvalid:
        return redirect(url_for("task.show", task_id=task_id))
    except errors.TaskTaken as taken:
        navigation.tell(language.said(taken.message), "warning")
        return redirect(url_for("task.show", task_id=task_id))
    except (errors.StaleVersion, errors.CaseBusy) as again:
        said = language.said(again.message)
        return make_response(_draw(overview.task_page(task_id, auth.person()), said), 409)


def _preview(task_id: UUID) -> bytes:
    """Return the letter by the draft; without one there is no letter to look over."""
    page = overview.task_page(task_id, auth.person())
    if not page.draft.version:
        abort(404)
    audit.read(by=auth.person(), case_id=page.case.id, page="utkast-brev")
    return overview.letter_preview(task_id, auth.person(), page.draft.content)


def _must_be_seen(page: pages.TaskPage) -> bool:
    """Tell whether the form is another than what the draft was written in, so that some of it would not be sent."""
    return strays.are_unseen(page.form, page.options, page.draft.content)


def _draw(page: pages.TaskPage, problem: str = "") -> str:
    answers = form.show(page.form, form.kept(page.form, page.draft.content, page.options), task.sheet_of(page).options)
    letter, connecting = _letter(page)
    return render_template(
        "review.html",
        page=page,
        answers=answers,
        problem=problem,
        letter_pages=pictures.count(letter) if letter else 0,
        others=packages.others_named(page.case.number, auth.person(), letter) if letter else (),
        connecting=connecting,
        day_off=overview.day_off(page.case.number, auth.person(), page.form, page.draft.content) if page.form else None,
    )


def _letter(page: pages.TaskPage) -> tuple[bytes, pages.Connecting | None]:
    """Return the letter as it will be; or, where it names a pupil and the case has none, who can connect the two."""
    try:
        return overview.letter_preview(page.task.id, auth.person(), page.draft.content), None
    except errors.PupilNotConnected:
        return b"", overview.connecting(page.task.id, auth.person())

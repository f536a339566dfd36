"""Correct an answer: a new record with a reason; the old one stays (design 6)."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, errors, model, overview, pages
from webforms import auth, filling, form, language, naming, navigation, posts, rule
from webforms.fields import files
from webforms.language import text as _
from webforms.views import task

views = Blueprint("correcting", __name__)

_NONE = model.Draft()  # a correction has none


@views.get("/sak/<number>/svar/<int:answer_id>/rett")
@rule.case
def show(number: str, answer_id: int) -> Response:
    """Show the answer in its form."""
    page, answer = _find(number, answer_id)
    audit.read(by=auth.person(), case_id=page.case.id, page="rett-svar")
    is_begun = posts.form() is not None
    return _draw(page, answer, _read(page, answer) if is_begun else filling.Entry(dict(answer.content), _NONE))


@views.post("/sak/<number>/svar/<int:answer_id>/rett")
@posts.keeps_text
@rule.case
def correct(number: str, answer_id: int) -> AnyResponse:
    """Store the correction."""
    page, answer = _find(number, answer_id)
    entry = _read(page, answer)
    if posts.is_expired() or entry.problems or request.form.get("_gjor") != "fullfor":
        return _draw(page, answer, entry)
    try:
        cases.correct_answers(answer_id, by=auth.person(), raw=entry.raw, reason=request.form.get("grunn", ""))
    except errors.AnswersInvalid as invalid:
        return _draw(page, answer, entry, invalid=invalid)
    navigation.tell(_told(page, answer))
    return redirect(url_for("case.answers", number=number))


def _told(page: pages.CasePage, answer: pages.AnswersView) -> str:
    """Say that it is done, and where there are letters since the answer: no correction changes one."""
    said = _("Svaret er rettet. Det gamle svaret er tatt vare på.")
    if not any(one.kind == "letter" and one.at >= answer.at for one in page.documents):
        return said
    stand = _(
        "Brev som er laget før rettelsen, er som de var. "
        "Gjelder rettelsen noe som står i dem, lag et nytt under Dokumenter."
    )
    return f"{said} {stand}"


def _find(number: str, answer_id: int) -> tuple[pages.CasePage, pages.AnswersView]:
    page = overview.case_page(number, auth.person())
    answer = next((one for one in page.answers if one.id == answer_id), None)
    if answer is None or answer.form is None:  # first: a refusal would tell that another case has such an answer
        raise errors.NothingToCorrect()
    cases.require_correctable(answer_id, by=auth.person())
    return page, answer


def _options(page: pages.CasePage, answer: pages.AnswersView) -> dict[str, object]:
    return {**overview.correcting(answer.id, auth.person()), files.NAMES: naming.file_names(page.documents)}


def _read(page: pages.CasePage, answer: pages.AnswersView) -> filling.Entry:
    """Read the request; a new file is kept without the task, which is closed, and given to the case by the command."""
    problems: dict[str, list[str]] = {}
    raw = form.read(answer.form, posts.posted(_options(page, answer), None, problems))
    posts.wrote([*form.written(answer.form, raw), ("", posts.typed("grunn"))])
    attention = form.change_rows(raw, request.form["_rad"]) if "_rad" in request.form else ""
    return filling.Entry(raw, _NONE, problems, attention)


def _draw(
    page: pages.CasePage,
    answer: pages.AnswersView,
    entry: filling.Entry,
    *,
    invalid: errors.AnswersInvalid | None = None,
) -> Response:
    found = {**(task.wrong_of(invalid) if invalid else {}), **entry.problems}
    options = naming.with_files(_options(page, answer), answer.form, entry.raw, auth.person())
    html = render_template(
        "case/correct_answers.html",
        case=page.case,
        answer=answer,
        entry=entry,
        filled=form.fill(answer.form, entry.raw, options, errors=found, attention=entry.attention),
        reason=posts.typed("grunn"),
        reason_problem=language.said(invalid.message) if invalid and "reason" in found else "",
        is_too_old=posts.is_expired(),
    )
    return make_response(html, 422 if found else 200)

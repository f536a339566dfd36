"""The package to Statsforvalteren: what goes along, whose names stand in it, making it, the files (domain.md LAW-08).

Only who leads the case and skoleeier get these pages; `engine.packages` refuses others.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, errors, overview, packages
from webforms import auth, headers, language, navigation, posts, rule
from webforms.language import text as _

views = Blueprint("packages", __name__)


@views.get("/sak/<number>/pakke")
@rule.case
def choose(number: str) -> str:
    """Show what can go along, with other pupils' names in each."""
    found = packages.proposal(number, auth.person())
    audit.read(by=auth.person(), case_id=overview.case_page(number, auth.person()).case.id, page="pakke")
    return _page(number, found)


@views.post("/sak/<number>/pakke")
@posts.keeps_text
@rule.case
def make(number: str) -> AnyResponse:
    """Make the package."""
    found = packages.proposal(number, auth.person())
    if posts.is_expired():
        return make_response(_page(number, found, _("Siden hadde stått åpen for lenge. Trykk en gang til.")), 422)
    wanted = packages.Request(
        chosen=request.form.getlist("med"),
        reference=posts.typed("referanse"),
        sender=posts.typed("avsender"),
        is_looked_over=bool(posts.typed("sett-over")),
    )
    try:
        packages.make(number, by=auth.person(), wanted=wanted)
    except (errors.AnswersInvalid, errors.LetterFailed) as problem:
        return make_response(_page(number, found, language.said(problem.message)), 422)
    navigation.tell(_("Pakken er laget. Den er ikke sendt."))
    return redirect(url_for("case.documents", number=number))


@views.get("/dokument/<int:document_id>/pakke.zip")
@rule.document
def archive(document_id: int) -> Response:
    """Give the package and its files as one file."""
    name, content, case_id = packages.archive(document_id, auth.person())
    audit.read(by=auth.person(), case_id=case_id, page="pakke")
    response = make_response(content)
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return headers.for_document(response)


def _page(number: str, found: list[packages.Item], problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    form = posts.form()
    chosen = {one.key for one in found if not one.is_loose} if form is None else set(form.getlist("med"))
    typed = {
        "referanse": posts.typed("referanse"),
        "avsender": posts.typed("avsender") if form is not None else auth.person().name,
    }
    return render_template(
        "case/package.html", case=page.case, items=found, chosen=chosen, typed=typed, problem=problem
    )

"""Documents: download one, and record how and when it was sent (issue 2 Letters)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, clock, errors, overview, pages
from webforms import auth, headers, language, navigation, posts, rule, wording
from webforms.language import text as _

views = Blueprint("documents", __name__)

INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@views.get("/dokument/<int:document_id>")
@rule.document
def show(document_id: int) -> Response:
    """Serve the document: what a browser can show safely inline, all else as a file to keep."""
    document, content, case_id = overview.document(document_id, auth.person())
    if case_id is not None:
        audit.read(by=auth.person(), case_id=case_id, page="dokument")
    response = make_response(content)
    response.mimetype = document.media_type
    how = "inline" if document.media_type in INLINE else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(document.name)}"
    return headers.for_document(response)


@views.get("/sak/<number>/dokument/<int:document_id>/sendt")
@rule.case
def ask_delivery(number: str, document_id: int) -> str:
    """Ask how, when and to whom it was sent."""
    page, _document = _find(number, document_id)
    audit.read(by=auth.person(), case_id=page.case.id, page="utsending")
    return _delivery_page(number, document_id)


@views.post("/sak/<number>/dokument/<int:document_id>/sendt")
@posts.keeps_text
@rule.case
def record_delivery(number: str, document_id: int) -> AnyResponse:
    """Record the sending."""
    _find(number, document_id)
    try:
        cases.record_delivery(
            document_id,
            by=auth.person(),
            channel=_required("kanal", _("Velg hvordan dokumentet ble sendt.")),
            recipient=_required("mottaker", _("Skriv hvem som fikk det.")),
            sent_at=_moment(),
        )
    except errors.AnswersInvalid as invalid:
        return make_response(_delivery_page(number, document_id, language.said(invalid.message)), 422)
    navigation.tell(_("Utsendingen er registrert."))
    return redirect(url_for("case.documents", number=number))


def _find(number: str, document_id: int) -> tuple[pages.CasePage, pages.DocumentRow]:
    page = overview.case_page(number, auth.person())
    found = next((one for one in page.documents if one.id == document_id), None)
    if found is None:
        raise errors.DocumentNotFound()
    return page, found


def _required(name: str, problem: str) -> str:
    if posts.is_expired():
        raise errors.AnswersInvalid(_("Siden hadde stått åpen for lenge. Trykk en gang til."))
    value = request.form.get(name, "").strip()
    if not value:
        raise errors.AnswersInvalid(problem)
    return value


def _moment() -> datetime:
    try:
        return clock.aware(datetime.fromisoformat(f"{request.form.get('dag', '')}T{request.form.get('kl', '')}"))
    except ValueError as unreadable:
        raise errors.AnswersInvalid(_("Fyll ut både dato og klokkeslett for utsendingen.")) from unreadable


def _delivery_page(number: str, document_id: int, problem: str = "") -> str:
    page, document = _find(number, document_id)
    text = posts.form()
    now = clock.oslo(clock.now())
    start = {"kanal": "", "mottaker": "", "dag": now.date().isoformat(), "kl": now.strftime("%H:%M")}
    typed = {key: text.get(key, "") for key in start} if text is not None else start
    channels = [(name, _(name)) for name in wording.CHANNELS]
    return render_template(
        "case/delivery.html", case=page.case, document=document, typed=typed, channels=channels, problem=problem
    )

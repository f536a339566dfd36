"""Changes to a case that its leader or the author of an answer makes: members, the pupil, answers, an incident."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, clock, errors, overview
from webforms import auth, language, navigation, posts, requests, rule
from webforms.language import text as _

views = Blueprint("changes", __name__)

TOO_OLD = "Siden hadde stått åpen for lenge. Det du skrev, står her; trykk en gang til."


@views.post("/sak/<number>/deltakere")
@posts.keeps_text
@rule.case
def add_member(number: str) -> AnyResponse:
    """Give somebody a part in the case, with a reason and, where wanted, an end."""
    page = overview.case_page(number, auth.person())
    try:
        cases.add_member(
            page.case.id,
            by=auth.person(),
            person_id=_chosen("person", _("Velg hvem som skal legges til.")),
            reason=request.form.get("grunn", ""),
            to_at=_end_of(request.form.get("til", "")),
        )
    except errors.AnswersInvalid as invalid:
        return _members_again(number, language.said(invalid.message))
    navigation.tell(_("Deltakeren er lagt til."))
    return redirect(url_for("case.members", number=number))


def _members_again(number: str, problem: str) -> Response:
    html = render_template(
        "case/add_member.html",
        case=overview.case_page(number, auth.person()).case,
        staff=overview.staff(number, auth.person()),
        problem=problem,
        reason=request.form.get("grunn", ""),
        chosen=request.form.get("person", ""),
        until=request.form.get("til", ""),
    )
    return make_response(html, 422)


@views.post("/sak/<number>/deltakere/<int:member_id>/avslutt")
@rule.case
def remove_member(number: str, member_id: int) -> AnyResponse:
    """End a member's part."""
    cases.remove_member(member_id, by=auth.person())
    navigation.tell(_("Deltakeren har ikke lenger tilgang til saken."))
    return redirect(url_for("case.members", number=number))


@views.get("/sak/<number>/elev")
@rule.case
def ask_pupil(number: str) -> str:
    """Ask which pupil the case is about, and why it changes."""
    asked = _pupil_page(number)  # who is refused has read nothing
    audit.read(by=auth.person(), case_id=overview.case_page(number, auth.person()).case.id, page="rett-elev")
    return asked


@views.post("/sak/<number>/elev")
@posts.keeps_text
@rule.case
def correct_pupil(number: str) -> AnyResponse:
    """Correct a wrongly chosen pupil."""
    page = overview.case_page(number, auth.person())
    try:
        pupil_id = _chosen("elev", _("Velg riktig elev."))
        cases.correct_pupil(page.case.id, by=auth.person(), pupil_id=pupil_id, reason=request.form.get("grunn", ""))
    except errors.AnswersInvalid as invalid:
        return make_response(_pupil_page(number, language.said(invalid.message)), 422)
    navigation.tell(_("Eleven i saken er rettet. Rettelsen står under Hendelser."))
    return _on(number)


def _pupil_page(number: str, problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    if not page.may_lead:
        raise errors.NotAllowed()
    return render_template(
        "case/correct_pupil.html",
        case=page.case,
        pupils=overview.pupils(number, auth.person()),
        problem=problem,
        reason=posts.typed("grunn"),
        chosen=posts.typed("elev"),
    )


@views.get("/sak/<number>/skole")
@rule.case
def ask_school(number: str) -> str:
    """Ask why the case is given to the school where the pupil goes now."""
    asked = _school_page(number)
    audit.read(by=auth.person(), case_id=overview.case_page(number, auth.person()).case.id, page="overfor-sak")
    return asked


@views.post("/sak/<number>/skole")
@posts.keeps_text
@rule.case
def transfer(number: str) -> AnyResponse:
    """Give the case to the school where the pupil goes now; a second press says that it is given."""
    try:
        page = overview.case_page(number, auth.person())
    except errors.CaseNotFound:
        return _is_given(number)
    if posts.is_expired():
        return make_response(_school_page(number, _(TOO_OLD)), 400)
    if page.pupil_school and request.form.get("til", page.pupil_school) != page.pupil_school:
        said = _("Eleven har begynt på en annen skole enn den som sto her. Se over og trykk en gang til.")
        return make_response(_school_page(number, said), 409)
    try:
        school = cases.transfer(page.case.id, by=auth.person(), reason=request.form.get("grunn", ""))
    except errors.AnswersInvalid as invalid:
        return make_response(_school_page(number, language.said(invalid.message)), 422)
    navigation.tell(_("Sak %(number)s er overført til %(school)s.", number=number, school=school))
    return _on(number)


def _is_given(number: str) -> AnyResponse:
    school = overview.given_to(number, auth.person())
    navigation.tell(_("Sak %(number)s er alt overført til %(school)s.", number=number, school=school), "info")
    return redirect(url_for("inbox.home"))


def _on(number: str) -> AnyResponse:
    """Go on to the case; to the inbox where it is another school's now, and closed to who gave it there."""
    try:
        overview.case_page(number, auth.person())
    except errors.CaseNotFound:
        return redirect(url_for("inbox.home"))
    return redirect(url_for("case.show", number=number))


def _school_page(number: str, problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    if not page.may_lead:
        raise errors.NotAllowed()
    return render_template(
        "case/transfer.html",
        case=page.case,
        school=page.pupil_school,
        unsent=overview.half_written(number, auth.person()),
        problem=problem,
        reason=posts.typed("grunn"),
    )


@views.post("/sak/<number>/driftsstans")
@rule.case
def retry(number: str) -> AnyResponse:
    """Let what failed be tried again; the clock does it at its next sweep."""
    page = overview.case_page(number, auth.person())
    cases.retry_incident(page.case.id, by=auth.person())
    navigation.tell(_("Prøver igjen. Saken går videre av seg selv om noen sekunder hvis feilen er rettet."))
    return redirect(url_for("case.show", number=number))


def _chosen(name: str, problem: str) -> int:
    """Return the id that was chosen in a list; refuse a page that is too old, and a list where nothing is chosen."""
    if posts.is_expired():
        raise errors.AnswersInvalid(_(TOO_OLD))
    sent = requests.whole(request.form.get(name, ""))
    if sent is None:
        raise errors.AnswersInvalid(problem)
    return sent


def _end_of(day: str) -> datetime | None:
    """Return the end of a day as an instant, None for no day; raise `AnswersInvalid` for what is no date."""
    if not day.strip():
        return None
    try:
        last = date.fromisoformat(day.strip())
    except ValueError as unreadable:  # never access without an end where one was asked for
        raise errors.AnswersInvalid(_("Fyll ut datoen slik: 2026-01-31, eller la feltet stå tomt.")) from unreadable
    return datetime.combine(last, time(23, 59, 59), clock.OSLO)

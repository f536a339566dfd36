"""Grip inn: skip a step, go to another, change a deadline, stop the case; looked over before it is done (DECISIONS)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import audit, cases, clock, errors, model, overview, pages
from engine.cases.leading import changed, intervening
from webforms import auth, language, navigation, posts, readable, rule
from webforms.language import text as _

views = Blueprint("intervening", __name__)

FIELDS = ("hva", "steg", "til", "frist", "navn", "verdi")
DEEDS = {
    "skip": "Hopp over steget: gå videre uten svar",
    "go": "Gå til et annet steg, eller gjenta et som er gjort",
    "drop": "Avslutt grenen: andre åpne steg går videre",
    "deadline": "Endre fristen",
    "set": "Sett en verdi som rutinen regner med",
    "stop": "Stopp saken: alt åpent faller bort",
}


@views.get("/sak/<number>/grip-inn")
@rule.case
def show(number: str) -> str:
    """Show what is open and what can be done with it."""
    page = overview.case_page(number, auth.person())
    asked = _ask(number)  # who is refused has read nothing
    audit.read(by=auth.person(), case_id=page.case.id, page="grip-inn")
    return asked


@views.post("/sak/<number>/grip-inn")
@posts.keeps_text
@rule.case
def intervene(number: str) -> Response:
    """Show what it would do; with the button of that page, do it."""
    if posts.is_expired():
        return make_response(_ask(number, _("Siden hadde stått åpen for lenge. Trykk på nytt.")), 400)
    if request.form.get("_gjor") == "tilbake":
        return make_response(_ask(number))
    page = overview.case_page(number, auth.person())
    case_id = page.case.id
    try:
        deed = _deed(page)
        if request.form.get("_gjor") != "gjor":
            return make_response(_look_over(number, case_id, deed))
        cases.require_reason(request.form.get("grunn", ""))
        seen = changed.read(request.form.get("sett", ""))
        if seen is None:  # nobody has been shown what it would do
            return make_response(_look_over(number, case_id, deed))
        cases.intervene(case_id, by=auth.person(), deed=deed, reason=request.form.get("grunn", ""), seen=seen)
    except errors.StaleVersion as stale:
        return make_response(_stale(number, case_id, deed, language.said(stale.message)), 409)
    except (errors.AnswersInvalid, errors.RoutineFault, errors.TaskNotOpen) as refused:
        return make_response(_ask(number, language.said(refused.message)), 422)
    navigation.tell(_("Det er gjort. Det står under Hendelser med grunnen."))
    return redirect(url_for("case.show", number=number))


def _deed(page: pages.CasePage) -> cases.Deed:
    """Return what was asked for; raise `AnswersInvalid` for what is missing or cannot be read."""
    kind = request.form.get("hva", "")
    if kind not in DEEDS:
        raise errors.AnswersInvalid(_("Velg hva du vil gjøre."))
    token = _token(request.form.get("steg", "")) if kind not in ("stop", "set") else None
    due = _moment(request.form.get("frist", "")) if kind == "deadline" else None
    target = _target(page.case.id, token) if kind == "go" else ""
    if kind == "set":
        return _value(page)
    return cases.Deed(cast("intervening.Kind", kind), token, target=target, due=due)


def _target(case_id: int, token: UUID | None) -> str:
    """Return where the open step goes; raise `AnswersInvalid` for a step of another routine, where it cannot stand."""
    target = request.form.get("til", "")
    if not target:
        raise errors.AnswersInvalid(_("Velg hvilket steg saken skal gå til."))
    step = next((one for one in cases.open_steps(case_id, by=auth.person()) if one.token == token), None)
    if step is not None and target not in dict(step.targets):
        raise errors.AnswersInvalid(_("«%(step)s» kan ikke gå dit. Velg et steg i samme rutine.", step=step.name))
    return target


def _value(page: pages.CasePage) -> cases.Deed:
    """Return the value that was written; raise `AnswersInvalid` where none of the case's names was chosen."""
    name, text = request.form.get("navn", ""), request.form.get("verdi", "")
    if not name:
        raise errors.AnswersInvalid(_("Velg hvilken verdi som skal settes."))
    known = _values(page).get(name)
    return cases.Deed("set", name=name, value=known.written(text) if known else text)


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise errors.AnswersInvalid(_("Velg hvilket steg det gjelder.")) from unreadable


def _moment(text: str) -> datetime:
    try:
        return clock.aware(datetime.fromisoformat(text))
    except ValueError as unreadable:
        what = _("Fyll ut både dato og klokkeslett i «%(label)s».", label=_("Ny frist"))
        raise errors.AnswersInvalid(what) from unreadable


def _ask(number: str, problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    if not page.may_lead:
        raise errors.NotAllowed()
    typed = {name: posts.typed(name) for name in (*FIELDS, "grunn")}
    return render_template(
        "case/intervene.html",
        case=page.case,
        steps=(steps := cases.open_steps(page.case.id, by=auth.person())),
        targets=_targets(steps),
        values=_values(page),
        deeds={key: _(text) for key, text in DEEDS.items()},
        typed=typed,
        problem=problem,
    )


def _targets(steps: Iterable[cases.OpenStep]) -> dict[tuple[tuple[str, str], ...], list[str]]:
    """Return each list of steps to go to once, with the names of the open steps that can go there."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for one in steps:
        if one.targets:
            found.setdefault(one.targets, []).append(one.name)
    return found


def _values(page: pages.CasePage) -> dict[str, readable.Value]:
    """Return the values that the routine reads by name; the newest answers' forms tell first how they are read."""
    person = auth.person()
    given = (one.form for one in reversed(page.answers) if one.standing == model.Standing.ACCEPTED)
    schemas = [*(one for one in given if one), *overview.routine_forms(page.case.number, person)]
    number, known = page.case.number, cases.variables(page.case.id, by=person)
    lists = {"elever": overview.pupils(number, person), "ansatte": overview.staff(number, person)}
    return readable.values(known, schemas, person, lists)


def _stale(number: str, case_id: int, deed: cases.Deed, problem: str) -> str:
    """Show what it would do now, with what has happened meanwhile; the page to choose on where it cannot be done."""
    try:
        return _look_over(number, case_id, deed, problem)
    except (errors.RoutineFault, errors.TaskNotOpen):
        return _ask(number, problem)


def _look_over(number: str, case_id: int, deed: cases.Deed, problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    return render_template(
        "case/intervene_review.html",
        case=page.case,
        value=_values(page).get(deed.name) if deed.name else None,
        seen=cases.preview(case_id, by=auth.person(), deed=deed),
        deed=deed,
        said=_(DEEDS[deed.kind]),
        sent={name: request.form.get(name, "") for name in FIELDS},
        reason=request.form.get("grunn", ""),
        problem=problem,
    )


assert set(DEEDS) <= set(get_args(intervening.Kind))  # noqa: S101 - the page offers what there is

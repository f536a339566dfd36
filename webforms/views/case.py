"""Sak: where are we, what is next, who has it? Tabs are links (ux.md Sak)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from engine import audit, overview, packages, pages
from webforms import auth, naming, picture, planning, posts, requests, rule, telling_case
from webforms.language import text as _

views = Blueprint("case", __name__)

TABS = {
    "sak": ("case.show", "Oversikt"),
    "plan": ("case.plan", "Plan"),
    "svar": ("case.answers", "Samtaler og svar"),
    "dokumenter": ("case.documents", "Dokumenter"),
    "hendelser": ("case.events", "Hendelser"),
    "deltakere": ("case.members", "Deltakere"),
}


@views.get("/sak/<number>")
@rule.case
def show(number: str) -> str:
    """Show the status in a sentence, who has what now, the steps and the diagram."""
    page = _read(number, "sak")
    return _tab("case/overview.html", page, "sak", status=telling_case.status(page))


@views.get("/sak/<number>/diagram.json")
@rule.case
def diagram(number: str) -> Response:
    """Give the script the diagrams with the state of their elements; the page itself stays light."""
    return jsonify(picture.of_case(_read(number, "diagram")))


@views.get("/sak/<number>/plan")
@rule.case
def plan(number: str) -> str:
    """Show the plan as it is in force, what it was before, and what is missing to close it."""
    page = overview.plan_page(number, auth.person())
    audit.read(by=auth.person(), case_id=page.case.id, page="plan")
    return _tab("case/plan.html", page, "plan", **planning.told(page, auth.person()))


@views.get("/sak/<number>/svar")
@rule.case
def answers(number: str) -> str:
    """Show all answers, newest first."""
    page = _read(number, "svar")
    return _tab("case/answers.html", page, "svar", shown=naming.shown(page.answers, auth.person(), page.documents))


@views.get("/sak/<number>/dokumenter")
@rule.case
def documents(number: str) -> str:
    """Show letters and uploads, with how they were sent."""
    page = _read(number, "dokumenter")
    may_pack = packages.may_make(number, auth.person())
    editions = planning.editions(overview.plan_page(number, auth.person()))
    return _tab("case/documents.html", page, "dokumenter", may_pack=may_pack, editions=editions)


@views.get("/sak/<number>/hendelser")
@rule.case
def events(number: str) -> str:
    """Show the case's log."""
    page = _read(number, "hendelser", events=requests.whole(request.args.get("side", ""), digits=9) or 1)
    return _tab("case/events.html", page, "hendelser")


@views.get("/sak/<number>/deltakere")
@rule.case
def members(number: str) -> str:
    """Show who takes part and why, and who has read the case."""
    page = _read(number, "deltakere")
    staff = overview.staff(number, auth.person()) if page.may_lead else []
    typed = {"reason": posts.typed("grunn"), "chosen": posts.typed("person"), "until": posts.typed("til")}
    return _tab("case/members.html", page, "deltakere", staff=staff, problem="", **typed)


def _read(number: str, tab: str, *, events: int = 1) -> pages.CasePage:
    """Return the page, and note that it was read."""
    page = overview.case_page(number, auth.person(), events=events)
    audit.read(by=auth.person(), case_id=page.case.id, page=tab)
    return page


def _tab(template: str, page: pages.CasePage | pages.PlanPage, tab: str, **more: object) -> str:
    tabs = [(key, endpoint, _(name)) for key, (endpoint, name) in TABS.items()]
    return render_template(template, page=page, case=page.case, tab=tab, tabs=tabs, **more)

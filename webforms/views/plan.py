"""One version of a case's plan, as it was, for print; and what changed between two of them (issue 4)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import audit, overview, pages
from webforms import auth, planning, requests, rule

views = Blueprint("plan", __name__)


@views.get("/sak/<number>/plan/utgave")
@rule.case
def version(number: str) -> str:
    """Show the version `?nr=`, the one in force where none is asked for."""
    page = _read(number)
    return render_template(
        "case/plan_version.html",
        page=page,
        case=page.case,
        version=_asked(page, "nr") or page.now,
        **planning.told(page, auth.person()),
    )


@views.get("/sak/<number>/plan/endringer")
@rule.case
def changes(number: str) -> str:
    """Show what changed from `?fra=` to `?til=`; from the first to the one in force where none are asked for."""
    page = _read(number)
    told = planning.told(page, auth.person())
    first = _asked(page, "fra") or (page.versions[0] if page.versions else None)
    last = _asked(page, "til") or page.now
    found = planning.changes(first, last, told["shown"]) if first and last else None  # type: ignore[arg-type]
    return render_template(
        "case/plan_changes.html", page=page, case=page.case, first=first, last=last, found=found, **told
    )


def _read(number: str) -> pages.PlanPage:
    page = overview.plan_page(number, auth.person())
    audit.read(by=auth.person(), case_id=page.case.id, page="plan")
    return page


def _asked(page: pages.PlanPage, name: str) -> pages.PlanVersion | None:
    number = requests.whole(request.args.get(name, ""), digits=9)
    return next((one for one in page.versions if one.number == number), None)

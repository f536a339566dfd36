"""Saker som står: which cases need me, and why? For leaders (ux.md)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import overview
from webforms import auth, requests, rule, wording
from webforms.language import text as _

views = Blueprint("standing", __name__)


@views.get("/saker-som-staar")
@rule.leader
def show() -> str:
    """Show a page of the cases that stand still among those the person leads, worst first; by reason and school."""
    wanted = request.args.get("grunn", "")
    wanted = wanted if wanted in wording.REASONS else ""
    school, number = (requests.whole(request.args.get(name, ""), digits=9) for name in ("skole", "side"))
    page = overview.standing(auth.person(), reason=wanted, school=school, page=number or 1)
    reasons = {key: _(name) for key, name in wording.REASONS.items()}
    openable = overview.openable([row.case_number for row in page.rows], auth.person())
    return render_template(
        "standing.html", page=page, rows=page.rows, reasons=reasons, wanted=wanted, openable=openable
    )

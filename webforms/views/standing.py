"""Saker som står: which cases need me, and why? For leaders (ux.md)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import overview
from webforms import auth, rule, wording
from webforms.language import text as _

views = Blueprint("standing", __name__)


@views.get("/saker-som-staar")
@rule.leader
def show() -> str:
    """Show the cases that stand still among those the person leads, worst first."""
    page = overview.standing(auth.person())
    wanted = request.args.get("grunn", "")
    rows = [row for row in page.rows if not wanted or row.reason == wanted]
    reasons = {key: _(name) for key, name in wording.REASONS.items()}
    return render_template("standing.html", page=page, rows=rows, reasons=reasons, wanted=wanted)

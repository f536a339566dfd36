"""Rutiner: what is in force? (ux.md; the workshop comes with a later issue)"""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import overview
from webforms import auth, rule

views = Blueprint("routines", __name__)


@views.get("/rutiner")
@rule.signed_in
def show() -> str:
    """Show the routines in force with version, since when, and how many cases follow them."""
    return render_template("routines.html", routines=overview.my_tasks(auth.person(), view="mine").routines)

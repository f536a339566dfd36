"""Oppslag: what does the word mean, and what may we talk about in the staff meeting? (issue 4)"""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request

from engine import handbook
from webforms import rule

views = Blueprint("handbook", __name__)

LONGEST = 100


@views.get("/oppslag")
@rule.signed_in
def show() -> str:
    """Show the entries by theme, those that have the words searched for."""
    search = request.args.get("sok", "")[:LONGEST]
    found = handbook.entries(search=search)
    themes = [(theme, list(ones)) for theme, ones in groupby(found, key=lambda one: one.theme)]
    return render_template("handbook.html", themes=themes, search=search)

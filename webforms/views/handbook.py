"""Oppslag: what does the word mean, and what may we talk about in the staff meeting? (issue 4)"""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template

from engine import handbook
from webforms import posts, rule

views = Blueprint("handbook", __name__)

LONGEST = 100


@views.get("/oppslag")
@rule.signed_in
def show() -> str:
    """Show the entries by theme."""
    return _page()


@views.post("/oppslag")
@posts.keeps_text
@rule.signed_in
def search() -> str:
    """Show the entries that have the words searched for; what one searches for may be a child's name: no address."""
    return _page()


def _page() -> str:
    words = posts.typed("sok")[:LONGEST]
    found = handbook.entries(search=words)
    themes = [(theme, list(ones)) for theme, ones in groupby(found, key=lambda one: one.theme)]
    return render_template("handbook.html", themes=themes, search=words)

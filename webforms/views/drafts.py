"""What the scripts of a form page ask: save what is typed, and say which fields show (design 5 Typing, T2).

Both forms are served here: a task's, and a routine's before there is a case.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from engine import overview
from webforms import auth, filling, form, rule
from webforms.fields.base import Posted
from webforms.views import report, task

views = Blueprint("drafts", __name__)


@views.post("/oppgave/<uuid:task_id>/utkast")
@rule.task
def save_task(task_id: UUID) -> Response:
    """Save the draft of a task's form."""
    return filling.autosave(task.sheet_of(overview.task_page(task_id, auth.person())))


@views.post("/meld/<routine>/utkast")
@rule.signed_in
def save_start(routine: str) -> Response:
    """Save the draft of a start form."""
    return filling.autosave(report.sheet_of(overview.start_page(routine, auth.person())))


@views.post("/oppgave/<uuid:task_id>/vis")
@rule.task
def look_task(task_id: UUID) -> Response:
    """Say which fields of a task's form show now."""
    return _look(task.sheet_of(overview.task_page(task_id, auth.person())))


@views.post("/meld/<routine>/vis")
@rule.signed_in
def look_start(routine: str) -> Response:
    """Say which fields of a start form show now."""
    return _look(report.sheet_of(overview.start_page(routine, auth.person())))


def _look(sheet: filling.Sheet) -> Response:
    raw = form.read(sheet.schema, Posted(request.form, options=sheet.options))
    return jsonify(filling.visibility(sheet, raw))

"""Who has the task, and when the talk was held: take, give back, hand over, "Møtet er holdt nå" (ux.md Oppgave).

The buttons belong to the task's own form, so that what was typed is saved first, also without a script; `BY_BUTTON` is
what `webforms.views.task` does for them then.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import audit, cases, errors, overview
from webforms import auth, language, navigation, posts, requests, rule
from webforms.language import text as _

views = Blueprint("moves", __name__)


def take(task_id: UUID) -> Response:
    """Take the task: from now on it is mine; who was too late sees who has it."""
    try:
        cases.take_task(task_id, by=auth.person())
    except errors.TaskTaken:
        navigation.tell(_("En kollega tok oppgaven før deg. Det du skrev, er lagret."), "warning")
    else:
        navigation.tell(_("Oppgaven er din. Det du skrev, er lagret."))
    return redirect(url_for("task.show", task_id=task_id))


def give_back(task_id: UUID) -> Response:
    """Give it back to all who have the role."""
    cases.give_back_task(task_id, by=auth.person())
    navigation.tell(_("Oppgaven er gitt tilbake. Alle med rollen ser den igjen. Utkastet ditt er tatt vare på."))
    return redirect(url_for("inbox.home"))


def held(task_id: UUID) -> Response:
    """Stop the clock: the talk is held now; the writing may follow."""
    cases.mark_held(task_id, by=auth.person())
    navigation.tell(_("Klokken er stoppet. Fyll ut resten når du kan."))
    return redirect(url_for("task.show", task_id=task_id))


def go_choose(task_id: UUID) -> Response:
    """Ask whom to hand it over to."""
    return redirect(url_for("moves.choose", task_id=task_id))


BY_BUTTON: dict[str, Callable[[UUID], Response]] = {
    "ta": take,
    "gi-tilbake": give_back,
    "holdt": held,
    "overlat": go_choose,
}


@views.get("/oppgave/<uuid:task_id>/overlat")
@rule.task
def choose(task_id: UUID) -> str:
    """Ask whom to hand it over to."""
    audit.read(by=auth.person(), case_id=overview.handing(task_id, auth.person()).case_id, page="overlat")
    return _ask(task_id, "")


@views.post("/oppgave/<uuid:task_id>/overlat")
@posts.keeps_text
@rule.task
def hand_over(task_id: UUID) -> Response | tuple[str, int]:
    """Hand the task over to a named colleague."""
    to = requests.whole(request.form.get("til", ""))
    if posts.is_expired():
        return _ask(task_id, _("Siden hadde stått åpen for lenge. Velg på nytt.")), 400
    if to is None:
        return _ask(task_id, _("Velg hvem som skal ha oppgaven.")), 422
    try:
        cases.hand_over_task(task_id, by=auth.person(), to=to)
    except errors.NotAllowed as refused:
        return _ask(task_id, language.said(refused.message)), 422
    navigation.tell(_("Oppgaven er overlatt. Den du valgte, har fått beskjed."))
    return redirect(url_for("inbox.home"))


def _ask(task_id: UUID, problem: str) -> str:
    page = overview.handing(task_id, auth.person())
    return render_template("hand_over.html", page=page, colleagues=page.colleagues, problem=problem)

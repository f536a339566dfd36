"""Oppgave: what shall I do here, with what do I know? (ux.md; design 5 Submit)

A submit is stored and moved on by `cases.complete_task`; whatever goes wrong, the form comes back with its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, clock, errors, model, overview, pages
from webforms import (
    auth,
    failures,
    filling,
    form,
    language,
    late,
    naming,
    navigation,
    posts,
    requests,
    rule,
    telling_case,
)
from webforms.fields import containers, files, shown, yard
from webforms.language import text as _
from webforms.views import moves

views = Blueprint("task", __name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the form comes back: a heading, what to do, the status."""

    heading: str
    text: str
    status: int = 409
    color: str = "warning"


def sheet_of(page: pages.TaskPage) -> filling.Sheet:
    """Return what `webforms.filling` needs of the page."""
    said = f"{page.task.name}.\n\n{page.guidance}"
    names = naming.file_names(page.documents)
    options = {**page.options, files.NAMES: names, containers.CATALOGUE: True, shown.SAID: said}
    return filling.Sheet(page.form, options, page.draft, page.known, task_id=page.task.id)


@views.get("/oppgave/<uuid:task_id>")
@rule.task
def show(task_id: UUID) -> AnyResponse:
    """Show the form with the draft, or with the text that was held through a sign-in; to a leader, who can have it."""
    try:
        page = overview.task_page(task_id, auth.person())
    except errors.TaskNotOpen as closed:
        return _to_left(task_id, closed)
    except errors.TaskNotFound:
        overview.handing(task_id, auth.person())
        return redirect(url_for("moves.choose", task_id=task_id))
    audit.read(by=auth.person(), case_id=page.case.id, page="oppgave", task_id=task_id)
    sheet = sheet_of(page)
    if posts.form() is None:
        entry = filling.begin(sheet)
        found = check(page, entry.raw) if filling.is_sent_back(sheet) else {}
        return draw(page, entry, found=found, status=422 if found else 200)
    held = Trouble(_("Du er logget inn igjen"), _("Alt du skrev, står her. Se over og send på nytt."), 200, "success")
    return draw(page, filling.receive(sheet), held)


def _to_left(task_id: UUID, closed: errors.TaskNotOpen) -> AnyResponse:
    """Lead to what the person has half-written in a closed task; raise `closed` where there is nothing."""
    try:
        overview.left_draft(task_id, auth.person())
    except errors.TaskNotFound:
        raise closed from None
    return redirect(url_for("left.show", task_id=task_id))


@views.post("/oppgave/<uuid:task_id>")
@posts.keeps_text
@rule.task
def submit(task_id: UUID) -> AnyResponse:
    """Save, change rows, or complete: as the pressed button says; too late, the text is kept all the same."""
    try:
        page = overview.task_page(task_id, auth.person())
    except late.GONE as closed:
        return late.keep(task_id, closed)
    sheet = sheet_of(page)
    entry = filling.receive(sheet)
    if posts.is_expired():
        return draw(page, entry, Trouble(_("Siden hadde stått åpen for lenge"), filling.too_old_text(entry)))
    if "_rad" in request.form and auth.is_script():
        return filling.fragment(sheet, entry)
    if not entry.is_clean:
        return draw(page, entry, status=422 if entry.problems else 409)
    return _do(request.form.get("_gjor", ""), page, entry)


def _do(button: str, page: pages.TaskPage, entry: filling.Entry) -> AnyResponse:
    if button == "fullfor":
        return _review(page, entry) if page.letter else _complete(page, entry)
    if button == filling.LATER:
        if entry.draft.version:
            navigation.tell(_("Lagret. Oppgaven venter på deg i listen."))
        else:
            navigation.tell(filling.nothing_text(), "info")
        return redirect(url_for("inbox.home"))
    if button == "holdt":
        _note_held(page, entry)
    verb, _space, row = button.partition(" ")
    if verb == "katalog":
        return redirect(url_for("catalogue.choose", task_id=page.task.id, rad=row), 303)
    if button in moves.BY_BUTTON:
        return moves.BY_BUTTON[button](page.task.id)
    return _again(page, entry)


def _again(page: pages.TaskPage, entry: filling.Entry, *, is_wrong: bool = False) -> AnyResponse:
    """Send to the page's own address, which shows the draft: going back in the browser then asks to send nothing."""
    return redirect(url_for("task.show", task_id=page.task.id) + filling.again(entry, is_wrong=is_wrong), 303)


def _note_held(page: pages.TaskPage, entry: filling.Entry) -> None:
    """Write the time of the talk into the draft, where the form asks for it and nobody has said another."""
    if page.held_field and not entry.raw.get(page.held_field):
        now = clock.oslo(clock.now()).strftime("%Y-%m-%dT%H:%M")
        filling.save(sheet_of(page), {**entry.raw, page.held_field: now}, entry.draft.version)


def _review(page: pages.TaskPage, entry: filling.Entry) -> AnyResponse:
    """Check the answers, and go to *Se over* with the draft that was just saved."""
    if check(page, entry.raw):
        return _again(page, entry, is_wrong=True)
    return redirect(url_for("review.show", task_id=page.task.id))


def check(page: pages.TaskPage, raw: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what is wrong with the answers, path → kinds."""
    return form.problems(page.form, raw, page.options)


def _complete(page: pages.TaskPage, entry: filling.Entry) -> AnyResponse:
    try:
        done = complete(page, entry.raw)
    except errors.AnswersInvalid as invalid:
        if check(page, entry.raw) == wrong_of(invalid):
            return _again(page, entry, is_wrong=True)
        return draw(page, entry, found=wrong_of(invalid), status=422)
    except errors.StaleVersion as stale:
        fresh = overview.task_page(page.task.id, auth.person())
        text = _("%(what)s Siste endring: %(who)s.", what=language.said(stale.message), who=fresh.last_change)
        return draw(fresh, entry, Trouble(_("Noen har endret saken mens du skrev"), text))
    except errors.TaskTaken:
        fresh = overview.task_page(page.task.id, auth.person())
        text = _("Det du skrev, er lagret som utkastet ditt, og står her.")
        return draw(fresh, entry, Trouble(_("En kollega tok oppgaven mens du skrev"), text))
    except errors.CaseBusy as busy:
        return draw(page, entry, Trouble(_("Saken behandles akkurat nå"), language.said(busy.message), 503))
    return after(page, done)


def complete(page: pages.TaskPage, raw: Mapping[str, object]) -> model.TaskDone:
    """Complete the task as the version the person saw."""
    seen = requests.whole(request.form.get("sett", ""), digits=9)
    version = page.task.version if seen is None else seen
    return cases.complete_task(page.task.id, by=auth.person(), raw=raw, seen_version=version)


def after(page: pages.TaskPage, done: model.TaskDone) -> AnyResponse:
    """Say what happened, and go to the list; where only the answers are stored, a page that needs no database."""
    step = page.task.name
    if done.is_waiting:
        said = _("Svarene fra «%(step)s» er lagret i sak %(number)s.", step=step, number=done.case.number)
        return failures.show(failures.RECEIVED, said, case_number=done.case.number)
    if done.is_incident:
        text = _("Svarene fra «%(step)s» er lagret, men rutinen stoppet. Rektor har fått beskjed.", step=step)
        navigation.tell(text, "warning")
    elif done.awaited:
        left = ", ".join(done.awaited)
        text = _("Din del av «%(step)s» er fullført i sak %(number)s.", step=step, number=done.case.number)
        navigation.tell(text + " " + _("Venter på: %(roles)s", roles=left) + ".")
    else:
        coming = overview.coming(done.case.number, auth.person())
        ended = " " + _("Saken er avsluttet.") if done.case.ended_by_event else ""
        navigation.tell(telling_case.done(step, done.case.number, coming) + ended)
    return redirect(url_for("inbox.home"))


def wrong_of(invalid: errors.AnswersInvalid) -> dict[str, list[str]]:
    """Return the paths and kinds that an `AnswersInvalid` carries."""
    found = invalid.details.get("errors")
    return dict(found) if isinstance(found, Mapping) else {}


def draw(
    page: pages.TaskPage,
    entry: filling.Entry,
    trouble: Trouble | None = None,
    *,
    found: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> Response:
    """Draw the page with the form filled in; beside a sheet of the schoolyard's map no earlier sheet is shown."""
    if yard.is_sheet(page.form):
        page = replace(page, earlier=tuple(one for one in page.earlier if not yard.is_sheet(one.form)))
    html = render_template(
        "task.html",
        page=page,
        entry=entry,
        filled=filling.filled(sheet_of(page), entry, found),
        trouble=trouble,
        saved=filling.saved_text(entry.draft),
        earlier=naming.shown(page.earlier, auth.person(), page.documents),
    )
    return make_response(html, trouble.status if trouble else status)

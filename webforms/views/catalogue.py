"""Tiltakskatalog: which measures are there, how are they done, when must they stop? And the row they fill (issue 4).

A plan's row is filled without a script: its button saves the draft and leads here, the choice fills the draft's row
and leads back to the form.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import errors, measures, overview
from webforms import auth, filling, form, navigation, planning, posts, rule
from webforms.fields.base import components, is_number, lookup
from webforms.language import text as _
from webforms.views import task

views = Blueprint("catalogue", __name__)


@views.get("/tiltakskatalog")
@rule.signed_in
def show() -> str:
    """Show all measures."""
    return _page(overview.catalogues(auth.person()))


@views.post("/tiltakskatalog")
@posts.keeps_text
@rule.signed_in
def search() -> str:
    """Show those that have the words and the level asked for; they are posted, since words may be a child's name."""
    return _page(overview.catalogues(auth.person()))


@views.get("/oppgave/<uuid:task_id>/tiltakskatalog")
@rule.task
def choose(task_id: UUID) -> AnyResponse | str:
    """Show the measures that the row `?rad=` of the task's form can be filled from."""
    return _offer(task_id)


@views.post("/oppgave/<uuid:task_id>/tiltakskatalog")
@rule.task
def fill(task_id: UUID) -> AnyResponse | str:
    """Fill the row with the chosen measure, in the draft; where none is chosen, measures are searched for."""
    if "tiltak" not in request.form:
        return _offer(task_id)
    page = overview.task_page(task_id, auth.person())
    path, sheet = request.form.get("rad", ""), task.sheet_of(page)
    raw = filling.begin(sheet).raw
    found, row = _list_of(page.form, path), lookup(raw, path)
    if found is None or not isinstance(row, dict):
        return redirect(url_for("task.show", task_id=task_id))
    there = overview.task_catalogues(task_id, auth.person(), measures.asked(found))
    entry = next((one for file in there for one in file.entries if one.id == request.form.get("tiltak")), None)
    if entry is None:
        raise errors.CatalogueUnreadable(_("Tiltaket finnes ikke i katalogen lenger. Velg et annet."))
    row.update(measures.fill(found, row, entry))
    filling.save(sheet, raw, sheet.draft.version)
    navigation.tell(_("«%(title)s» er satt inn i tiltaket. Gjør det til deres eget.", title=entry.title))
    return redirect(url_for("task.show", task_id=task_id) + f"?{filling.ROW}={path}", 303)


def _offer(task_id: UUID) -> AnyResponse | str:
    page = overview.task_page(task_id, auth.person())
    row = request.args.get("rad", "")
    found = _list_of(page.form, row)
    if found is None:
        return redirect(url_for("task.show", task_id=task_id))
    return _page(overview.task_catalogues(task_id, auth.person(), measures.asked(found)), page=page, row=row)


def _page(found: list[measures.Catalogue], **more: object) -> str:
    words, level = posts.typed("sok").strip()[:200], posts.typed("niva")
    shown = measures.search(found, words, level if level in measures.LEVELS else "")
    count = sum(len(one.entries) for one in shown)
    levels = [one for one in measures.LEVELS if any(one in entry.levels for file in found for entry in file.entries)]
    return render_template(
        "catalogue.html",
        catalogues=shown,
        is_empty=not found,
        count=count,
        words=words,
        level=level,
        levels=levels,
        names=planning.LEVELS,
        **{"page": None, "row": "", **more},
    )


def _list_of(schema: form.Schema | None, row: str) -> form.Schema | None:
    """Return the list that the row stands in, where it offers a catalogue; None for anything else."""
    path, _dot, number = row.rpartition(".")
    found = _named(schema or {}, path) if is_number(number) else None
    return found if found is not None and measures.asked(found) else None


def _named(holder: form.Schema, path: str) -> form.Schema | None:
    for one in components(holder):
        inside = _named(one, path) if one.get("type") == "group" and not one.get("path") else None
        if inside is not None or (one.get("type") == "dynamiclist" and one.get("path") == path):
            return inside or one
    return None

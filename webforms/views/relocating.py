"""Flytte saker: how many running cases can follow this version, and move them, some at a time (ux.md Rutiner).

Works without a script: each press moves one batch, and the page says how many are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from engine import bpmn, cases, errors, overview
from webforms import auth, language, posts, requests, rule
from webforms.language import text as _

views = Blueprint("relocating", __name__)

BATCH = 50
TOLD = 5  # so many of the cases that failed are told of by number
WAYS = {
    "keep": "Behold fristen som løper",
    "recount": "Tell på nytt, fra da den begynte",
    "arm": "Begynn å vente nå",
    "leave": "La være",
    "-": "Ta bort",
}


@views.get("/rutiner/<routine>/utgave/<int:number>/flytt")
@rule.signed_in
def show(routine: str, number: int) -> str:
    """Show how many cases can be moved, by verdict, and what must be chosen."""
    return _draw(routine, number)


@views.post("/rutiner/<routine>/utgave/<int:number>/flytt")
@posts.keeps_text
@rule.signed_in
def move(routine: str, number: int) -> Response:
    """Move one batch of what is safe with the choices; or only look again with them."""
    if posts.is_expired():
        return make_response(_draw(routine, number, problem=_("Siden hadde stått åpen for lenge. Trykk på nytt.")), 400)
    if request.form.get("_gjor") != "flytt":
        return make_response(_draw(routine, number))
    try:
        moved, done = _move(routine, number)
    except (errors.AnswersInvalid, errors.MoveRefused) as invalid:
        return make_response(_draw(routine, number, problem=language.said(invalid.message)), 422)
    return make_response(_draw(routine, number, done=done, moved=moved))


def _move(routine: str, number: int) -> tuple[set[str], str]:
    """Move cases until a batch has been moved; return the numbers of those, and what was done, in words."""
    by, reason = auth.person(), request.form.get("grunn", "")
    cases.require_reason(reason, _("Skriv hvorfor sakene flyttes."))
    chosen = cases.cases_chosen(request.form.getlist("sak"), by=by, routine=routine, to=number)
    ids = [one for one in cases.cases_to_move(by=by, routine=routine, to=number) if not chosen or one in chosen]
    counts: Counter[str] = Counter()
    moved: set[str] = set()
    failed: list[cases.Moved] = []
    for case_id in ids:
        found = _one(case_id, number, reason)
        counts["busy" if found is None else "moved" if found.is_moved else "left"] += 1
        if found is not None and found.is_moved:
            moved.add(found.number)
        if found is not None and found.verdict == cases.FAILED:
            failed.append(found)
        if counts["moved"] >= BATCH:
            break
    told = language.plural("%(num)s sak er flyttet.", "%(num)s saker er flyttet.", counts["moved"])
    busy = _("Noen var opptatt akkurat nå; trykk en gang til.") if counts["busy"] else ""
    return moved, " ".join(text for text in (told, _failed(failed), busy) if text)


def _failed(failed: Sequence[cases.Moved]) -> str:
    """Return how many cases failed, and why the first of them did."""
    if not failed:
        return ""
    count = language.plural("%(num)s sak feilet og er som før.", "%(num)s saker feilet og er som før.", len(failed))
    first = (
        _("Sak %(number)s: %(reason)s", number=one.number, reason=" ".join(map(language.said, one.reasons)))
        for one in failed[:TOLD]
        if one.number
    )
    return " ".join([count, *first])


def _one(case_id: int, number: int, reason: str) -> cases.Moved | None:
    """Move one case; None where somebody is in the middle of it."""
    try:
        return cases.try_move(case_id, by=auth.person(), to=number, reason=reason, choices=_choices())
    except errors.CaseBusy:
        return None


def _choices() -> bpmn.Choices:
    """Return what was chosen; a field is called `steps.KEY`, `deadlines.KEY`, `events.KEY`."""
    given: dict[str, dict[str, str]] = {"steps": {}, "deadlines": {}, "events": {}}
    for name, value in (posts.form() or MultiDict()).items():
        topic, dot, key = name.partition(".")
        if dot and topic in given and value:
            given[topic][key] = value
    return bpmn.Choices(given["steps"], given["deadlines"], given["events"])


def _part() -> int:
    """Return which hundred of the cases is looked at, from 1: the one that a button asks for, else the one before."""
    wanted = posts.typed("del") or posts.typed("var") or request.args.get("del", "")
    return max(requests.whole(wanted, digits=6) or 1, 1)


def _draw(routine: str, number: int, *, problem: str = "", done: str = "", moved: Collection[str] = ()) -> str:
    """Draw the page with all that was chosen: also the answers and the cases that this part of them does not show."""
    choices = _choices()
    page = overview.move_page(routine, number, auth.person(), choices, part=_part())
    asked = {(one.topic, one.key) for one in page.questions}
    return render_template(
        "routine_move.html",
        page=page,
        chosen=[
            (topic, key, value)
            for topic in ("steps", "deadlines", "events")
            for key, value in getattr(choices, topic).items()
            if (topic, key) not in asked
        ],
        picked=[one for one in (posts.form() or MultiDict()).getlist("sak") if one not in moved],
        ways={key: _(text) for key, text in WAYS.items()},
        reason=posts.typed("grunn"),
        problem=problem,
        done=done,
        batch=BATCH,
    )

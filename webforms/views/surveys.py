"""Undersøkelser: what have my classes answered about themselves? The list, and the sociogram of a class (BAE-V-4).

A sociogram has names: every look at it is logged in the cases it was drawn from. Addresses name classes by number.
"""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from engine import audit, clock
from engine.overview import surveys
from engine.surveys import choices, drawing
from webforms import auth, requests, rule
from webforms.language import text as _

views = Blueprint("surveys", __name__)
NAME_LIMIT = 18


@views.get("/undersokelser")
@rule.survey
def show() -> str:
    """Show the classes with a sociogram, and the schools with a map."""
    return render_template(
        "surveys.html", classes=surveys.classes(auth.person()), schools=surveys.schools(auth.person())
    )


@views.get("/undersokelser/sosiogram/<int:class_id>")
@rule.survey
def sociogram(class_id: int) -> str:
    """Show the sociogram of a class as a picture and a table."""
    found = surveys.sociogram(class_id, auth.person(), question=request.args.get("sporsmal", ""), year=year_asked())
    audit.read_all(by=auth.person(), case_ids=found.cases, page="sosiogram")
    nodes, arrows = drawing.picture(found.lines)
    return render_template(
        "sociogram.html",
        page=found,
        nodes=nodes,
        arrows=arrows,
        radius=drawing.NODE,
        short={number: _short(name) for number, name in found.names.items()},
        questions=questions(),
        this_year=surveys.school_year(clock.today()),
    )


def questions() -> dict[str, str]:
    """Return what each sociogram's pupils were asked, in the words of vedlegg 4."""
    said = (
        _("Hvem er du mest sammen med på skolen?"),
        _("Hvem vil du helst være sammen med i friminuttene?"),
        _("Hvem vil du helst samarbeide med i timene?"),
    )
    return dict(zip(choices.QUESTIONS, said, strict=True))


def year_asked() -> int | None:
    """Return the school year that the address asks for (`?aar=2025`), None where it names none."""
    asked = request.args.get("aar", "")
    found = requests.whole(asked, digits=4)
    if asked and (found is None or not 2000 <= found <= 2999):
        abort(404)
    return found


def _short(name: str) -> str:
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1].rstrip()}…"

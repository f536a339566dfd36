"""Skolegården: where do pupils like to be, where is it unsafe, where should the adults be? (BAE-V-5)

The collected marks of a school or a class, one picture a kind, counted and without pupils; and the map they are set
in, which rektor uploads. A look at the marks is logged in the cases they are from.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import audit, clock, errors, school_maps
from engine.overview import surveys
from engine.surveys import marks
from webforms import auth, headers, language, navigation, posts, requests, rule
from webforms.fields import yard
from webforms.language import text as _
from webforms.views import surveys as others

views = Blueprint("yards", __name__)


@views.get("/undersokelser/skolegard/<int:school_id>")
@rule.survey
def show(school_id: int) -> Response:
    """Show the collected marks; a kontaktlærer, who sees no school as a whole, is sent to the own class."""
    wanted = requests.whole(request.args.get("klasse", ""), digits=18)
    page = surveys.yard(school_id, auth.person(), class_id=wanted, year=others.year_asked())
    if wanted is None and not page.sees_school and page.classes:
        return redirect(
            url_for("yards.show", school_id=school_id, klasse=page.classes[0].id, aar=request.args.get("aar"))
        )
    audit.read_all(by=auth.person(), case_ids=page.cases, page="skolegård")
    width, height = (page.map.width, page.map.height) if page.map else yard.BARE
    return make_response(
        render_template(
            "yard.html",
            page=page,
            kinds=kinds(),
            width=width,
            height=height,
            letters=marks.LETTERS,
            spots={name: marks.centre(name) for name in marks.SQUARES},
            class_id=wanted,
            this_year=surveys.school_year(clock.today()),
        )
    )


@views.get("/undersokelser/skolegard/<int:school_id>/kart")
@rule.survey
def ask(school_id: int) -> Response:
    """Ask for a map, and show those that were."""
    return _ask(school_id)


@views.post("/undersokelser/skolegard/<int:school_id>/kart")
@posts.keeps_text
@rule.survey
def upload(school_id: int) -> Response:
    """Take a new map."""
    file = request.files.get("kart")
    if posts.is_expired():
        return _ask(school_id, _("Siden hadde stått åpen for lenge. Velg bildet en gang til."), 400)
    if file is None or not file.filename:
        return _ask(school_id, _("Velg et bilde av kartet."), 422)
    if getattr(file.stream, "is_too_large", False):
        return _ask(school_id, _("Bildet er for stort. Velg et mindre."), 413)
    try:
        description = posts.typed("beskrivelse")
        school_maps.keep(by=auth.person(), school_id=school_id, content=file.stream.read(), description=description)
    except errors.UploadRefused as refused:
        return _ask(school_id, language.said(refused.message), 422)
    navigation.tell(_("Kartet er lagt inn. Det brukes fra nå."))
    return redirect(url_for("yards.ask", school_id=school_id), 303)


@views.get("/skolegardskart/<int:map_id>")
@rule.survey
def picture(map_id: int) -> Response:
    """Serve a map's picture; a version never changes."""
    media_type, content = school_maps.content(map_id, auth.person())
    response = make_response(content)
    response.mimetype = media_type
    return headers.for_document(response)


def kinds() -> dict[str, str]:
    """Return what each kind of mark says of the place, collected."""
    said = _("Her liker elevene å leke"), _("Her føler elevene det er utrygt"), _("Her bør de voksne være")
    return dict(zip(marks.KINDS, said, strict=True))


def _ask(school_id: int, problem: str = "", status: int = 200) -> Response:
    versions = school_maps.versions(school_id, auth.person())
    name = next(name for number, name, _may in surveys.schools(auth.person()) if number == school_id)
    said = posts.typed("beskrivelse") or (versions[0].description if versions else "")
    page = render_template(
        "yard_map.html", school_id=school_id, school=name, versions=versions, problem=problem, description=said
    )
    return make_response(page, status)

"""Rutiner: what is in force, what was before, and who follows which version? (ux.md; the workshop comes later)"""

from __future__ import annotations

import io
import zipfile
from typing import cast, get_args

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import cases, errors, overview
from engine.cases.leading import restarting
from webforms import auth, navigation, picture, posts, requests, rule
from webforms.language import text as _

views = Blueprint("routines", __name__)


@views.get("/rutiner")
@rule.signed_in
def show() -> str:
    """Show the routines in force with version, since when, and how many cases follow them."""
    person = auth.person()
    return render_template(
        "routines.html",
        routines=overview.in_force(person),
        may_follow=overview.may_follow(person),
        may_publish=overview.may_move_cases(person),
        stands=overview.undelivered(person),
    )


@views.post("/rutiner/start")
@rule.signed_in
def retry_start() -> AnyResponse:
    """Try again to open what the clock, a message or a signal could not open."""
    if posts.is_expired():
        raise errors.AnswersInvalid(_("Siden er for gammel. Last den på nytt, og prøv igjen."))
    number, kind = requests.whole(request.form.get("rad", "")), request.form.get("slag", "")
    if number is None or kind not in get_args(restarting.Kind):
        raise errors.NothingToCorrect()
    if cases.retry_start(cast("restarting.Kind", kind), number, by=auth.person()):
        navigation.tell(_("Saken er åpnet."))
    else:
        navigation.tell(_("Det feilet igjen. Hva som er galt, står på siden."))
    return redirect(url_for("routines.show"))


@views.get("/rutiner/<routine>")
@rule.signed_in
def history(routine: str) -> str:
    """Show the routine's versions: when, by whom, what changed, and how many cases follow each."""
    return render_template("routine.html", page=overview.routine_history(routine, auth.person()))


@views.get("/rutiner/<routine>/utgave/<int:number>")
@rule.signed_in
def version(routine: str, number: int) -> str:
    """Show one version as picture and list, with its files."""
    person = auth.person()
    page = overview.version_page(routine, number, person)
    may_move = overview.has_cases_to_move(routine, number, person)
    return render_template("routine_version.html", page=page, may_move=may_move)


@views.get("/rutiner/<routine>/utgave/<int:number>/diagram.json")
@rule.signed_in
def diagram(routine: str, number: int) -> Response:
    """Give the script the version's drawings."""
    return jsonify(picture.of_version(overview.version_page(routine, number, auth.person()).drawings))


@views.get("/rutiner/<routine>/utgave/<int:number>/fil/<path:path>")
@rule.signed_in
def file(routine: str, number: int, path: str) -> Response:
    """Give one file of the version, byte for byte as it was published."""
    content = overview.version_files(routine, number, auth.person()).get(path)
    if content is None:
        abort(404)
    return _attached(content, path.rpartition("/")[2], "application/octet-stream")


@views.get("/rutiner/<routine>/utgave/<int:number>/filer.zip")
@rule.signed_in
def files(routine: str, number: int) -> Response:
    """Give all files of the version in their folders, ready to be edited and published again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(overview.version_files(routine, number, auth.person()).items()):
            archive.writestr(zipfile.ZipInfo(path), content)
    return _attached(packed.getvalue(), f"{routine}-utgave-{number}.zip", "application/zip")


def _attached(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response

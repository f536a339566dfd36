"""Begin what a running case waits for beside its steps, from the case's page (processes/README.md, `for-hand`)."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import cases, errors, overview
from webforms import auth, language, navigation, requests, rule
from webforms.language import text as _

views = Blueprint("beginning", __name__)


@views.post("/sak/<number>/begynn")
@rule.case
def begin(number: str) -> Response:
    """Begin it, and show the case with what is open now; what cannot be begun is said there."""
    page = overview.case_page(number, auth.person())
    element, place = request.form.get("hva", ""), request.form.get("hvor", "")
    seen = requests.whole(request.form.get("sett", ""))
    version = -1 if seen is None else seen
    try:
        cases.begin(page.case.id, by=auth.person(), element=element, place=place, seen_version=version)
    except (errors.StaleVersion, errors.NotAllowed, errors.RoutineFault) as refused:
        navigation.tell(language.said(refused.message), "warning")
    else:
        navigation.tell(_("Det er begynt. Det som skal gjøres nå, står under «Nå»."))
    return redirect(url_for("case.show", number=number), 303)

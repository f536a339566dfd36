"""Lag brev: the letters that can be made of what is answered, what each asks, and making one (processes/README.md).

What is on offer is the routine's word (`lag-brev`); the letter is kept under Dokumenter like those the routine makes.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, errors, overview
from webforms import auth, language, navigation, posts, rule
from webforms.language import text as _

views = Blueprint("letters", __name__)


@views.get("/sak/<number>/lag-brev")
@rule.case
def choose(number: str) -> str:
    """Show the letters that can be made; with `mal` and `steg` in the address, what that one asks."""
    page = overview.case_page(number, auth.person())
    audit.read(by=auth.person(), case_id=page.case.id, page="lag-brev")
    if "mal" in request.args:
        return _ask(number, _offer(number))
    offers = overview.letters_on_offer(number, auth.person())
    return render_template("case/letters.html", case=page.case, offers=offers)


@views.post("/sak/<number>/lag-brev")
@posts.keeps_text
@rule.case
def make(number: str) -> AnyResponse:
    """Make the letter."""
    offer = _offer(number)
    if posts.is_expired():
        return make_response(_ask(number, offer, _("Siden hadde stått åpen for lenge. Trykk en gang til.")), 422)
    filled = {one.key: posts.typed(one.key) for one in offer.asked}
    case_id = overview.case_page(number, auth.person()).case.id
    try:
        cases.make_letter(case_id, by=auth.person(), template=offer.template, element=offer.element, filled=filled)
    except (errors.AnswersInvalid, errors.RoutineFault) as refused:
        return make_response(_ask(number, offer, language.said(refused.message)), 422)
    navigation.tell(_("Brevet «%(title)s» er laget. Det er ikke sendt.", title=offer.title))
    return redirect(url_for("case.documents", number=number))


def _offer(number: str) -> cases.Offer:
    return overview.letter_on_offer(number, auth.person(), request.args.get("mal", ""), request.args.get("steg", ""))


def _ask(number: str, offer: cases.Offer, problem: str = "") -> str:
    page = overview.case_page(number, auth.person())
    has_typed = posts.form() is not None
    typed = {one.key: posts.typed(one.key) if has_typed else offer.start.get(one.key, "") for one in offer.asked}
    return render_template("case/letter.html", case=page.case, offer=offer, typed=typed, problem=problem)

"""The one table that turns errors into pages (design 5; ux.md States: denied, old, error).

A page says what happened, what is safe, what to do, and a reference number; the text that was sent stands on it and
can be sent again. What a person may not see is answered with the same words as what does not exist.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine import errors, logs
from webforms import auth, language, navigation, posts, times
from webforms.language import text as _

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Page:
    """How an error is shown: the status, the heading, what to do, and whether sending again can help.

    `is_stored`: what was sent is where it belongs, and need not stand on the page; `has_files`: its files are.
    """

    status: int
    heading: str
    advice: str = ""
    can_send_again: bool = False
    is_stored: bool = False
    has_files: bool = False


HIDDEN = Page(
    404,
    "Du har ikke tilgang til denne siden, eller den finnes ikke",
    "Trenger du tilgang til en sak, kan rektor ved skolen gi deg den. Sjekk også at adressen er riktig.",
)
DENIED = Page(403, "Du har ikke tilgang til å gjøre dette", "Rektor ved skolen kan hjelpe deg videre.")
STILL_IN = Page(400, "Du er ikke logget ut ennå", "Siden hadde stått åpen for lenge. Trykk Logg ut en gang til.")
DOWN = Page(
    503,
    "Systemet svarer ikke akkurat nå",
    "Vent et øyeblikk og send på nytt. Er det alt mottatt, får du vite det.",
    can_send_again=True,
)
NO_ANSWER = Page(503, DOWN.heading, "Vent et øyeblikk og last siden på nytt.")  # to who only wanted to look
RECEIVED = Page(
    202,
    "Svarene dine er mottatt",
    "Oppgaven blir fullført av seg selv, som regel innen ett minutt. Du trenger ikke sende på nytt.",
    is_stored=True,
)
FAULT = Page(
    500, "Noe gikk galt hos oss", "Prøv igjen. Skjer det på nytt, gi beskjed og oppgi referansen.", can_send_again=True
)

TABLE: dict[type[Exception], Page] = {
    errors.CaseNotFound: HIDDEN,
    errors.TaskNotFound: HIDDEN,
    errors.PersonNotFound: HIDDEN,
    errors.DocumentNotFound: HIDDEN,
    errors.RoutineNotFound: HIDDEN,
    errors.NotAllowed: DENIED,
    errors.TaskTaken: Page(409, "Oppgaven er hos en kollega", "Det du skrev, er lagret som utkastet ditt."),
    errors.TaskNotOpen: Page(
        409, "Oppgaven er ikke åpen lenger", "Du trenger ikke gjøre noe mer med den.", has_files=True
    ),
    errors.AnswerKept: Page(
        409,
        "Svaret ditt er tatt vare på",
        "Trenger du tilgang igjen, kan rektor ved skolen gi deg den.",
        has_files=True,
    ),
    errors.LateAnswersFull: Page(
        409, "Svaret ditt er ikke tatt vare på", "Kopier teksten under, og gi den til den som leder saken."
    ),
    errors.StaleVersion: Page(409, "Noen har endret saken etter at du åpnet siden", "Åpne siden på nytt og se over."),
    errors.DraftConflict: Page(
        409, "Utkastet er endret i et annet vindu", "Åpne siden på nytt; begge tekstene er tatt vare på."
    ),
    errors.PageOfAnother: Page(409, "Siden ble åpnet av en annen", is_stored=True),
    errors.AlreadySent: Page(409, "Meldingen er alt sendt", "Åpne siden på nytt for å skrive en ny melding."),
    errors.CaseBusy: Page(503, "Saken behandles akkurat nå", "Vent et øyeblikk og send på nytt.", can_send_again=True),
    errors.AnswersInvalid: Page(422, "Noe må rettes", "Gå tilbake, rett det som står over, og send på nytt."),
    errors.AnswersTooCostly: Page(
        422,
        "Svarene kan ikke kontrolleres",
        "Kort ned de lengste svarene og send på nytt. Hjelper ikke det, gi beskjed til den som har ansvar for rutinen.",
        can_send_again=True,
    ),
    errors.NothingToCorrect: Page(409, "Det er ikke noe her å rette"),
    errors.TextTooLong: Page(
        413, "Teksten er for lang", "Gå tilbake, kort den ned, og send på nytt. Siste lagrede utkast er tatt vare på."
    ),
    errors.UploadRefused: Page(422, "Filen kan ikke tas imot", "Gå tilbake og velg en annen fil."),
    errors.SignInRefused: Page(401, "Du ble ikke logget inn"),
    errors.SignInThrottled: Page(429, "For mange forsøk"),
    errors.PupilNotConnected: Page(409, "Brevet kan ikke lages ennå", "Åpne «Se over» for å se hva som mangler."),
    errors.RoutineFault: Page(500, "Rutinen stoppet", "Rektor får beskjed. Svarene dine er tatt vare på."),
    errors.LetterFailed: Page(
        500, "Brevet kunne ikke lages", "Svarene dine er tatt vare på. Gi beskjed til den som har ansvar for rutinen."
    ),
    errors.DatabaseUnavailable: DOWN,
    errors.AssetMissing: Page(500, "Nettsiden er ikke ferdig installert"),
    errors.SkolemiljoError: FAULT,
}
TOO_LARGE = Page(
    413,
    "Det du sendte, er for stort",
    "Gå tilbake, ta bort eller forminsk filene, og send på nytt. Siste lagrede utkast er tatt vare på.",
)
TOO_OLD = Page(
    400,
    "Siden hadde stått åpen for lenge",
    "Ingenting er gått tapt. Trykk på knappen for å sende på nytt.",
    can_send_again=True,
)
NOT_FOUND = Page(404, "Siden finnes ikke", "Sjekk at adressen er riktig, eller gå til Mine oppgaver.")


def page_for(kind: type[Exception]) -> Page | None:
    """Return the page of a class of errors, its own or that of the nearest class above."""
    return next((TABLE[above] for above in kind.__mro__ if above in TABLE), None)


def register(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(errors.SkolemiljoError, _own)
    app.register_error_handler(CSRFError, lambda _error: show(TOO_OLD))
    app.register_error_handler(413, lambda _error: show(TOO_LARGE))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _own(error: errors.SkolemiljoError) -> Response:
    page = page_for(type(error)) or FAULT
    if page.status >= 500:
        log.error("request failed", error=type(error).__name__, reference=g.get("request_id", ""))
    # a page that hides must say the same whatever it hides
    number = error.details.get("case")
    if page is DOWN and request.method == "GET":
        page = NO_ANSWER
    return show(page, "" if page is HIDDEN else _said(error), case_number=str(number or ""))


def _said(error: errors.SkolemiljoError) -> str:
    """Return the error's sentence; of a closed task who closed it and when, where the error knows."""
    name, at = error.details.get("done_by"), error.details.get("done_at")
    if (
        isinstance(error, errors.TaskNotOpen)
        and error.message == type(error).__doc__
        and name
        and isinstance(at, datetime)
    ):
        return _("Oppgaven ble fullført av %(name)s %(moment)s.", name=name, moment=times.moment(at))
    return language.said(error.message)


def _http(error: HTTPException) -> Response:
    if error.code in (404, 405):
        return show(NOT_FOUND)
    return show(Page(error.code or 500, _("Forespørselen kan ikke behandles"), _("Gå tilbake og prøv igjen.")))


def _fault(error: Exception) -> Response:
    log.error("request failed", error=type(error).__name__, reference=g.get("request_id", ""), where=logs.places(error))
    return show(FAULT)


def show(page: Page, message: str = "", *, case_number: str = "") -> Response:
    """Draw `page`, with the text that was sent; a script gets it as JSON."""
    if auth.is_script():
        response = jsonify(message=message or _(page.heading), reference=g.get("request_id", ""))
        response.status_code = page.status
        return response
    g.is_own_words = True
    g.setdefault("person", None)
    g.roles = _roles(page)
    files = posts.refused_files() if page.is_stored or page.has_files else [said for _at, said in posts.left_behind()]
    html = render_template(
        "errors/page.html",
        page=page,
        message=message,
        files=files,
        # without its files no form is sent for good: its page comes back with the text
        kept=[pair for pair in posts.kept_pairs() if not (files and pair[0] == "_gjor")],
        texts=[] if page.is_stored else posts.readable_pairs(),
        path=request.full_path.rstrip("?"),
        reference=g.get("request_id", ""),
        case_number=case_number,
    )
    response = make_response(html, page.status)
    if page.status == DOWN.status:
        response.headers["Retry-After"] = "5"
    return response


def _roles(page: Page) -> frozenset[str]:
    """Return the roles that the menu goes by; where the database may be what failed, nothing new is asked."""
    known: frozenset[str] = g.get("roles", frozenset())
    if g.person is None or page in (DOWN, NO_ANSWER, RECEIVED, FAULT):
        return known
    with contextlib.suppress(errors.SkolemiljoError):
        return navigation.roles()
    return known

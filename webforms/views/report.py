"""Meld bekymring: how do I tell it, quickly? The start form of a routine, and the receipt (ux.md; design 5, T1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from engine import audit, cases, errors, form_values, model, overview, pages
from webforms import auth, filling, form, language, naming, navigation, posts, rule, times
from webforms.language import text as _
from webforms.views import task

views = Blueprint("report", __name__)


@dataclass(frozen=True, slots=True)
class SentBefore(task.Trouble):
    """The same words were sent a short while ago, and became the case `number`."""

    number: str = ""


def sheet_of(page: pages.StartPage) -> filling.Sheet:
    """Return what `webforms.filling` needs of the page."""
    return filling.Sheet(page.form, page.options, page.draft, routine=page.routine)


@views.get("/meld")
@rule.signed_in
def choose() -> AnyResponse:
    """Show what can be reported; straight to the form when there is only one."""
    routines = overview.to_choose(auth.person())
    if len(routines) == 1:
        return redirect(url_for("report.show", routine=routines[0].routine))
    return make_response(render_template("report_choose.html", groups=_grouped(routines)))


def _grouped(routines: Sequence[pages.RoutineRow]) -> list[tuple[str, list[pages.RoutineRow]]]:
    """Return the routines by their headings: first what has none, which is what one reports, then by the heading."""
    found: dict[str, list[pages.RoutineRow]] = {}
    for one in sorted(routines, key=lambda one: one.group.casefold()):
        found.setdefault(one.group, []).append(one)
    return list(found.items())


@views.get("/meld/<routine>")
@rule.signed_in
def show(routine: str) -> Response:
    """Show the start form with the draft, or with the text that was held through a sign-in."""
    page = overview.start_page(routine, auth.person())
    sheet = sheet_of(page)
    if posts.form() is None:
        entry = filling.begin(sheet)
        found = _check(page, entry) if filling.is_sent_back(sheet) else {}
        return draw(page, entry, found=found, status=422 if found else 200)
    text = _("Alt du skrev, står her. Se over og send på nytt.")
    return draw(page, filling.receive(sheet), task.Trouble(_("Du er logget inn igjen"), text, 200, "success"))


@views.post("/meld/<routine>")
@posts.keeps_text
@rule.signed_in
def submit(routine: str) -> AnyResponse:
    """Save, change rows, or send: as the pressed button says."""
    page = overview.start_page(routine, auth.person())
    sheet = sheet_of(page)
    entry = filling.receive(sheet)
    if posts.is_expired():
        return draw(page, entry, task.Trouble(_("Siden hadde stått åpen for lenge"), filling.too_old_text(entry)))
    if "_rad" in request.form and auth.is_script():
        return filling.fragment(sheet, entry)
    if not entry.is_clean:
        return draw(page, entry, status=422 if entry.problems else 409)
    match request.form.get("_gjor"):
        case "fullfor":
            token = request.form.get("engang") or page.token
            sent = overview.sent_lately(routine, auth.person(), raw=entry.raw, token=token)
            return _ask_again(page, entry, sent) if sent else _open(page, entry)
        case "likevel":  # the same words once more, asked and answered
            return _open(page, entry)
        case filling.LATER:
            return _keep(page, entry)
        case _:
            return _again(page, entry)


def _keep(page: pages.StartPage, entry: filling.Entry) -> AnyResponse:
    """Leave the draft that was just saved; of an empty form none is left behind, which would look like a report."""
    if form_values.is_blank(entry.raw):
        cases.discard_draft(by=auth.person(), routine=page.routine)
        navigation.tell(filling.nothing_text(), "info")
        return _again(page, entry)
    navigation.tell(_("Lagret. Du finner meldingen igjen under Meld bekymring. Den er ikke sendt ennå."))
    return redirect(url_for("inbox.home"))


def _check(page: pages.StartPage, entry: filling.Entry) -> dict[str, list[str]]:
    return form.problems(page.form, entry.raw, page.options)


def _again(page: pages.StartPage, entry: filling.Entry, *, is_wrong: bool = False) -> AnyResponse:
    """Send to the form's own address, as `task` does: going back in the browser then asks to send nothing."""
    return redirect(url_for("report.show", routine=page.routine) + filling.again(entry, is_wrong=is_wrong), 303)


def _ask_again(page: pages.StartPage, entry: filling.Entry, sent: pages.Sent) -> Response:
    """Ask before the same words become a second case; they are in the first, so no draft of them is left behind."""
    cases.discard_draft(by=auth.person(), routine=page.routine)
    return draw(page, replace(entry, draft=model.Draft()), _sent_before(sent))


def _sent_before(sent: pages.Sent) -> SentBefore:
    when = times.short_moment(sent.at)
    said = _("Du sendte nettopp denne meldingen (sak %(number)s, %(when)s)", number=sent.number, when=when)
    advice = _("Det som står her nå, er ikke sendt på nytt.")
    return SentBefore(said, advice, number=sent.number)


def _open(page: pages.StartPage, entry: filling.Entry) -> AnyResponse:
    token = request.form.get("engang") or page.token
    try:
        case = cases.open_case(by=auth.person(), routine=page.routine, raw=entry.raw, token=token)
    except errors.AnswersInvalid as invalid:
        if _check(page, entry) == task.wrong_of(invalid):
            return _again(page, entry, is_wrong=True)
        return draw(page, entry, found=task.wrong_of(invalid), status=422)
    except errors.AlreadySent as sent:
        said = _(
            "Fra denne siden er det alt sendt en melding. Den fikk nummer %(number)s.", number=sent.details["case"]
        )
        advice = _("Det som står her nå, er ikke sendt. Skal det også sendes, som en ny sak? Trykk en gang til.")
        return draw(page, entry, task.Trouble(said, advice), token=page.token)
    except errors.RoutineFault as fault:
        return draw(page, entry, task.Trouble(_("Meldingen er ikke sendt"), _stopped(fault), 500, "danger"))
    cases.discard_draft(by=auth.person(), routine=page.routine)  # a second press has saved it once more
    return redirect(url_for("report.receipt", number=case.number))


def _stopped(fault: errors.RoutineFault) -> str:
    """Say what has become of the words, who is told, what to do now, and what is wrong."""
    told = _("De som har ansvar for rutinene, har fått beskjed.") if fault.details.get("is_told") else ""
    now = _(
        "Si fra muntlig nå: til rektor, eller til skoleeier hvis det gjelder noen i ledelsen. "
        "Send utkastet når rutinen er rettet."
    )
    kept = _("Rutinen kunne ikke startes. Teksten er lagret som utkast.")
    return " ".join(part for part in (kept, told, now, language.said(fault.message)) if part)


@views.get("/kvittering/<number>")
@rule.receipt
def receipt(number: str) -> str:
    """Show what the reporter gets to see (the number, what happens next, by whom), and everybody's own words."""
    found = overview.receipt(number, auth.person())
    audit.read(by=auth.person(), case_id=found.case_id, page="kvittering")
    shown = naming.shown(found.own_answers, auth.person(), found.own_documents, are_shut=not found.may_open)
    return render_template("receipt.html", receipt=found, shown=shown)


def draw(
    page: pages.StartPage,
    entry: filling.Entry,
    trouble: task.Trouble | None = None,
    *,
    found: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    token: str = "",
) -> Response:
    """Draw the start form; the one-time token stays the same until the form is accepted, or `token` takes its place."""
    html = render_template(
        "report.html",
        page=page,
        entry=entry,
        filled=filling.filled(sheet_of(page), entry, found),
        trouble=trouble,
        sent=trouble.number if isinstance(trouble, SentBefore) else "",
        has_own_warning=bool(page.form and form.starts_with_text(page.form)),
        has_alarm=bool(page.form and form.starts_with_alarm(page.form)),
        token=token or (posts.form() or MultiDict()).get("engang") or page.token,
        saved=filling.saved_text(entry.draft),
    )
    return make_response(html, trouble.status if trouble else status)

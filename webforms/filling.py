"""Filling in a form over several requests: what both the task page and the start form do (design 5 Typing, Submit).

Knows forms, drafts and what came with the request; not which command completes it. A redraw keeps every letter: it
is also saved as a draft, and a draft that changed in another window is shown beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from engine import cases, documents, errors, form_values, model
from webforms import auth, form, naming, posts, requests, strays, times, working_out
from webforms.fields.base import Posted, Shown
from webforms.language import text as _

WRONG, ROW = "rett", "rad"  # in the address of a page that a POST has sent back to
LATER = "lagre"  # the button that only saves
UNHEARD = "_forrige"  # in what a page sends: what it sent just before without an answer, which may be stored or not
MOST_UNHEARD = 5  # and what that had before it, and so on


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form and whose answers it asks for: of a task, or of a routine before there is a case."""

    schema: form.Schema | None
    options: Mapping[str, object]
    draft: model.Draft
    known: Mapping[str, object] = field(default_factory=dict)
    task_id: UUID | None = None
    routine: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the person has filled in so far, and what was wrong with it."""

    raw: form.Raw
    draft: model.Draft
    problems: dict[str, list[str]] = field(default_factory=dict)
    attention: str = ""
    theirs: tuple[Shown, ...] = ()  # the other window's text, where there is one
    strays: tuple[str, ...] = ()  # words that stand in no field of the form
    is_old: bool = False  # some of them came with this request: its page was drawn with another form

    @property
    def is_clean(self) -> bool:
        """Tell whether the files were taken, the form is the one that was drawn, and no other window was in the way."""
        return not self.problems and not self.theirs and not self.is_old


def begin(sheet: Sheet) -> Entry:
    """Return what a fresh page shows: the draft, else what is known from before."""
    raw = {**strays.without(sheet.draft.content), **_fixed(sheet)} if sheet.draft.version else dict(sheet.known)
    gone = _offered_no_more(sheet, raw) if sheet.draft.version else {}
    return Entry(raw, sheet.draft, gone, attention=request.args.get(ROW, ""), strays=_left(sheet))


def _offered_no_more(sheet: Sheet, raw: form.Raw) -> dict[str, list[str]]:
    """Return where a draft has a choice that cannot be made any more (a pupil has left): the page shows none there."""
    found = form.problems(sheet.schema, raw, sheet.options)
    return {path: ["option"] for path, kinds in found.items() if "option" in kinds}


def again(entry: Entry, *, is_wrong: bool = False) -> str:
    """Return the query of the page's address when a POST sends back to it: that something is wrong, or where to look.

    A page that answers a POST itself cannot be gone back to without sending it again.
    """
    if is_wrong:
        return f"?{WRONG}=1"
    return "?" + urlencode({ROW: entry.attention}) if entry.attention else ""


def is_sent_back(sheet: Sheet) -> bool:
    """Tell whether the page is asked for to show what is wrong with the draft, which is still there."""
    return WRONG in request.args and bool(sheet.draft.version)


def receive(sheet: Sheet) -> Entry:
    """Read the request's text and files, do what a row's button says, and keep it all as a draft.

    Text that was held through a sign-in becomes the draft as its page is drawn: who then leaves the page has it still.
    A page whose token has expired is drawn again with its text, but changes nothing: it may be somebody else's page.
    """
    text = posts.form() or MultiDict()
    problems: dict[str, list[str]] = {}
    raw = form.read(sheet.schema, posts.posted(sheet.options, sheet.task_id, problems)) | _fixed(sheet)
    posts.wrote(form.written(sheet.schema, raw))
    attention = form.change_rows(raw, text["_rad"]) if "_rad" in text else ""
    before = _left(sheet)
    left = strays.of_request(sheet.schema, sheet.options, before)
    is_old = strays.are_foreign(sheet.schema) or not set(left) <= set(before)
    if posts.is_expired() or (text.get("_gjor") == LATER and not is_old and _is_untouched(sheet, raw)):
        return Entry(raw, sheet.draft, problems, attention, strays=left)
    draft, theirs = save(sheet, raw, _seen_draft(text, sheet), left)
    return Entry(raw, draft, problems, attention, theirs, left, is_old)


def _left(sheet: Sheet) -> tuple[str, ...]:
    return strays.of_draft(sheet.schema, sheet.options, sheet.draft.content)


def _fixed(sheet: Sheet) -> form.Raw:
    """Return what the case knows of the fields that are only to be read: no draft and no request says otherwise."""
    keys = form.only_read(sheet.schema) if sheet.schema else ()
    return {key: sheet.known[key] for key in keys if not form_values.is_blank(sheet.known.get(key))}


def _is_untouched(sheet: Sheet, raw: form.Raw) -> bool:
    """Tell whether there is no draft yet, and nothing to make one of: the form says what it said when it was opened."""
    pairs = ((raw.get(key), sheet.known.get(key)) for key in {*raw, *sheet.known})
    blank = form_values.is_blank
    return not sheet.draft.version and all(ours == theirs or (blank(ours) and blank(theirs)) for ours, theirs in pairs)


def save(
    sheet: Sheet, raw: form.Raw, version: int, left: tuple[str, ...] | None = None
) -> tuple[model.Draft, tuple[Shown, ...]]:
    """Save the draft, with the words `left` that stand in no field (those it has, unless told).

    Return it, or the newer one with its text as people read it.
    """
    left = _left(sheet) if left is None else left
    try:
        return _save(sheet, strays.with_them(raw, left), version), ()
    except errors.DraftConflict as conflict:
        theirs = conflict.details.get("theirs")
        other = theirs if isinstance(theirs, model.Draft) else model.Draft()
        if not other.version:  # what the page had saved is sent or thrown away; this text is a new one
            return _save(sheet, strays.with_them(raw, left), 0), ()
        if _says_the_same(sheet, strays.without(other.content), raw):
            return other, ()
        if _is_unheard(sheet, other):
            return _save(sheet, strays.with_them(raw, left), other.version), ()
        return other, form.show(sheet.schema, other.content, sheet.options)


def _says_the_same(sheet: Sheet, theirs: Mapping[str, object], ours: form.Raw) -> bool:
    """Tell whether two drafts have the same words and files: each press of a button brings a chosen file anew."""
    if dict(theirs) == ours or sheet.schema is None:
        return dict(theirs) == ours
    (words, files), (own_words, own_files) = (working_out.files(sheet.schema, one) for one in (theirs, ours))
    return words == own_words and documents.are_same(files, own_files, by=auth.person())


def _save(sheet: Sheet, raw: form.Raw, version: int) -> model.Draft:
    return cases.save_draft(
        by=auth.person(), content=raw, version=version, task_id=sheet.task_id, routine=sheet.routine
    )


def _seen_draft(text: Mapping[str, str], sheet: Sheet) -> int:
    sent = requests.whole(text.get("utkast", ""), digits=9)
    return sheet.draft.version if sent is None else sent


def filled(sheet: Sheet, entry: Entry, errors_found: Mapping[str, Sequence[str]] | None = None) -> form.Filled:
    """Return the form ready to be drawn."""
    found = {**(errors_found or {}), **entry.problems}
    options = naming.with_files(sheet.options, sheet.schema, entry.raw, auth.person())
    return form.fill(sheet.schema, entry.raw, options, errors=found, attention=entry.attention)


def fragment(sheet: Sheet, entry: Entry) -> Response:
    """Return the form's body alone, for the script that has pressed a row's button."""
    response = make_response(render_template("form.html", filled=filled(sheet, entry)))
    response.headers["X-Utkast"] = str(entry.draft.version)
    return response


def autosave(sheet: Sheet) -> Response:
    """Save what a script sends while the person types; 409 with the saved version when another window was there."""
    text = posts.form() or MultiDict()
    raw = form.read(sheet.schema, Posted(text, options=sheet.options)) | _fixed(sheet)
    seen = visibility(sheet, raw)
    left = strays.of_request(sheet.schema, sheet.options, _left(sheet))
    if not left and _is_untouched(sheet, raw):
        return jsonify(version=0, message="", **seen)
    draft = _autosaved(sheet, strays.with_them(raw, left), text)
    if draft is None:
        message = _("Utkastet er endret i et annet vindu. Trykk Lagre for å se begge tekstene.")
        return make_response(jsonify(message=message, **seen), 409)
    return jsonify(version=draft.version, message=saved_text(draft), **seen)


def _autosaved(sheet: Sheet, content: form.Raw, text: Mapping[str, str]) -> model.Draft | None:
    """Save the draft and return it; None where another window has changed it, which this page itself is not."""
    try:
        return _save(sheet, content, _seen_draft(text, sheet))
    except errors.DraftConflict as conflict:
        theirs = conflict.details.get("theirs")
        if not isinstance(theirs, model.Draft):
            return None
        if dict(theirs.content) == content:
            return theirs
        return _save(sheet, content, theirs.version) if _is_unheard(sheet, theirs) else None


def _is_unheard(sheet: Sheet, theirs: model.Draft) -> bool:
    """Tell whether a draft is what this page itself sent before, and has not heard of."""
    text = posts.form() or MultiDict()
    content = strays.without(theirs.content)
    return any(content == sent for sent in islice(_unheard(sheet, text.get(UNHEARD, "")), MOST_UNHEARD))


def _unheard(sheet: Sheet, sent: str) -> Iterator[form.Raw]:
    """Give the answers that the page sent before without hearing that they were stored, the last ones first."""
    while sent:
        before = MultiDict(parse_qsl(sent, keep_blank_values=True))
        raw = form.read(sheet.schema, Posted(before, options=sheet.options)) | _fixed(sheet)
        if "_rad" in before:
            form.change_rows(raw, before["_rad"])
        yield raw
        sent = before.get(UNHEARD, "")


def visibility(sheet: Sheet, raw: form.Raw) -> dict[str, object]:
    """Return which fields are hidden now, and what expressions say."""
    return form.visibility(sheet.schema, raw, sheet.options) if sheet.schema else {}


def too_old_text(entry: Entry) -> str:
    """Return what is said to who sent a page that had stood open too long: its text is there, its files are not."""
    if entry.problems:
        return _("Teksten står her. Legg ved det som mangler, og trykk en gang til.")
    return _("Ingenting er gått tapt. Trykk en gang til.")


def nothing_text() -> str:
    """Return what is said to who saves a form that nothing is written in."""
    return _("Ingenting å lagre ennå.")


def saved_text(draft: model.Draft) -> str:
    """Return `Lagret 10:42`."""
    return _("Lagret %(time)s", time=times.clock_time(draft.saved_at)) if draft.saved_at else ""

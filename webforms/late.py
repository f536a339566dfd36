"""A form that comes when its task is closed, or no longer the person's (design 5, 6): the text is kept, and told so.

Who has completed the task with the very same answers hears that they are received: nothing has gone wrong.

Knows the request and the command that keeps it. To who may see the case the page says who was first; to others nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from engine import cases, errors, form_values, model, overview, phrases
from webforms import auth, failures, form, navigation, posts, requests, strays
from webforms.language import text as _

GONE = (errors.TaskNotOpen, errors.TaskNotFound, errors.CaseNotFound)


def keep(task_id: UUID, closed: errors.SkolemiljoError, *, is_draft: bool = False) -> Response:
    """Keep what was sent (`is_draft`: what was saved before) and say so, by raising what the page then shows.

    `closed` is why the task has no page. What was received before leads to the list, which says so. What asks for a row
    only, or holds nothing, is answered with `closed`; a page whose token has expired asks to be sent again.
    """
    if posts.is_expired():
        return failures.show(failures.TOO_OLD)
    if auth.is_script() and "_rad" in request.form:
        raise closed
    try:
        standing = _keep(task_id, closed, is_draft=is_draft)
    except errors.TaskNotFound:
        raise closed from None
    if standing is model.Standing.ACCEPTED:
        return _received(closed)
    if not isinstance(closed, errors.TaskNotOpen):
        raise errors.AnswerKept() from closed
    said = phrases.say("%(closed)s Svaret ditt er tatt vare på i saken.", closed=closed.message)
    raise errors.TaskNotOpen(said, **closed.details) from closed


def _keep(task_id: UUID, closed: errors.SkolemiljoError, *, is_draft: bool) -> model.Standing:
    """Keep what was sent and return how it stands; a draft is gone once its own person has completed the task."""
    sheet = overview.late_sheet(task_id, auth.person())
    if sheet.is_full and any(file.filename for file in request.files.values()):
        raise errors.LateAnswersFull()  # before its files are kept
    before = strays.whole(sheet.form, sheet.options, sheet.draft.content)
    texts = [before] if is_draft or _is_anothers(sheet.draft) else []
    if not is_draft:
        texts.append(_sent(sheet.form, sheet.options, before))
    kept = [cases.keep_late(task_id, by=auth.person(), raw=raw) for raw in texts if not form_values.is_blank(raw)]
    if kept:
        return kept[-1]
    if is_draft and closed.details.get("done_by_id") == auth.person().id:
        return model.Standing.ACCEPTED
    raise closed


def _received(closed: errors.SkolemiljoError) -> Response:
    if posts.refused_files():  # its name may be a child's, and stays out of the cookie
        navigation.tell(_("En fil som du la ved, kunne ikke tas imot."), "warning")
    step = closed.details.get("step")
    navigation.tell(
        _("Svarene dine fra «%(step)s» er alt mottatt. Du trenger ikke gjøre noe mer.", step=step)
        if step
        else _("Svarene dine er alt mottatt. Du trenger ikke gjøre noe mer.")
    )
    return redirect(url_for("inbox.home"))


def _is_anothers(draft: model.Draft) -> bool:
    """Tell whether another window has saved the draft since this page was drawn: its words are not in what is sent."""
    return draft.version != (requests.whole(posts.typed("utkast"), digits=9) or 0)


def _sent(
    schema: Mapping[str, object] | None, options: Mapping[str, object], before: Mapping[str, object]
) -> dict[str, object]:
    """Return what was sent, with the words that stand in no field: those of the draft `before` too: it goes away."""
    # a file is kept without the task, which takes none any more, and given to the case with the answer
    raw = form.read(schema, posts.posted(options, None, {}))
    posts.wrote(form.written(schema, raw))
    return strays.with_them(raw, strays.of_request(schema, options, strays.of_draft(schema, options, before)))

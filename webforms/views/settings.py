"""Innstillinger: what does the municipality decide for itself, what was it before, and who changed it? (issue 4)

A form like any other, looked over before it counts; each change stays with who, when and why. An older version fills
in the form again, and is looked over as any change is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import errors
from engine.municipality import policy, setting_versions
from engine.overview import setting_uses
from webforms import auth, form, language, navigation, posts, requests, rule
from webforms.fields.base import Shown
from webforms.language import text as _

views = Blueprint("settings", __name__)
MARK = "sett"
GROUND = "grunnlag"  # the version that the form was filled in from: what differs from it is what the person changes


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that differs: what was asked, and how it reads before and after."""

    label: str
    before: str
    after: str


@views.get("/innstillinger")
@rule.settings
def show() -> Response:
    """Show the form with what is in force, or with an older version (`?fra=3`), and the history."""
    if posts.form() is not None:  # held through a sign-in
        return _form(_read())
    number, values = setting_versions.current(auth.person())
    older = _older(request.args.get("fra", ""))
    return _form(dict(older.values) if older and older.number != number else dict(values), older=older)


@views.post("/innstillinger")
@posts.keeps_text
@rule.settings
def change() -> Response:
    """Change rows, show what would change, or save it: as the pressed button says."""
    setting_versions.current(auth.person())
    raw = _read()
    if posts.is_expired():
        return _form(raw, problem=_("Siden hadde stått åpen for lenge. Trykk på nytt."), status=400)
    order = request.form.get("_rad", "")
    if order or request.form.get("_gjor") not in ("se", "lagre"):
        return _form(raw, attention=form.change_rows(raw, order) if order else "")
    found = _wrong(raw)
    if found:
        return _form(raw, found=found, status=422)
    wanted = _own(raw)
    return _save(raw, wanted) if request.form.get("_gjor") == "lagre" else _look_over(raw, wanted)


def _save(raw: form.Raw, wanted: Mapping[str, object]) -> Response:
    seen = requests.whole(request.form.get(MARK, ""), digits=9)
    try:
        setting_versions.change(by=auth.person(), wanted=wanted, reason=posts.typed("grunn"), seen=seen or 0)
    except errors.AnswersInvalid as refused:
        return _look_over(raw, wanted, problem=language.said(refused.message), status=422)
    except errors.StaleVersion as stale:
        return _look_over(raw, wanted, problem=language.said(stale.message), status=409)
    navigation.tell(_("Innstillingene er endret. De gjelder fra nå."))
    return redirect(url_for("settings.show"), 303)


def _look_over(raw: form.Raw, wanted: Mapping[str, object], *, problem: str = "", status: int = 200) -> Response:
    number, values = setting_versions.current(auth.person())
    lines = differences(values, {**values, **wanted})
    if not lines:
        return _form(raw, problem=_("Ingenting er endret: alt er som det gjelder nå."), status=422)
    page = render_template(
        "settings_review.html",
        lines=lines,
        number=number,
        ground=_ground()[0],
        sent=json.dumps(raw, ensure_ascii=False),
        reason=posts.typed("grunn"),
        problem=problem,
    )
    return make_response(page, status)


def _form(
    raw: form.Raw,
    *,
    older: setting_versions.Version | None = None,
    found: Mapping[str, Sequence[str]] | None = None,
    problem: str = "",
    attention: str = "",
    status: int = 200,
) -> Response:
    versions = setting_versions.history(auth.person())
    page = render_template(
        "settings.html",
        filled=form.fill(_schema(), raw, {}, errors=found, attention=attention),
        uses=setting_uses.uses(auth.person()),
        ground=_ground()[0],
        versions=[(one, differences(before, one.values)) for one, before in _with_before(versions)],
        older=older,
        problem=problem,
    )
    return make_response(page, status)


def _with_before(
    versions: Sequence[setting_versions.Version],
) -> list[tuple[setting_versions.Version, setting_versions.Values]]:
    """Return each version with the values of the one before it; the first changes what settings start with."""
    earlier = [one.values for one in versions[1:]] + [policy.whole({})]
    return list(zip(versions, earlier, strict=False))


def _older(number: str) -> setting_versions.Version | None:
    asked = requests.whole(number, digits=9)
    return next((one for one in setting_versions.history(auth.person()) if one.number == asked), None)


def _read() -> form.Raw:
    """Return what was typed; the page that looks it over sends it as it was."""
    kept = posts.typed("svar")
    if not kept:
        return form.read(_schema(), posts.posted({}, None, {}))
    try:
        found: Any = json.loads(kept)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _wrong(raw: form.Raw) -> dict[str, list[str]]:
    found = form.problems(_schema(), raw, {})
    return found or {key: [language.said(said)] for key, said in policy.problems(_wanted(raw)).items()}


def _ground() -> tuple[int, setting_versions.Values]:
    """Return the version that the form was filled in from, and its settings: those in force where no page says so."""
    asked = requests.whole(posts.typed(GROUND), digits=9)
    found = _older(str(asked)) if asked else None
    if found is not None:
        return found.number, found.values
    return (0, policy.whole({})) if asked == 0 else setting_versions.current(auth.person())


def _own(raw: form.Raw) -> dict[str, object]:
    """Return the settings that the person has changed: what others have changed meanwhile stays as they have it."""
    wanted, before = _wanted(raw), _ground()[1]
    return {one.key: wanted[one.key] for one in setting_versions.differences(before, {**before, **wanted})}


def _wanted(raw: form.Raw) -> dict[str, object]:
    """Return all settings as they would be stored; a list without rows is empty, not left out."""
    return {policy.LAW_CHANGES: [], **form.kept(_schema(), raw, {})}


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Line]:
    """Return what differs, as people read it, in the order of the form."""
    old, new = (dict(_leaves(form.show(_schema(), values, {}))) for values in (before, after))
    paths = dict.fromkeys([*new, *old])
    empty = ("", "")
    pairs = [(new.get(path, empty), old.get(path, empty)) for path in paths]
    return [Line(now[0] or was[0], was[1], now[1]) for now, was in pairs if now[1] != was[1]]


def _leaves(answers: Sequence[Shown], within: str = "") -> list[tuple[str, tuple[str, str]]]:
    found: list[tuple[str, tuple[str, str]]] = []
    for one in answers:
        label = f"{within}{one.label}"
        found += _leaves(one.children, within)
        for number, row in enumerate(one.rows, 1):
            found += _leaves(row, f"{label}, {_('nr. %(number)s', number=number)}: ")
        if not one.children and not one.rows:
            found.append((f"{within}{one.path}", (label, one.text or ", ".join(one.items))))
    return found


def _schema() -> form.Schema:
    schema: form.Schema = json.loads(policy.declared().form.text)
    return schema

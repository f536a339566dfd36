"""What came with a request: its text, which is never lost, and its files (design 5, ux.md States).

Knows Flask's request. A body that is too large is read to its end with the files dropped, so that the text is still
there to be shown; a form page that meets an expired CSRF token is drawn again with the text.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO
from uuid import UUID

from flask import Request, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from engine import documents, errors
from webforms import auth, language, rule
from webforms.fields.base import Posted
from webforms.language import text as _

csrf = CSRFProtect()
OWN_FIELDS = ("csrf_token", "sett", "utkast", "engang", "passord")
# of a tick, a date, a number, a choice's value, an id: no words
_CHOSEN = re.compile(r"[\d:T.+-]*|ja|nei|on|json:.*|[a-zæøå0-9]+(?:[-_|][a-zæøå0-9_]+)+")
_CHOICES = {"hva", "til", "navn", "steg", "elev", "person", "kanal", "med", "niva"}  # on our own pages


class Dropped(BytesIO):
    """Where the bytes of a file go that comes with more than we take at once: nowhere; it remembers how many."""

    is_too_large = True

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.size = 0

    def write(self, data: object, /) -> int:
        """Take `data` and forget it."""
        self.size += len(data)  # type: ignore[arg-type]
        return len(data)  # type: ignore[arg-type]


class SparingFile(BytesIO):
    """A file in memory that stops growing at the limit."""

    def __init__(self, limit: int) -> None:
        """Start empty."""
        super().__init__()
        self.limit, self.is_too_large = limit, False

    def write(self, data: object, /) -> int:
        """Keep `data` while there is room; past the limit nothing is kept."""
        if self.is_too_large or self.tell() + len(data) > self.limit:  # type: ignore[arg-type]
            self.is_too_large = True
            self.truncate(0)
            return len(data)  # type: ignore[arg-type]
        return super().write(data)  # type: ignore[arg-type]


class PatientRequest(Request):
    """A request whose text is read even when its files are too large."""

    def _load_form_data(self) -> None:
        """Read the body; NUL, which no person types and no database keeps, becomes U+FFFD."""
        super()._load_form_data()
        read: MultiDict[str, str] = self.__dict__["form"]
        if any("\0" in value for _key, value in read.items(multi=True)):
            pairs = [(key, value.replace("\0", "\ufffd")) for key, value in read.items(multi=True)]
            self.__dict__["form"] = self.parameter_storage_class(pairs)

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        settings = current_app.config["SETTINGS"]
        if (total_content_length or 0) > settings.form_max_mb * 1024 * 1024:
            return Dropped()
        return SparingFile(settings.upload_max_mb * 1024 * 1024)


def check() -> None:
    """Check the CSRF token; a page that keeps text is told by `is_expired`, others by an error page with the text.

    Raises `PageOfAnother` where the page was drawn for another than who is signed in now.
    """
    if request.method != "POST" or request.endpoint is None:
        return
    try:
        csrf.protect()
    except CSRFError:
        g.is_expired = True
        try:
            auth.refuse_anothers_page()
        except errors.PageOfAnother:
            resume([], [])  # no word of it goes on to this person's pages
            raise
        view = current_app.view_functions[request.endpoint]
        if not getattr(view, "keeps_text", False) or auth.is_script():
            raise


def keeps_text(view: rule.View) -> rule.View:
    """Mark a view that draws its form again with the text when the page was too old."""
    view.keeps_text = True  # type: ignore[attr-defined]
    return view


def is_expired() -> bool:
    """Tell whether the page had stood open too long for its token."""
    return bool(g.get("is_expired"))


def form() -> MultiDict[str, str] | None:
    """Return the text of this request: posted now, or held through a sign-in; None on a plain GET."""
    return request.form if request.method == "POST" else auth.held_form()


def typed(name: str) -> str:
    """Return what was typed in a plain input of ours, empty where nothing was."""
    return (form() or MultiDict()).get(name, "")


def posted(options: Mapping[str, object], task_id: UUID | None, problems: dict[str, list[str]]) -> Posted:
    """Return the request for `webforms.form.read`; a refused file is told in `problems`, path → sentences."""

    def keep(path: str, file: FileStorage) -> object:
        try:
            return str(_kept(file, task_id))
        except errors.UploadRefused as refused:
            g.refused = [*refused_files(), language.said(refused.message)]
            problems.setdefault(path, []).append(refused_files()[-1])
            return None

    text = form() or MultiDict()
    for path, name in auth.held_files() if request.method == "GET" else ():
        sentence = _("Filen «%(name)s» fulgte ikke med gjennom innloggingen. Legg den ved på nytt.", name=name)
        problems.setdefault(path, []).append(sentence)
    for path, sentence in left_behind() if is_expired() else ():
        problems.setdefault(path, []).append(sentence)
    has_files = request.method == "POST" and not is_expired()
    return Posted(text, request.files if has_files else MultiDict(), options, keep)


def refused_files() -> list[str]:
    """Return why files of this request were refused, for a page that has no form to say it in."""
    return list(g.get("refused", []))


def left_behind() -> list[tuple[str, str]]:
    """Return (path, sentence) for each file that came with this request, for who answers without taking them in."""
    names: list[tuple[str, str]] = []
    with contextlib.suppress(RequestEntityTooLarge):
        names = [(path, file.filename) for path, file in request.files.items(multi=True) if file.filename]
    return [(path, _("Filen «%(name)s» fulgte ikke med. Legg den ved på nytt.", name=name)) for path, name in names]


def _kept(file: FileStorage, task_id: UUID | None) -> int:
    limit, at_once = (current_app.config["SETTINGS"].upload_max_mb, current_app.config["SETTINGS"].form_max_mb)
    if isinstance(file.stream, Dropped) and file.stream.size <= limit * 1024 * 1024:
        raise errors.UploadRefused(
            _(
                "Filen «%(name)s» kom ikke med: filer som sendes samtidig, kan til sammen være høyst %(mb)s MB. "
                "Legg ved noen av dem, lagre, og legg ved resten etterpå.",
                name=file.filename,
                mb=at_once,
            )
        )
    if getattr(file.stream, "is_too_large", False):
        raise errors.UploadRefused(
            _(
                "Filen «%(name)s» er for stor: høyst %(mb)s MB kan sendes. Velg en mindre fil.",
                name=file.filename,
                mb=limit,
            )
        )
    return documents.keep_upload(
        by=auth.person(), task_id=task_id, name=file.filename or "", content=file.stream.read()
    )


def kept_pairs() -> list[tuple[str, str]]:
    """Return what the person sent, to be shown and sent again from an error page."""
    return [(key, value) for key, value in _sent().items(multi=True) if key not in ("csrf_token", "passord")]


def resume(pairs: list[tuple[str, str]], texts: list[tuple[str, str]]) -> None:
    """Take `pairs` and `texts` (`kept_pairs` and `readable_pairs` of an earlier request) for what was sent now.

    The page tells what became of it.
    """
    g.sent = MultiDict(pairs)
    wrote(texts)


def _sent() -> MultiDict[str, str]:
    """Return the text of this request, or what was held for it; an error page asks, so nothing may fail here."""
    before: MultiDict[str, str] | None = g.get("sent")
    if before is not None:
        return before
    with contextlib.suppress(errors.SkolemiljoError, RequestEntityTooLarge):
        return form() or MultiDict()
    return MultiDict()


def wrote(texts: list[tuple[str, str]]) -> None:
    """Remember what the person wrote in this request: (what was asked, the words), as the form tells them apart."""
    g.wrote = [(asked, text) for asked, text in texts if text.strip()]


def readable_pairs() -> list[tuple[str, str]]:
    """Return what was written, for people to read and copy: (what was asked, if known; the words).

    Where no form was there to tell words from choices, they are told by their looks, and on our own pages by name.
    """
    known: list[tuple[str, str]] | None = g.get("wrote")
    if known is not None:
        return known
    sent = kept_pairs()
    is_ours = not any(key == "utkast" for key, _value in sent)
    aside = {*OWN_FIELDS, *(_CHOICES if is_ours else ())}
    return [("", value) for key, value in sent if key not in aside and are_words(key, value)]


def are_words(name: str, value: str) -> bool:
    """Tell whether what came under `name` is a person's words, by its looks: no press of ours, tick, date or choice."""
    return name not in OWN_FIELDS and not name.startswith("_") and not _CHOSEN.fullmatch(value.strip())

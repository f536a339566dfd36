"""Names of the built files: `app.css` → `/static/app.<hash>.css` (tools/build.web.mjs).

Knows the manifest the build writes, and serves the files: compressed where the browser takes it, kept for a year. The
files are read once, with the manifest: a build while the server runs takes nothing away from it. Pages that are open
from before a restart still get the files of earlier builds, as long as the build has kept them.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, request, url_for

from engine import errors
from webforms import rule

FOLDER = Path(__file__).parent / "static"
YEAR = 31536000
_NAME = re.compile(r"[a-z]+\.[0-9a-f]{10}\.(css|js|svg|woff2)")

views = Blueprint("assets", __name__)


@cache
def _manifest() -> dict[str, str]:
    try:
        return dict(json.loads((FOLDER / "manifest.json").read_text()))
    except FileNotFoundError as missing:
        raise errors.AssetMissing("Nettsidens stiler og skript er ikke bygd. Kjør `make setup`.") from missing


@cache
def _read() -> dict[str, bytes]:
    """Return the files that the manifest names, plain and compressed; one that is gone is left out."""
    names = [whole for name in _manifest().values() for whole in (name, f"{name}.gz")]
    return {name: (FOLDER / name).read_bytes() for name in names if (FOLDER / name).is_file()}


def _content(name: str) -> bytes | None:
    """Return the file's bytes: as they were when the server began, else as an earlier build left them."""
    if name in _read():
        return _read()[name]
    try:
        return (FOLDER / name).read_bytes()
    except OSError:
        return None


def address(name: str) -> str:
    """Return the address of a built file by its source's name."""
    _read()
    return url_for("assets.show", name=_manifest()[name])


@views.get("/static/<name>")
@rule.bare
@rule.public
def show(name: str) -> Response:
    """Serve one built file."""
    if not _NAME.fullmatch(name):
        abort(404)
    packed = _content(f"{name}.gz") if request.accept_encodings["gzip"] > 0 else None
    content = _content(name) if packed is None else packed
    if content is None:
        abort(404)
    response = make_response(content)
    response.mimetype = _media_type(name)
    if packed is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _media_type(name: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return kinds.get(Path(name).suffix, "application/octet-stream")

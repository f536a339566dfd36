"""Names of the built files: `app.css` → `/static/app.<hash>.css` (tools/build.web.mjs).

Knows the manifest the build writes, and serves the files: compressed where the browser takes it, kept for a year.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, request, url_for

from engine import errors
from webforms import rule

FOLDER = Path(__file__).parent / "static"
YEAR = 31536000

views = Blueprint("assets", __name__)


@cache
def _manifest() -> dict[str, str]:
    try:
        return dict(json.loads((FOLDER / "manifest.json").read_text()))
    except FileNotFoundError as missing:
        raise errors.AssetMissing("Nettsidens stiler og skript er ikke bygd. Kjør `make setup`.") from missing


def address(name: str) -> str:
    """Return the address of a built file by its source's name."""
    return url_for("assets.show", name=_manifest()[name])


@views.get("/static/<name>")
@rule.bare
@rule.public
def show(name: str) -> Response:
    """Serve one built file."""
    if name not in _manifest().values():
        abort(404)
    takes_gzip = request.accept_encodings["gzip"] > 0
    response = make_response((FOLDER / (f"{name}.gz" if takes_gzip else name)).read_bytes())
    response.mimetype = _media_type(name)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _media_type(name: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return kinds.get(Path(name).suffix, "application/octet-stream")

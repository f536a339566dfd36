"""The built files: a build beside a running server takes nothing from it, and what is gone is not found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webforms import built

NOW, BEFORE = "app.aaaaaaaaaa.js", "app.bbbbbbbbbb.js"


def test_a_file_that_a_build_sweeps_is_served_until_the_server_ends(folder: Path, guest: FlaskClient) -> None:
    guest.get("/logg-inn")
    (folder / NOW).unlink()
    (folder / f"{NOW}.gz").unlink()

    assert guest.get(f"/static/{NOW}").data == b"now"


def test_a_file_of_an_earlier_build_is_served_while_it_is_there(folder: Path, guest: FlaskClient) -> None:
    (folder / BEFORE).write_bytes(b"before")

    assert guest.get(f"/static/{BEFORE}", headers={"Accept-Encoding": "gzip"}).data == b"before"


@pytest.mark.parametrize(
    "name", ["app.cccccccccc.js", "builds.json", "app.js", "..%2fbuilt.py", "app.aaaaaaaaaa.js.gz"]
)
def test_what_is_not_there_is_not_found(folder: Path, guest: FlaskClient, name: str) -> None:
    assert guest.get(f"/static/{name}").status_code == 404


def test_a_file_that_the_manifest_names_and_nobody_built_is_not_found(folder: Path, guest: FlaskClient) -> None:
    assert guest.get("/static/app.dddddddddd.css").status_code == 404


@pytest.fixture
def guest(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in on."""
    return app.test_client()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of built files, read anew: `app.js` is there, the other files are missing."""
    manifest = {"app.js": NOW, "app.css": "app.dddddddddd.css", "icon.svg": "icon.dddddddddd.svg"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / NOW).write_bytes(b"now")
    (tmp_path / f"{NOW}.gz").write_bytes(b"packed")
    monkeypatch.setattr(built, "FOLDER", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    built._manifest.cache_clear()
    built._read.cache_clear()

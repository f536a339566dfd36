"""Every template draws, with nothing undefined, in both languages, without script or style in the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, g, render_template

from engine import clock, settings
from tests.webforms import gallery, gallery_values
from webforms import app as web
from webforms import language

TEMPLATES = Path(web.__file__).parent / "templates"
PAGES = sorted(gallery.every_page())


@pytest.mark.parametrize("spoken", ["nb", "nn"])
@pytest.mark.parametrize("name", PAGES)
def test_page_draws(draw: Callable[[str, str], str], name: str, spoken: str) -> None:
    html = draw(name, spoken)

    assert f'<html lang="{spoken}"' in html
    assert "<h1>" in html or "<h1" in html


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_inline_script_or_style(draw: Callable[[str, str], str], name: str) -> None:
    html = draw(name, "nb")

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on[a-z]+=\"", html)


@pytest.mark.parametrize("name", PAGES)
def test_title_names_no_child(draw: Callable[[str, str], str], name: str) -> None:
    title = re.search(r"<title>(.*?)</title>", draw(name, "nb"), re.S)

    assert title
    assert "Testelev" not in title[1]


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_labels_have_their_field(draw: Callable[[str, str], str], name: str) -> None:
    html = draw(name, "nb")
    ids = re.findall(r'\bid="([^"]+)"', html)

    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    assert [one for one in re.findall(r'\bfor="([^"]+)"', html) if one not in ids] == []
    named = [part for one in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html) for part in one.split()]
    assert [one for one in named if one not in ids] == []


def test_every_template_is_used(app: Flask) -> None:
    source = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    source += "".join(path.read_text() for path in Path(web.__file__).parent.rglob("*.py"))
    kinds = {f"fields/{kind}.html" for kind in ("text", "html")} | {"fields/row.html"}
    unused = [
        name
        for path in TEMPLATES.rglob("*.html")
        if (name := str(path.relative_to(TEMPLATES))) not in kinds
        and f'"{name}"' not in source
        and not name.startswith("fields/")
    ]

    assert unused == []


@pytest.fixture(scope="module")
def draw(app: Flask) -> Callable[[str, str], str]:
    def drawn(name: str, spoken: str) -> str:
        with clock.at(gallery_values.NOW), app.test_request_context("/"), language.using(spoken):
            g.person, g.roles = gallery_values.PERSON, frozenset({"rektor"})
            template, values = gallery.every_page()[name]
            return render_template(template, **values)

    return drawn


@pytest.fixture(scope="module")
def app() -> Flask:
    return web.create_app(settings.Settings(secret_key="x" * 40, log_level="CRITICAL"))


def test_a_link_in_running_text_looks_like_all_others() -> None:
    bare = re.compile(r"\s<a href")  # after a word; what a list of links or a calendar holds is dressed by that

    assert [path.name for path in sorted(TEMPLATES.rglob("*.html")) if bare.search(path.read_text())] == []

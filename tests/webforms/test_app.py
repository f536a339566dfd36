"""What holds for every route: a rule, headers, weight, errors as pages that keep the text."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from uuid import uuid4

import factories
import pytest
import structlog
from flask import Flask
from jinja2 import FileSystemLoader

from engine import db, errors, model, settings
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words
from tests.webforms.conftest import KEY
from webforms import app as web
from webforms import built, failures, posts, rule

FIRST_VISIT = 100_000


def test_every_route_declares_one_rule(app: Flask) -> None:
    assert {rule.of(app.view_functions[one.endpoint]) for one in app.url_map.iter_rules()} >= {"public", "task", "case"}


def test_a_second_rule_is_refused() -> None:
    with pytest.raises(TypeError):
        rule.public(rule.task(lambda: None))


def test_only_sign_in_health_and_files_are_public(app: Flask) -> None:
    public = {one.rule for one in app.url_map.iter_rules() if rule.of(app.view_functions[one.endpoint]) == rule.PUBLIC}

    assert public == {"/logg-inn", "/logg-ut", "/helse", "/helse/klokke", "/metrics", "/static/<name>"}


def test_no_route_lets_a_guest_in(app: Flask) -> None:
    guest = app.test_client()
    values = {"task_id": "00000000-0000-4000-8000-000000000000", "number": "2026-0001", "routine": "prove",
              "member_id": 1, "class_id": 1, "school_id": 1, "map_id": 1,
              "sheet": 1, "answer_id": 1, "document_id": 1, "path": "prove.bpmn"}  # fmt: skip
    for one in app.url_map.iter_rules():
        if rule.of(app.view_functions[one.endpoint]) != rule.PUBLIC and "GET" in (one.methods or ()):
            with app.test_request_context():
                # a version's number is a whole one, a case's is text
                known = values | ({"number": 1} if one.rule.startswith("/rutiner") else {})
                path = one.build(known, append_unknown=False)[1]
            assert guest.get(path).location.startswith("/logg-inn"), one.rule


@pytest.mark.parametrize("path", ["/logg-inn", "/helse", "/finnes-ikke"])
def test_headers_are_strict(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"


def test_first_visit_is_light(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = rektor.task()
    page = rektor.get(href)
    parts = find(page, "//link[@rel='stylesheet']/@href | //script/@src | //img/@src")

    weight = len(page.data) + sum(
        len(rektor.get(part, headers={"Accept-Encoding": "gzip"}).data) for part in set(parts)
    )

    assert weight < FIRST_VISIT


def test_built_files_are_compressed_and_kept(app: Flask) -> None:
    guest = app.test_client()
    with app.test_request_context():
        path = built.address("app.css")

    packed, plain = guest.get(path, headers={"Accept-Encoding": "gzip"}), guest.get(path)

    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]
    assert guest.get("/static/manifest.json").status_code == 404


def test_every_error_has_a_page_in_words() -> None:
    classes = [
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.SkolemiljoError)
    ]

    assert all(failures.page_for(one).heading for one in classes)


def test_database_down_keeps_the_text_and_offers_to_send_again(
    case: model.CaseRef, as_role: As, database: db.Database
) -> None:
    rektor = as_role("rektor")
    href = rektor.task()
    page = rektor.get(href)
    down = db.connect("postgresql://ingen@127.0.0.1:1/ingen", pool_size=1)
    db.configure(down)
    try:
        lost = rektor.fill(page, {"referat": "Det jeg skrev"})
    finally:
        db.configure(database)
        down.pool.dispose()

    assert lost.status_code == 503
    assert "Det jeg skrev" in words(lost)
    assert rektor.fill(lost, {}, button="").status_code == 302


def test_release_that_is_put_over_one_that_runs_changes_no_page_before_the_restart(
    own_app: Flask, tmp_path: Path
) -> None:
    loader = own_app.jinja_loader
    assert isinstance(loader, FileSystemLoader)
    shutil.copytree(loader.searchpath[0], tmp_path, dirs_exist_ok=True)
    loader.searchpath[:] = [str(tmp_path)]
    web.read_templates(own_app)

    for page in tmp_path.rglob("*.html"):
        page.write_text("{{ noe_som_bare_den_nye_koden_har() }}")

    assert own_app.test_client().get("/logg-inn").status_code == 200


def test_unexpected_fault_shows_a_reference_and_the_text(own_app: Flask, municipality: factories.Town) -> None:
    @rule.public
    def broken() -> str:
        raise RuntimeError("Testelev A står her")

    own_app.add_url_rule("/gaal", view_func=broken, methods=["POST"])
    rektor = browsers.browser(own_app, municipality.person("rektor"))
    page = rektor.post("/gaal", {"tekst": "Det jeg skrev"})

    assert page.status_code == 500
    assert "Det jeg skrev" in words(page)
    assert page.headers["X-Request-Id"] in words(page)
    assert "Testelev" not in page.text


@pytest.mark.parametrize(
    ("sent", "words_of_it"),
    [
        ({"referat": "Ute", "sted": "ute_i_skolegården", "hva": "mobbing", "utkast": "1"}, ["Ute", "mobbing"]),
        ({"hva": "skip", "til": "5f0d|BAE-H-03", "steg": str(uuid4()), "grunn": "feil"}, ["feil"]),
    ],
)
def test_without_its_form_what_was_chosen_is_told_from_what_was_written(
    app: Flask, sent: dict[str, str], words_of_it: list[str]
) -> None:
    with app.test_request_context("/", method="POST", data=sent):
        assert [text for _asked, text in posts.readable_pairs()] == words_of_it


def test_log_has_neither_names_nor_addresses(
    case: model.CaseRef, municipality: factories.Town, capsys: pytest.CaptureFixture[str]
) -> None:
    app = web.create_app(settings.Settings(secret_key=KEY, log_level="INFO"))
    structlog.configure(logger_factory=structlog.PrintLoggerFactory())
    rektor = browsers.browser(app, municipality.person("rektor"))
    rektor.get(f"/sak/{case.number}?navn=Testelev")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]

    assert [line["route"] for line in lines] == ["/sak/<number>"]
    assert not any(word in str(lines) for word in ("Testelev", case.number, "Rektor"))


def test_a_key_is_needed() -> None:
    with pytest.raises(errors.SettingsUnreadable):
        web.create_app(settings.Settings(secret_key=""))


def test_demo_lists_its_people_only_in_the_demo(app: Flask) -> None:
    assert "Demo:" not in app.test_client().get("/logg-inn").text


def test_moved_clock_is_told(app: Flask) -> None:
    from datetime import timedelta

    from engine import clock

    clock.shift(timedelta(days=42))
    try:
        page = app.test_client().get("/logg-inn")
    finally:
        clock.shift(timedelta(0))

    assert "Klokken i denne demoen er flyttet" in words(page)

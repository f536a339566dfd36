"""A held text on a machine that several people use: it is its owner's, whoever signs in between."""

from __future__ import annotations

import factories
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import errors, held_posts, model
from tests.webforms import browser as browsers
from tests.webforms.browser import find, words
from tests.webforms.signing_in import end_session, held, left_open, sign_in


def test_held_text_is_given_to_nobody_else(app: Flask, case: model.CaseRef, account: str, other_account: str) -> None:
    shared, href, page = left_open(app, account)
    shared.fill(page, {"referat": "Hemmelig"})

    sign_in(shared, other_account)
    page = shared.get(f"{href}?holdt=1")

    assert page.status_code == 200
    assert "Hemmelig" not in page.text


def test_held_text_outlives_what_others_do_on_the_same_machine(
    app: Flask, case: model.CaseRef, account: str, other_account: str
) -> None:
    shared, href = held(app, account, "Skrevet i en time")

    sign_in(shared, other_account)
    shared.get("/oppgaver")
    shared.post("/logg-ut")
    sign_in(shared, account)

    assert find(shared.get(f"{href}?holdt=1"), "//input[@name='referat']/@value") == ["Skrevet i en time"]


def test_held_text_comes_back_at_its_owners_next_sign_in_also_after_another(
    app: Flask, case: model.CaseRef, account: str, other_account: str
) -> None:
    shared, href = held(app, account, "Skrevet i en time")

    theirs = sign_in(shared, other_account)
    shared.post("/logg-ut")
    back = sign_in(shared, account)

    assert theirs.location == "/oppgaver"
    assert back.location == f"{href}?holdt=1"
    page = shared.get(back.location)
    assert "Du er logget inn igjen" in words(page)
    assert find(page, "//input[@name='referat']/@value") == ["Skrevet i en time"]
    shared.fill(page, {}, button="_gjor=lagre")
    assert sign_in(shared, account).location == "/oppgaver"  # it was taken in: nothing waits


def test_old_page_of_another_stores_nothing_as_who_is_signed_in_now_and_is_its_owners_again(
    app: Flask, case: model.CaseRef, account: str, other_account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = browsers.browser(app)
    sign_in(shared, account)
    href = shared.task()
    page = shared.get(href)
    sign_in(shared, other_account)

    answers = [
        shared.fill(page, {"referat": "Skrevet av rektor"}),
        shared.post(f"{href}/utkast", {"referat": "Skrevet", "csrf_token": token_of(page)}, headers={"X-Skript": "1"}),
    ]
    with monkeypatch.context() as broken:  # also where it cannot be held
        broken.setattr(held_posts, "keep", fails)
        answers.append(shared.fill(page, {"referat": "Skrevet av rektor"}))

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert "Siden ble åpnet av en annen" in words(answers[0])
    assert "Du er logget inn som Kontaktlærer Eksempel" in words(answers[0])
    assert not any("Skrevet" in answer.text for answer in (answers[0], answers[2], shared.get(href)))
    assert sign_in(shared, account).location == f"{href}?holdt=1"
    assert find(shared.get(f"{href}?holdt=1"), "//input[@name='referat']/@value") == ["Skrevet av rektor"]


def test_text_of_a_page_is_held_for_who_opened_it_not_for_who_signed_in_last(
    app: Flask, case: model.CaseRef, account: str, other_account: str
) -> None:
    shared = browsers.browser(app)
    sign_in(shared, account)
    page = shared.get(shared.task())
    sign_in(shared, other_account)
    shared.post("/logg-ut")

    shared.fill(page, {"referat": "Skrevet av rektor"})

    assert sign_in(shared, other_account).location == "/oppgaver"
    assert "?holdt=1" in sign_in(shared, account).location


def test_texts_of_two_people_at_one_page_are_held_beside_each_other(
    app: Flask, case: model.CaseRef, account: str, other_account: str
) -> None:
    shared, href = held(app, account, "Skrevet av rektor")
    sign_in(shared, other_account)
    page = shared.get(href)
    end_session(shared)
    shared.fill(page, {"referat": "Skrevet av læreren"})

    found = {}
    for username in (account, other_account):
        back = shared.get(sign_in(shared, username).location)
        found[username] = find(back, "//input[@name='referat']/@value")

    assert found == {account: ["Skrevet av rektor"], other_account: ["Skrevet av læreren"]}


def test_held_text_is_unreadable_in_the_database(municipality: factories.Town) -> None:
    mine = municipality.person("rektor").id
    token = held_posts.keep("/oppgave/x", b"Hemmelig", person_id=mine) or ""

    assert held_posts.kept(token, person_id=mine) == ("/oppgave/x", b"Hemmelig")
    assert held_posts.kept("en-annen", person_id=mine) is None
    held_posts.forget(token)
    assert held_posts.kept(token, person_id=mine) is None


def token_of(page: TestResponse) -> str:
    return str(find(page, "//input[@name='csrf_token']/@value")[0])


def fails(*_args: object, **_more: object) -> None:
    raise errors.DatabaseUnavailable

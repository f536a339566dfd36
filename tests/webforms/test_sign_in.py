"""Sign-in and sign-out: who gets in, how often one may try, where it leads, and what ends a session."""

from __future__ import annotations

import factories
import pytest
from flask import Flask

from engine import people
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words
from tests.webforms.signing_in import sign_in
from webforms import auth


def test_pages_ask_for_sign_in_and_come_back(app: Flask, account: str) -> None:
    guest = browsers.browser(app)
    page = guest.client.get("/rutiner")

    assert page.location == "/logg-inn?til=/rutiner"

    answer = sign_in(guest, account, to="/rutiner")

    assert answer.location == "/rutiner"
    assert guest.get("/rutiner").status_code == 200


def test_session_cookie_is_closed_to_scripts_and_other_sites(app: Flask, account: str) -> None:
    answer = sign_in(browsers.browser(app), account)

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(auth.SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_wrong_password_is_told_without_saying_which(app: Flask, account: str) -> None:
    guest = browsers.browser(app)

    wrong, unknown = sign_in(guest, account, password="x"), sign_in(guest, "ingen", password="x")

    assert wrong.status_code == unknown.status_code == 401
    assert "Brukernavnet eller passordet er feil." in words(wrong)
    assert find(wrong, "//input[@name='bruker']/@value") == [account]


def test_many_attempts_are_stopped_for_a_while(app: Flask, account: str) -> None:
    guest = browsers.browser(app)

    answers = [sign_in(guest, account, password="x").status_code for _ in range(30)]

    assert answers[-1] == 429


def test_pupil_on_the_school_network_keeps_no_teacher_off_the_own_machine(app: Flask, account: str) -> None:
    own, pupil = browsers.browser(app), browsers.browser(app)
    sign_in(own, account)
    own.post("/logg-ut")

    for number in range(40):
        sign_in(pupil, f"gjetning{number}", password="x")
    for _ in range(10):
        sign_in(pupil, account, password="x")

    assert sign_in(pupil, account).status_code == 429
    assert sign_in(own, account).status_code == 302


def test_forged_cookie_makes_no_device_known(app: Flask, account: str, municipality: factories.Town) -> None:
    guest = browsers.browser(app)
    guest.client.set_cookie(auth.WHO, str(municipality.person("rektor").id))

    for _ in range(10):
        answer = sign_in(guest, account, password="x")

    assert answer.status_code == 429


@pytest.mark.parametrize(
    "to", ["https://ond.invalid/", "//ond.invalid/", "/\\ond.invalid", "javascript:alert(1)", "/a\r\nX: y", ""]
)
def test_sign_in_leads_only_to_our_own_pages(app: Flask, account: str, to: str) -> None:
    assert sign_in(browsers.browser(app), account, to=to).location == "/oppgaver"


def test_sign_out_ends_the_session_for_good(as_role: As) -> None:
    rektor = as_role("rektor")
    token = rektor.client.get_cookie(auth.SESSION).value

    rektor.post("/logg-ut")

    assert people.session(token) is None
    assert rektor.client.get("/oppgaver").location.startswith("/logg-inn")


@pytest.mark.parametrize(
    ("headers", "is_out"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://ond.invalid"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
def test_old_page_signs_out_and_another_site_does_not(as_role: As, headers: dict[str, str], is_out: bool) -> None:
    rektor = as_role("rektor")
    token = rektor.client.get_cookie(auth.SESSION).value

    answer = rektor.client.post("/logg-ut", data={"csrf_token": "for-gammel"}, headers=headers)

    assert (people.session(token) is None) is is_out
    assert (rektor.client.get_cookie(auth.SESSION) is None) is is_out
    assert answer.status_code == (302 if is_out else 400)
    if not is_out:
        assert "Trykk Logg ut en gang til" in words(answer)
        assert rektor.post("/logg-ut").status_code == 302
        assert people.session(token) is None


def test_who_signs_in_over_another_ends_that_session(app: Flask, account: str, other_account: str) -> None:
    shared = browsers.browser(app)
    sign_in(shared, account)
    first = shared.client.get_cookie(auth.SESSION).value

    sign_in(shared, other_account)

    assert people.session(first) is None


def test_a_button_without_a_page_leads_to_the_inbox(app: Flask, database: object) -> None:
    answer = browsers.browser(app).post("/sak/2026-0001/driftsstans")

    assert answer.location == "/logg-inn"

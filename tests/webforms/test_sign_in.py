"""Sign-in, sign-out, and the text of a POST that met an ended session."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import factories
import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from engine import accounts, errors, held_posts, model, people
from tests.webforms import browser as browsers
from tests.webforms.browser import Browser, find, words
from webforms import auth

As = Callable[[str], Browser]
PASSWORD = "bare-for-prøver-12"


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


def test_files_sent_after_the_session_ended_are_asked_for_by_name(
    app: Flask, case: model.CaseRef, account: str
) -> None:
    rektor = browsers.browser(app)
    sign_in(rektor, account)
    href = find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0]
    page = rektor.get(href)
    people.close_session(rektor.client.get_cookie(auth.SESSION).value)
    values, action = rektor.form_of(page)
    values.setlist("referat", ["Mine ord"])
    values.setlist("vedlegg", [FileStorage(BytesIO(b"et notat"), filename="notat fra møtet.txt")])

    rektor.send(action, values)
    sign_in(rektor, account)
    back = rektor.get(f"{href}?holdt=1")

    assert find(back, "//input[@name='referat']/@value") == ["Mine ord"]
    assert "Filen «notat fra møtet.txt» fulgte ikke med gjennom innloggingen. Legg den ved på nytt." in words(back)
    assert rektor.fill(back, {}).status_code == 302


def test_text_sent_after_the_session_ended_is_there_after_sign_in(
    app: Flask, case: model.CaseRef, account: str
) -> None:
    rektor = browsers.browser(app)
    sign_in(rektor, account)
    href = find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0]
    page = rektor.get(href)
    people.close_session(rektor.client.get_cookie(auth.SESSION).value)

    answer = rektor.fill(page, {"referat": "Skrevet i en time", "trygg": "nei", "hvorfor": "Mer tid"})
    asked = rektor.get(answer.location)

    assert "Det du skrev, er tatt vare på" in words(asked)

    back = sign_in(rektor, account, to=find(asked, "//input[@name='til']/@value")[0])
    page = rektor.get(back.location)

    assert find(page, "//input[@name='referat']/@value") == ["Skrevet i en time"]
    assert find(page, "//input[@name='hvorfor']/@value") == ["Mer tid"]
    assert rektor.fill(page, {}).status_code == 302


def test_held_text_is_given_to_nobody_else(app: Flask, case: model.CaseRef, account: str, other_account: str) -> None:
    shared = browsers.browser(app)
    sign_in(shared, account)
    href = find(shared.get("/oppgaver"), "//a[@class='name']/@href")[0]
    page = shared.get(href)
    people.close_session(shared.client.get_cookie(auth.SESSION).value)
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
    href = find(shared.get("/oppgaver"), "//a[@class='name']/@href")[0]
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
    page = shared.get(find(shared.get("/oppgaver"), "//a[@class='name']/@href")[0])
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
    people.close_session(shared.client.get_cookie(auth.SESSION).value)
    shared.fill(page, {"referat": "Skrevet av læreren"})

    found = {}
    for username in (account, other_account):
        back = shared.get(sign_in(shared, username).location)
        found[username] = find(back, "//input[@name='referat']/@value")

    assert found == {account: ["Skrevet av rektor"], other_account: ["Skrevet av læreren"]}


def test_who_is_on_the_way_to_one_held_text_gets_there_before_another(
    app: Flask, case: model.CaseRef, account: str
) -> None:
    rektor, href = held(app, account, "Skrevet i en time")
    rektor.post("/meld/prove", {"hva": "En annen fane"})

    answers = [sign_in(rektor, account, to=f"{path}?holdt=1").location for path in (href, "/meld/prove")]

    assert answers == [f"{href}?holdt=1", "/meld/prove?holdt=1"]


def test_texts_of_two_pages_are_held_beside_each_other(app: Flask, case: model.CaseRef, account: str) -> None:
    rektor, href = held(app, account, "Skrevet i en time")
    rektor.post("/meld/prove", {"hva": "En annen fane"})

    sign_in(rektor, account)

    assert find(rektor.get(f"{href}?holdt=1"), "//input[@name='referat']/@value") == ["Skrevet i en time"]
    assert find(rektor.get("/meld/prove?holdt=1"), "//input[@name='hva']/@value") == ["En annen fane"]


def test_held_text_is_shown_where_the_task_was_done_meanwhile(
    app: Flask, case: model.CaseRef, account: str, as_role: As
) -> None:
    rektor, href = held(app, account, "Skrevet i en time")
    teacher = as_role("kontaktlærer")
    teacher.fill(teacher.get(href), {"referat": "Først", "trygg": "ja"})

    sign_in(rektor, account)
    page = rektor.get(f"{href}?holdt=1")

    assert page.status_code == 409
    assert "Skrevet i en time" in words(page)


def test_who_signs_in_over_another_ends_that_session(app: Flask, account: str, other_account: str) -> None:
    shared = browsers.browser(app)
    sign_in(shared, account)
    first = shared.client.get_cookie(auth.SESSION).value

    sign_in(shared, other_account)

    assert people.session(first) is None


def test_held_text_is_unreadable_in_the_database(municipality: factories.Town) -> None:
    mine = municipality.person("rektor").id
    token = held_posts.keep("/oppgave/x", b"Hemmelig", person_id=mine) or ""

    assert held_posts.kept(token, person_id=mine) == ("/oppgave/x", b"Hemmelig")
    assert held_posts.kept("en-annen", person_id=mine) is None
    held_posts.forget(token)
    assert held_posts.kept(token, person_id=mine) is None


def test_a_stranger_can_store_nothing(app: Flask, database: object) -> None:
    guest = browsers.browser(app)

    answer = guest.post("/oppgave/00000000-0000-4000-8000-000000000000", {"referat": "x" * 1000})

    assert answer.status_code == 302
    assert "skolemiljo_holdt" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_button_without_a_page_leads_to_the_inbox(app: Flask, database: object) -> None:
    answer = browsers.browser(app).post("/sak/2026-0001/driftsstans")

    assert answer.location == "/logg-inn"


def test_expired_page_is_drawn_again_with_the_text(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0])

    again = rektor.fill(page, {"referat": "Skrevet lenge", "csrf_token": "for-gammel"})

    assert "Siden hadde stått åpen for lenge" in words(again)
    assert find(again, "//input[@name='referat']/@value") == ["Skrevet lenge"]
    assert rektor.fill(again, {}).status_code == 302


def test_expired_page_changes_nothing(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = find(rektor.get("/oppgaver"), "//a[@class='name']/@href")[0]

    rektor.fill(rektor.get(href), {"referat": "Fra et fremmed nettsted", "csrf_token": "falsk"}, button="_gjor=lagre")

    assert find(rektor.get(href), "//input[@name='referat']/@value") == [""]


def held(app: Flask, username: str, said: str) -> tuple[Browser, str]:
    """Send `said` on a task page whose session has ended; return the browser and the page's address."""
    browser = browsers.browser(app)
    sign_in(browser, username)
    href = find(browser.get("/oppgaver"), "//a[@class='name']/@href")[0]
    page = browser.get(href)
    people.close_session(browser.client.get_cookie(auth.SESSION).value)
    browser.fill(page, {"referat": said})
    return browser, href


def sign_in(guest: Browser, username: str, *, password: str = PASSWORD, to: str = "/oppgaver") -> object:
    return guest.post("/logg-inn", {"bruker": username, "passord": password, "til": to})


def token_of(page: TestResponse) -> str:
    return str(find(page, "//input[@name='csrf_token']/@value")[0])


def fails(*_args: object, **_more: object) -> None:
    raise errors.DatabaseUnavailable


@pytest.fixture
def account(municipality: factories.Town) -> str:
    accounts.create(person_id=municipality.person("rektor").id, username="rektor.eksempel", password=PASSWORD)
    return "rektor.eksempel"


@pytest.fixture
def other_account(municipality: factories.Town) -> str:
    accounts.create(person_id=municipality.person("kontaktlærer").id, username="larer.eksempel", password=PASSWORD)
    return "larer.eksempel"

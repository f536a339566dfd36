"""The text of a POST that met an ended session or an old page: it is there again after sign-in."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from werkzeug.datastructures import FileStorage

from engine import model
from tests.webforms import browser as browsers
from tests.webforms.browser import As, find, words
from tests.webforms.signing_in import held, left_open, sign_in


def test_files_sent_after_the_session_ended_are_asked_for_by_name(
    app: Flask, case: model.CaseRef, account: str
) -> None:
    rektor, href, page = left_open(app, account)
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
    rektor, _href, page = left_open(app, account)

    answer = rektor.fill(page, {"referat": "Skrevet i en time", "trygg": "nei", "hvorfor": "Mer tid"})
    asked = rektor.get(answer.location)

    assert "Det du skrev, er tatt vare på" in words(asked)

    back = sign_in(rektor, account, to=find(asked, "//input[@name='til']/@value")[0])
    page = rektor.get(back.location)

    assert find(page, "//input[@name='referat']/@value") == ["Skrevet i en time"]
    assert find(page, "//input[@name='hvorfor']/@value") == ["Mer tid"]
    assert rektor.fill(page, {}).status_code == 302


def test_held_text_is_the_draft_for_who_leaves_the_page_without_sending_it(
    app: Flask, case: model.CaseRef, account: str
) -> None:
    rektor, href = held(app, account, "Skrevet i en time")
    rektor.post("/meld/prove", {"hva": "En annen fane"})
    sign_in(rektor, account)

    shown = [rektor.get(f"{path}?holdt=1") for path in (href, "/meld/prove")]

    assert ["Lagret" in words(one) for one in shown] == [True, True]
    assert find(rektor.get(href), "//input[@name='referat']/@value") == ["Skrevet i en time"]
    assert find(rektor.get("/meld/prove"), "//input[@name='hva']/@value") == ["En annen fane"]


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


def test_a_stranger_can_store_nothing(app: Flask, database: object) -> None:
    guest = browsers.browser(app)

    answer = guest.post("/oppgave/00000000-0000-4000-8000-000000000000", {"referat": "x" * 1000})

    assert answer.status_code == 302
    assert "skolemiljo_holdt" not in str(answer.headers.getlist("Set-Cookie"))


def test_expired_page_is_drawn_again_with_the_text(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.get(rektor.task())

    again = rektor.fill(page, {"referat": "Skrevet lenge", "csrf_token": "for-gammel"})

    assert "Siden hadde stått åpen for lenge" in words(again)
    assert find(again, "//input[@name='referat']/@value") == ["Skrevet lenge"]
    assert rektor.fill(again, {}).status_code == 302


def test_expired_page_changes_nothing(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = rektor.task()

    rektor.fill(rektor.get(href), {"referat": "Fra et fremmed nettsted", "csrf_token": "falsk"}, button="_gjor=lagre")

    assert find(rektor.get(href), "//input[@name='referat']/@value") == [""]

"""Flytte saker: what was chosen stays on the page until it is done; to look first must not move other cases."""

from __future__ import annotations

import diagrams
import factories
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import cases, model
from engine.overview import moving
from engine.people import accounts
from tests.webforms import browser as browsers
from tests.webforms.browser import As, Browser, find
from tests.webforms.signing_in import PASSWORD, end_session, sign_in

PATH = "/rutiner/prove/utgave/2/flytt"
LANES = {"Kontaktlærer/Rektor": ["inn", "SAMTALE", "NY"]}
KEY = "deadlines.SAMTALE"


@pytest.fixture
def three(municipality: factories.Town, case: model.CaseRef) -> list[str]:
    """Three cases whose deadline is another in version 2."""
    others = [again(municipality, number) for number in range(2)]
    drawn = diagrams.chain("prove", diagrams.task("SAMTALE", diagrams.due("6 uker")), lanes=LANES)
    diagrams.publish(municipality.id, "prove", drawn)
    return [case.number, *(one.number for one in others)]


def again(town: factories.Town, number: int) -> model.CaseRef:
    """Open one more case."""
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="prove", raw=raw, token=f"flere-{number}")


def picked(browser: Browser, page: TestResponse) -> list[str]:
    """Return the cases that the page would move, none for all."""
    return browser.form_of(page)[0].getlist("sak")


def test_one_case_that_is_picked_stays_picked_until_it_is_moved(three: list[str], as_role: As) -> None:
    owner = as_role("prosesseier")

    seen = owner.fill(owner.get(PATH), {"sak": three[1], KEY: "keep"}, "_gjor=se")
    without = owner.fill(seen, {}, "_gjor=flytt")
    assert (without.status_code, picked(owner, seen), picked(owner, without)) == (422, [three[1]], [three[1]])
    (fold,) = find(without, "//details[.//input[@name='sak'] and @open]/summary")
    assert " ".join(fold.text_content().split()) == "Velg bare noen saker (1)"
    moved = owner.fill(without, {"grunn": "Bare denne"}, "_gjor=flytt")

    assert "1 sak er flyttet. 2 står igjen." in moved.text
    assert picked(owner, moved) == []


def test_an_answer_can_be_seen_and_changed_until_the_cases_are_moved(three: list[str], as_role: As) -> None:
    owner = as_role("prosesseier")

    seen = owner.fill(owner.get(PATH), {KEY: "recount"}, "_gjor=se")
    assert "beholdes?" in seen.text
    assert owner.form_of(seen)[0].getlist(KEY) == ["recount"]
    changed = owner.fill(seen, {KEY: ""}, "_gjor=se")

    assert owner.form_of(changed)[0].getlist(KEY) == [""]
    assert "Noe må velges" in changed.text


@pytest.mark.parametrize("way", ["press", "sign in"])
def test_what_was_picked_follows_to_the_next_part_and_through_a_sign_in(
    three: list[str], app: Flask, municipality: factories.Town, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(moving, "LOOK", 2)
    accounts.create(person_id=municipality.person("prosesseier").id, username="eier", password=PASSWORD)
    owner = browsers.browser(app)
    sign_in(owner, "eier")
    open_page = owner.get(PATH)

    if way == "sign in":
        end_session(owner)
    page = owner.fill(open_page, {"sak": three[0], KEY: "keep", "grunn": "Bare denne"}, "del=2")
    if way == "sign in":
        sign_in(owner, "eier")
        page = owner.get(f"{PATH}?holdt=1")

    assert "sak 3–3 av 3" in page.text
    assert picked(owner, page) == [three[0]]
    assert owner.form_of(page)[0].getlist(KEY) == ["keep"]
    assert "1 sak er flyttet." in owner.fill(page, {}, "_gjor=flytt").text


def test_moving_is_offered_only_where_some_case_follows_another_version(three: list[str], as_role: As) -> None:
    owner = as_role("prosesseier")
    version = PATH.removesuffix("/flytt")
    assert find(owner.get(version), f"//a[@href='{PATH}']")

    owner.fill(owner.get(PATH), {KEY: "keep", "grunn": "Alle"}, "_gjor=flytt")

    assert find(owner.get(version), f"//a[@href='{PATH}']") == []
    assert find(owner.get("/rutiner/prove/utgave/1"), "//a[@href='/rutiner/prove/utgave/1/flytt']")
    assert "Alle åpne saker du kan flytte, følger denne utgaven." in owner.get(PATH).text

"""No child's or parent's name in an address, a page's title, a log line or a message, whatever happens in a case.

Over a case in each state, through the web, the clock and the mail (design 11; domain.md 6.3). A name stands in the
pages' own text only, for those who may read it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import factories
import lxml.html
import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from engine import clock, db, scheduler, settings, tables, timers
from notifications import channels, send
from tests.webforms import browser as browsers
from tests.webforms import case_states
from webforms import app as web

PUPIL, OTHER, PARENT = "Zebulon Kvistprøve", "Yrsalill Bladprøve", "Quirina Kvistprøve"
NAMED = re.compile(r"zebulon|yrsalill|quirina|\w+prøve\b", re.IGNORECASE)
# reader → the states whose pages are looked at
READERS = {"rektor": [*case_states.OPEN_TO], "skoleeier": ["skjermet"], "lærer": ["åpen", "avsluttet"]}
SHOWN = ("//title/text()", "//@href", "//@action", "//@formaction", "//@src", "//@data-url", "//meta/@content")


def test_a_name_stands_in_the_text_of_pages_and_nowhere_else(
    walked: list[TestResponse], mails: list[channels.Mail], said: Callable[[], str]
) -> None:
    lines = said().splitlines()

    assert {one for page in walked for one in NAMED.findall(text_of(page))} >= {"Zebulon", "Kvistprøve", "Yrsalill"}
    assert [found for page in walked for found in told_outside_the_text(page) if NAMED.search(found)] == []
    assert len(lines) > len(walked)
    assert [line for line in lines if NAMED.search(line)] == []
    assert len({one.subject.partition(" i sak ")[0] for one in mails}) > 2
    assert [one for one in mails if NAMED.search(f"{one.subject} {one.body} {one.name} {one.email}")] == []


def text_of(page: TestResponse) -> str:
    """Return the page, nothing for a picture or a letter."""
    return page.text if page.mimetype == "text/html" else ""


def told_outside_the_text(page: TestResponse) -> list[str]:
    """Return what a page says where a browser's history, a proxy or a screen in a corridor would show it."""
    found = [page.request.url, *[value for name, value in page.headers if name in ("Location", "Set-Cookie")]]
    if page.mimetype == "text/html":
        document = lxml.html.fromstring(page.text)
        found += [str(one) for path in SHOWN for one in document.xpath(path)]
    return found


def work(who: browsers.Browser, pupil: str, town: factories.Town) -> list[TestResponse]:
    """Report on a pupil, fill in wrongly, save, hold, and complete, with the name in every text."""
    text = f"{PUPIL} sier at {OTHER} ler. Mor heter {PARENT}."
    form = who.get(f"/meld/{case_states.ROUTINE}")
    done = [form, who.fill(form, {"elev": str(town.pupil(pupil).id), "hva": text})]
    done.append(who.get("/oppgaver"))
    task = str(lxml.html.fromstring(done[-1].text).xpath("//a[@class='name']/@href")[0])
    for fields, button in (({"vei": text}, "_gjor=fullfor"), ({"referat": text, "vei": text}, "_gjor=lagre")):
        done += [page := who.get(task), who.fill(page, fields, button)]
    done += [page := who.get(task), who.fill(page, {"referat": text, "vei": text})]  # no such way: an incident
    for address in (f"/sak/{PUPIL}", f"/oppgaver?vis={PUPIL}", f"/rutiner/{PUPIL}"):  # only the log is asked of these
        who.get(address)
    who.post("/logg-inn", {"brukernavn": PUPIL, "passord": PARENT})
    return done


@pytest.fixture
def walked(
    said: Callable[[], str], app: Flask, municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> list[TestResponse]:
    """Work through the web, let time pass, and open every address; return every answer. What is logged is kept."""
    town, own = municipality, clock_at(case_states.START)
    rename({"Testelev A": PUPIL, "Testelev B": OTHER, "Forelder A": PARENT})
    seeds = case_states.make_all(town, own)
    pages = work(browsers.browser(app, town.person("rektor")), "Testelev A", town)
    own.set(own.now() + timedelta(days=60))
    scheduler.sweep("frister", timers.fire_due)
    for reader, states in READERS.items():
        who, own_seeds = browsers.browser(app, town.person(reader)), {state: seeds[state] for state in states}
        pages += [who.client.get(address) for _rule, _seen, address in case_states.addresses(app, own_seeds)]
    return pages


@pytest.fixture
def mails() -> list[channels.Mail]:
    """Return every message that is queued, as it is sent."""
    sent: list[channels.Mail] = []

    class Kept:
        def send(self, mail: channels.Mail) -> None:
            sent.append(mail)

        def close(self) -> None:
            pass

    scheduler.sweep("varsler", lambda: send.deliver_pending(Kept(), limit=2000))
    return sent


@pytest.fixture
def app(database: db.Database) -> Iterator[Flask]:
    """Return the application, which logs all it ever would."""
    yield web.create_app(settings.Settings(secret_key="bare-for-prøver-" * 3, log_level="DEBUG"))
    structlog.reset_defaults()


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Return a function that gives all that has been written to the log, by whatever way."""
    caplog.set_level(logging.INFO)

    def all_of_it() -> str:
        out, err = capfd.readouterr()
        return "\n".join([out, err, caplog.text])

    return all_of_it


def rename(names: dict[str, str]) -> None:
    """Give people of the register other names."""
    people = tables.people
    with db.transaction() as connection:
        for old, new in names.items():
            connection.execute(sa.update(people).where(people.c.name == old).values(name=new))

"""What a nynorsk user reads: no page of ours says anything in bokmål, whatever the municipality has written in its own.

The sample municipality's cases are walked through the web by people who have chosen nynorsk. What diagrams, forms and
answers say stays as it was written, and is taken out of a page's text before our own words are looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import lxml.etree
import lxml.html
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from engine import bpmn, db, model, people, phrases, sample, settings, tables
from engine.bpmn import values
from engine.bpmn.running import faults
from engine.cases.steps import incidents
from engine.overview import about
from engine.sample import cases as sample_cases
from tests.webforms.browser import Browser, browser, find
from webforms import app as web
from webforms import language

NOW = "2026-11-20 13:00"
BOKMAAL = re.compile(
    r"\b(ikke|jeg|noe|noen|hvem|hva|hvor|hvordan|hvorfor|hvilken|hvilke|fra|frem|bare|være|ble|en|disse|mer|mye|gjøre|"
    r"gjøres|gikk|uker?|uken|dager|måned(er)?|skoledager|timer|minutter|nå|åpen|åpnet|åpne|siden|lagret|endret|startet|"
    r"stoppet|velg|kommer|trenger|selv|innen|hendelse[rn]?|deltakere?|mottatt|oppgaven?|oppgaver|saken|"
    r"skoleeier|kontaktlærer|lærer|ansatt|avdelingsleder|sosiallærer|rollen|svarene|vises|se|brukeren|meldingen|"
    r"filen|hjelpe|fullføre|utført|tilbake til listen|leder|regnet|teller|hopper|flyttet|beregnet)\b",
    re.IGNORECASE,
)
_NOT = "script", "style", "code", "*[contains(@class, 'guide')]"
SEEN = f"//body//text()[not({' or '.join(f'ancestor::{one}' for one in _NOT)})]"
SPOKEN = "//body//@aria-label | //body//@title | //body//@placeholder | //head/title/text()"
LONG = 12


def test_pages_say_nothing_in_bokmaal_to_who_has_chosen_nynorsk(town: Town) -> None:
    rektor, teacher = town.browser("rektor"), town.browser("laerer")
    users = (rektor, town.browser("kontaktlaerer"), town.browser("skoleeier"))

    pages = [page for user in users for page in walk(user)]
    refused = list(refusals(town, rektor, teacher))
    stop_first_case()
    stopped = [rektor.get("/saker-som-staar"), rektor.get(f"/sak/{first_case()}")]

    assert {page.status_code for page in refused} >= {404, 409, 422}
    assert all("Rutinen stoppa ved «Steg» (STEG): ingen av vilkåra er oppfylte" in page.text for page in stopped)
    every = [*pages, *refused, *stopped, receipt(town)]
    assert {said: page.request.path for page in every for said in town.bokmaal(page)} == {}


def refusals(town: Town, rektor: Browser, teacher: Browser) -> Iterator[TestResponse]:
    """Yield error pages, and forms that come back."""
    task = rektor.task()
    case = find(rektor.get(task), "//a[starts-with(@href, '/sak/')]/@href")[0]
    yield rektor.get("/finnes-ikke")
    yield teacher.get(case)
    yield teacher.get(task)
    yield rektor.get(closed_task())
    yield rektor.post(f"{case}/elev", {"elev": "", "grunn": ""})
    yield rektor.get(f"{case}/skole")
    yield rektor.post(f"{case}/deltakere", {"person": str(town.person("laerer").id), "grunn": ""})
    yield rektor.fill(rektor.get(task), {})
    yield rektor.fill(rektor.get("/meld/baerum-handtering"), {})
    yield rektor.get(f"{task}/overlat")


def receipt(town: Town) -> TestResponse:
    """Return the receipt of who reported the first case."""
    c = tables.cases.c
    with db.reading() as connection:
        reporter = connection.scalar(sa.select(c.opened_by).where(c.number == first_case()))
    page = browser(town.app, people.person(int(reporter or 0))).get(f"/kvittering/{first_case()}")
    assert page.status_code == 200
    return page


def walk(user: Browser) -> Iterator[TestResponse]:
    """Yield the inbox, the pages it leads to, and every tab of the cases behind them."""
    inbox = user.get("/oppgaver")
    tasks = find(inbox, "//a[@class='name']/@href")
    cases = {number for task in tasks for number in find(user.get(task), "//a[starts-with(@href, '/sak/')]/@href")}
    tabs = [tab for case in cases for tab in find(user.get(case), "//nav//a[starts-with(@href, '/sak/')]/@href")]
    yield inbox
    for path in [*tasks, *sorted(cases), *tabs, "/saker-som-staar", "/rutiner", "/meld", "/meld/baerum-handtering"]:
        yield user.get(path)


class Town:
    """The sample municipality with its cases; everybody has chosen nynorsk."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.written = _written()

    def person(self, username: str) -> model.Person:
        a = tables.accounts.c
        with db.reading() as connection:
            number = connection.scalar(sa.select(a.person_id).where(a.username == username))
        assert number is not None
        return people.person(number)

    def browser(self, username: str) -> Browser:
        return browser(self.app, self.person(username))

    def bokmaal(self, page: TestResponse) -> list[str]:
        """Return our own texts on the page that have a bokmål word."""
        tree = lxml.html.fromstring(page.text)
        for kept in tree.xpath("//span[@class='nowrap'] | //wbr"):  # where a text may break, or not: part of it
            kept.drop_tag()
        texts = [plain(str(one)) for one in [*tree.xpath(SEEN), *tree.xpath(SPOKEN)]]
        parts = [part for text in texts for part in text.split(" · ")]
        # what somebody has written is taken out of few: to take it out of all was most of the test's time
        suspects = [part for part in dict.fromkeys(parts) if BOKMAAL.search(part)]
        return [part for part in suspects if BOKMAAL.search(self._ours(part))]

    def _ours(self, text: str) -> str:
        if text in self.written:
            return ""
        for written in sorted((one for one in self.written if one in text and _is_long(one)), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", "…", text)
        return text


def _written() -> set[str]:
    """Return all that the municipality and its people have written: diagrams, forms, letters, answers, names."""
    found: set[str] = set()
    f, a, p = tables.publication_files.c, tables.answers.c, tables.people.c
    with db.reading() as connection:
        for path, content in connection.execute(sa.select(f.path, f.content)):
            if path.endswith(".bpmn"):
                for element in lxml.etree.fromstring(content).iter():
                    found.update(str(one) for one in [*element.attrib.values(), element.text or ""])
                    found.add(about.first_sentence(element.text or ""))
            elif path.endswith((".form", ".json")):
                found.update(_texts(json.loads(content)))
        for content in connection.scalars(sa.select(a.content)):
            found.update(_texts(content))
        for table, column in ((tables.people, p.name), (tables.schools, tables.schools.c.name)):
            found.update(connection.scalars(sa.select(column).select_from(table)))
        found.update(connection.scalars(sa.select(tables.documents.c.title)))
    return {plain(one) for text in found for one in (text, *text.splitlines())} - {""}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _is_long(text: str) -> bool:
    return len(text) >= LONG or " " in text


def plain(text: str) -> str:
    return " ".join(text.split())


def closed_task() -> str:
    t = tables.tasks.c
    with db.reading() as connection:
        done = sa.select(t.id).where(t.status == "done", t.role_text.ilike("%rektor%")).limit(1)
        return f"/oppgave/{connection.scalar(done)}"


def first_case() -> str:
    c = tables.cases.c
    first = sa.select(c.number).where(c.status == "open", c.shielded_role == "").order_by(c.id).limit(1)
    with db.reading() as connection:
        return str(connection.scalar(first))


def stop_first_case() -> None:
    """Let a case stand with a fault, as a diagram would give it."""
    c = tables.cases.c
    with db.reading() as connection:
        case_id = connection.scalar(sa.select(c.id).where(c.number == first_case()))
    what = phrases.say("ingen av betingelsene er oppfylt, og det er ingen standardflyt.")
    fault = faults.fault(values.Element(id="STEG", kind="userTask", name="Steg", process="p"), what)
    incidents.raise_incident(int(case_id or 0), fault, {"kind": "complete", "answer": 0})


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    bpmn.forget()


@pytest.fixture
def town(database: db.Database, clock_at: Callable[[str], None]) -> Iterator[Town]:
    clock_at(NOW)
    sample.ensure()
    sample_cases.ensure(sample.municipality_id(), folder=settings.ROOT / "processes")
    with db.transaction() as connection:
        connection.execute(sa.update(tables.people).values(language="nn"))
    with language.using("nb"):  # a request of the test client leaves its language behind
        yield Town(web.create_app(settings.Settings(secret_key="bare-for-prøver-" * 3, log_level="CRITICAL")))

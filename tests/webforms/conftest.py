"""What web tests share: the application on the test's database, browsers of people, and a small published routine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import diagrams
import factories
import pytest
from flask import Flask, g, render_template
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine import cases, clock, db, logs, model, people, settings
from engine.people import accounts
from tests.webforms import browser as browsers
from tests.webforms import gallery, gallery_values
from tests.webforms.signing_in import PASSWORD
from webforms import app as web
from webforms import auth, language, rule

KEY = "bare-for-prøver-" * 3
TALK = diagrams.form(
    "samtale",
    {
        "type": "datetime", "id": "d1", "key": "gjennomfort", "subtype": "datetime", "dateLabel": "Samtalen ble holdt",
        "timeInterval": 1,
    },
    diagrams.text_field("referat", required=True, label="Hva sa eleven?"),
    {
        "type": "radio", "id": "r1", "key": "trygg", "label": "Er eleven trygg?",
        "values": [{"label": "Ja", "value": "ja"}, {"label": "Nei", "value": "nei"}],
    },
    diagrams.text_field("hvorfor", label="Hva mangler?", conditional={"hide": '=trygg != "nei"'}),
    {
        "type": "dynamiclist", "id": "l1", "path": "tiltak", "label": "Tiltak", "defaultRepetitions": 0,
        "components": [diagrams.text_field("hva", required=True, label="Hva skal gjøres?")],
    },
    {"type": "filepicker", "id": "fi", "key": "vedlegg", "label": "Vedlegg", "multiple": True},
)  # fmt: skip
LANES = {"Kontaktlærer/Rektor": ["inn", "SAMTALE", "OPPFOLGING"]}


@pytest.fixture(scope="session")
def _app() -> Flask:
    return new_app()


@pytest.fixture
def app(_app: Flask, database: db.Database) -> Flask:
    """Return the application: one for all tests of a worker, as if it had begun now. See `own_app`."""
    logs.configure("CRITICAL")
    _app.config["BEGAN"] = time.monotonic()
    return _app


@pytest.fixture
def own_app(database: db.Database) -> Flask:
    """Return an application of the test's own, to which it may add pages."""
    return new_app()


def new_app() -> Flask:
    """Return a new application."""
    return web.create_app(settings.Settings(secret_key=KEY, log_level="CRITICAL"))


@pytest.fixture
def routine(municipality: factories.Town) -> str:
    """Publish a small routine: a talk that is to be held straks, then a follow-up within three school days."""
    held = '<zeebe:properties><zeebe:property name="gjennomfort" value="gjennomfort" /></zeebe:properties>'
    diagram = diagrams.chain(
        "prove",
        diagrams.task("SAMTALE", diagrams.form_of("samtale"), diagrams.due("straks"), held),
        diagrams.task("OPPFOLGING", diagrams.due("3 skoledager")),
        lanes=LANES,
    )
    diagrams.publish(municipality.id, "prove", diagram, samtale=TALK)
    return "prove"


@pytest.fixture
def case(municipality: factories.Town, routine: str) -> model.CaseRef:
    """Open a case about Testelev A, reported by an employee."""
    by = municipality.person("ansatt")
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=by, routine=routine, raw=raw, token="engang-1")


@pytest.fixture
def as_role(app: Flask, municipality: factories.Town) -> browsers.As:
    """Return `as_role("rektor")`: the browser of who has the role, signed in."""
    return lambda role: browsers.browser(app, municipality.person(role))


@pytest.fixture
def outrun(case: model.CaseRef, as_role: browsers.As) -> browsers.Outrun:
    """Rektor completes the task that kontaktlærer has open: the browsers of both, and the page that is too late."""
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    slow = teacher.task_page()
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})
    return rektor, teacher, slow


@pytest.fixture
def account(municipality: factories.Town) -> str:
    """Return the user name of rektor, who signs in with `PASSWORD`."""
    accounts.create(person_id=municipality.person("rektor").id, username="rektor.eksempel", password=PASSWORD)
    return "rektor.eksempel"


@pytest.fixture
def other_account(municipality: factories.Town) -> str:
    """Return the user name of kontaktlærer."""
    accounts.create(person_id=municipality.person("kontaktlærer").id, username="larer.eksempel", password=PASSWORD)
    return "larer.eksempel"


@pytest.fixture
def open_task(
    site: str, chromium: Browser, case: model.CaseRef, municipality: factories.Town
) -> Iterator[Callable[[str], Page]]:
    """Return `open_task("rektor")`: a window of its own, in Chromium, with the first task of the person's list."""
    contexts: list[BrowserContext] = []

    def opened(role: str) -> Page:
        context = chromium.new_context(locale="nb-NO")
        contexts.append(context)
        token = people.open_session(municipality.person(role))
        context.add_cookies([{"name": auth.SESSION, "value": token, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/oppgaver")
        page.locator("a.name").first.click()
        page.wait_for_url("**/oppgave/*")  # with its script
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def picture(open_task: Callable[[str], Page], site: str, case: model.CaseRef) -> Callable[[str], Page]:
    """Return `picture("BAE-H-03")`: the case's page in Chromium, its picture with these steps open."""

    def opened(steps: str) -> Page:
        page = open_task("rektor")
        xml = (settings.ROOT / "processes" / "baerum-handtering.bpmn").read_text()
        states = dict.fromkeys(steps.split(), "now")
        drawing = {"process": "prove", "name": "Prøve", "xml": xml, "caller": "", "call": "", "states": states}
        opens = {"process": "prove", "element": steps.split()[0]}
        page.route("**/diagram.json", lambda route: route.fulfill(json={"drawings": [drawing], "opens": opens}))
        page.goto(f"{site}/sak/{case.number}")
        expect(page.locator("[data-tools]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Return the address of the application, served to Chromium."""
    yield from browsers.served(app)


@pytest.fixture(scope="module")
def gallery_page(chromium: Browser) -> Iterator[Callable[[str, int], Page]]:
    """Return `gallery_page("sak", 360)`: a page with made-up values, drawn in Chromium at a width."""
    app = new_app()

    @rule.public
    @rule.bare
    def show(name: str) -> str:
        with clock.at(gallery_values.NOW), language.using("nb"):
            g.person, g.roles = gallery_values.PERSON, frozenset({"rektor"})
            template, values = gallery.every_page()[name]
            return render_template(template, **values)

    app.add_url_rule("/galleri/<name>", view_func=show)
    context = chromium.new_context(locale="nb-NO")
    page = context.new_page()
    server = browsers.served(app)
    address = next(server)

    def opened(name: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/galleri/{name}")
        return page

    yield opened
    context.close()
    next(server, None)

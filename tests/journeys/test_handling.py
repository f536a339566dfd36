"""The main job in Chromium: from *Meld bekymring* to the closed case, by five people, over six weeks (issue 2)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import filling_in

ANSWERS = {
    "Gjelder bekymringen en": "Nei",
    "Hvem gjelder det?": "Testelev E",
    "Løste saken seg der og da?": "Nei",
    "Er saken alvorlig?": "Ja",
    "Er det fare for liv og helse?": "Nei",
    "Saksansvarlig på skolen": "Rektor Eksempel",
    "Vet dere hvem som krenker?": "Ja",
    "Elev": "Testelev B",
    "Ønsker du/dere": "Ja",
    "Er det funnet krenkelser?": "Ja",
    "Opplever eleven selv at": "Nei",
    "Intervensjonsteam": ["Avdelingsleder Eksempel", "Sosiallærer Eksempel"],
    "Koordinator for": "Kontaktlærer Eksempel",
    "KOORDINATOR FOR": "Kontaktlærer Eksempel",
    "Er det behov for videre avdekking?": "Nei",
    "Har det vært nye krenkelser": "Nei",
    "Skal det holdes flere samtaler": "Nei",
    "Har den negative atferden opphørt?": "Ja",
    "Opplever eleven at skolemiljøet": "Ja",
    "Sier eleven selv at": "Ja",
    "Navn på saksansvarlig": "Rektor Eksempel",
    "Mål/sluttbilde": "E har noen å være sammen med i alle friminutt.",
    "Navn på tiltaket": "Fast voksen i friminuttene",
}
ROWS = ("Elever som krenker/mobber", "TILTAK Konkrete individuelle tiltak")
STOP_TALK, EVALUATION = "Samtaler med eleven(e) som krenker/mobber", "Møte med foresatte"


def test_a_concern_becomes_a_safe_pupil_by_five_people_in_six_weeks(demo, visitor):
    reporter = visitor("laerer")
    handlers = [visitor(name) for name in ("kontaktlaerer", "avdelingsleder", "sosiallaerer", "rektor")]
    number = _report(reporter)
    done: list[tuple[str, str]] = []

    while (step := _next(handlers, number)) is not None:
        who, task = step
        if task == EVALUATION and not any(name == EVALUATION for _, name in done):
            _six_weeks_pass(demo, who, visitor("skoleeier"), number)
        _complete(who, number, task)
        done.append((who.username, task))
        assert len(done) < 60, done
        handlers = [*[one for one in handlers if one is not who], who]

    rektor = next(one for one in handlers if one.username == "rektor")
    rektor.go(f"/sak/{number}")
    rektor.look("sak-avsluttet")
    expect(rektor.page.locator("main")).to_contain_text(re.compile("avsluttet", re.IGNORECASE))
    reporter.go(f"/kvittering/{number}")
    expect(reporter.page.locator("main")).to_contain_text("Saken er avsluttet")
    assert {name for name, _ in done} == {"kontaktlaerer", "avdelingsleder", "sosiallaerer", "rektor"}
    assert any(name.startswith(STOP_TALK) for _, name in done)


def test_without_javascript_a_concern_is_reported_and_a_task_completed(visitor):
    reporter, rektor = visitor("laerer", has_script=False), visitor("rektor", has_script=False)

    number = _report(reporter)
    who, task = _next([rektor], number)
    _complete(who, number, task)

    assert task not in _tasks(rektor, number)


def _report(reporter):
    """Report the concern, and return the case's number from the receipt."""
    reporter.go("/meld")
    reporter.look("meld")
    if "/meld/" not in reporter.page.url:
        reporter.page.get_by_role("link", name="Rutine for håndtering").click()
    _send(reporter.page, {**ANSWERS, "Hva har du sett": "E sto alene hele friminuttet igjen."})
    reporter.page.wait_for_url("**/kvittering/**")
    reporter.look("kvittering")
    return reporter.page.url.rsplit("/", 1)[1]


def _tasks(who, number):
    """Return the names of the tasks of the case in somebody's inbox."""
    who.go("/oppgaver")
    rows = who.page.locator("ul.tasks > li").filter(has_text=f"Sak {number}")
    return rows.locator("a.name").all_inner_texts()


def _next(handlers, number):
    """Return who does what next, None when the case is closed; the evaluation comes last of what is open."""
    last = None
    for who in handlers:
        for task in _tasks(who, number):
            if task != EVALUATION:
                return who, task
            last = last or (who, task)
    return last


def _complete(who, number, task):
    """Open the task from the inbox, fill in its form, and complete it, over *Se over* where there is a letter."""
    if not who.page.url.endswith("/oppgaver"):
        who.go("/oppgaver")
    who.look("oppgaver")
    row = who.page.locator("ul.tasks > li").filter(has_text=f"Sak {number}")
    row.get_by_role("link", name=task, exact=True).first.click()
    heading = who.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(task)
    address, name = who.page.url, re.sub(r"\W+", "-", task)[:40]
    for label in ROWS:
        _add_row(who.page, label)
    who.look(f"oppgave-{name}")
    _send(who.page, ANSWERS)
    if who.page.url.endswith("/se-over"):
        who.look(f"se-over-{name}")
        with who.page.expect_navigation():
            who.page.get_by_role("button", name="Bekreft og fullfør").click()
    assert who.page.url != address, who.page.locator("main").inner_text()[:1500]


def _send(page, answers):
    """Fill in and send; what a condition has brought into view only then is filled in and sent again."""
    address = page.url
    for _ in range(3):
        filling_in.fill(page, answers)
        with page.expect_navigation():
            page.locator("button[name=_gjor][value=fullfor]").click()
        if page.url != address:
            return


def _add_row(page, label):
    """Press *Legg til* where a list has no row yet."""
    rows = page.get_by_role("group", name=label, exact=True)
    button = rows.get_by_role("button", name=re.compile(r"^Legg til\s*:"))
    if button.count():
        button.click()
        expect(page.get_by_role("group", name=f"{label} 1")).to_be_visible()


def _six_weeks_pass(demo, who, owner, number):
    """Move the clock; the banner says so, the task is overdue, and the municipality's list shows the case."""
    who.go(f"/sak/{number}")
    who.look("sak-underveis")
    demo.run("clock", "set", "+P6W1D")
    who.go("/oppgaver")
    expect(who.page.get_by_role("complementary", name="Demo")).to_contain_text("Klokken i denne demoen er flyttet")
    row = who.page.locator("ul.tasks > li").filter(has_text=f"Sak {number}").filter(has_text=EVALUATION)
    expect(row).to_contain_text("Forfalt")
    who.look("oppgaver-forfalt")
    owner.go("/saker-som-staar")
    owner.look("saker-som-star")
    expect(owner.page.locator("main")).to_contain_text(number)


@pytest.fixture(scope="module", autouse=True)
def _system_time_at_the_end(demo):
    yield
    demo.run("clock", "set", "0")

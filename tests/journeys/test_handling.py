"""The main job in Chromium: from *Meld bekymring* to the closed case, by five people, over six weeks (issue 2)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys import filling_in, walking

ANSWERS = {
    "Gjelder bekymringen en": "Nei",
    "Hvem gjelder det?": "Testelev E",
    "Løste saken seg der og da?": "Nei",
    "Er saken alvorlig?": "Ja",
    "Er det fare for liv og helse?": "Nei",
    "Saksansvarlig på skolen": "Rektor Eksempel",
    "Navnet som skal stå under brevet": "Rektor Eksempel",
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
    "Elever som krenker/mobber": filling_in.ROW,
    "TILTAK Konkrete individuelle tiltak": filling_in.ROW,
}
STOP_TALK, EVALUATION = "Samtaler med eleven(e) som krenker/mobber", "Møte med foresatte"


def test_a_concern_becomes_a_safe_pupil_by_five_people_in_six_weeks(demo, visitor):
    reporter = visitor("laerer")
    handlers = [visitor(name) for name in ("kontaktlaerer", "avdelingsleder", "sosiallaerer", "rektor")]
    number = _report(reporter)
    done: list[tuple[str, str]] = []

    for who, task in walking.steps(handlers, number, last=[EVALUATION]):
        if task == EVALUATION and not any(name == EVALUATION for _, name in done):
            _six_weeks_pass(demo, who, visitor("skoleeier"), number)
        walking.complete(who, number, task, ANSWERS)
        done.append((who.username, task))

    rektor = handlers[-1]
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
    who, task = next(walking.steps([rektor], number))
    walking.complete(who, number, task, ANSWERS)

    assert task not in walking.tasks(rektor, number)


def _report(reporter):
    return walking.report(
        reporter, "Rutine for håndtering", {**ANSWERS, "Hva har du sett": "E sto alene hele friminuttet igjen."}
    )


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

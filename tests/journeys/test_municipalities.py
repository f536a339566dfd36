"""Øyer's and Ellingsrudåsen's routines in Chromium, from the first worry to the closed case (issue 4).

What is answered is told by the routines' own stories; the demo has Bærum's routines in force, so these are published
first. Axe looks at the same kinds of pages in test_handling and in test_every_page_accessible.
"""

from __future__ import annotations

import re

import waiting
from playwright.sync_api import expect

from tests.journeys import filling_in, told, walking

OYER, OSLO, R_TEAM = "Skolemiljøsak i Øyer", "Skolemiljøsak på Ellingsrudåsen skole", "Internt r-team og skolefravær"
OYER_STAFF = ("laerer", "kontaktlaerer", "sosiallaerer", "kommunalsjef", "rektor")
OSLO_STAFF = ("laerer", "kontaktlaerer", "sosiallaerer", "postfordeler", "rektor")
SWEPT = 600.0  # seconds until the demo's clock has swept, beside all else that a machine does


def test_in_oyer_an_intervention_becomes_a_safe_pupil(demo, visitor):
    publish(demo, "oyer-skolemiljo")
    staff = {name: visitor(name, is_judged=False) for name in OYER_STAFF}
    answers = told.answers("oyer-skolemiljo.gripe-inn-1-2-3", "oyer-skolemiljo.rett-fram")

    number = reported(staff["laerer"], OYER, "oyer-skolemiljo.gripe-inn-1-2-3")
    done = followed(demo, staff, number, answers, last="Evaluer tiltakene opp mot målet")

    assert set(done.values()) == set(OYER_STAFF)
    assert all(told.name(step) in done for step in ("OYR-2-02", "OYR-3-06", "OYR-4-01", "OYR-4-03", "OYR-5-03"))
    closed(staff, number)


def test_on_ellingsrudasen_a_report_becomes_a_safe_pupil_and_an_archived_case(demo, visitor):
    publish(demo, "ellingsrudasen-skolemiljo")
    staff = {name: visitor(name, is_judged=False) for name in OSLO_STAFF}
    answers = told.answers("ellingsrudasen-skolemiljo.rett-fram")

    number = reported(staff["laerer"], OSLO, "ellingsrudasen-skolemiljo.rett-fram")
    done = followed(demo, staff, number, answers)

    assert set(done.values()) == set(OSLO_STAFF)
    assert done[told.name("ELL-5-06.c")] == "postfordeler"
    closed(staff, number)


def test_on_ellingsrudasen_the_r_teams_suspicion_reaches_rektor_as_a_case(demo, visitor):
    publish(demo, "ellingsrudasen-skolemiljo", "ellingsrudasen-r-team")
    who = ("laerer", "assisterende-rektor", "rektor")
    teacher, deputy, rektor = (visitor(name, is_judged=False) for name in who)
    answers = told.answers("ellingsrudasen-r-team.mistanke")
    talk = told.name("ELL-3-07")
    before = talks(rektor, talk)

    number = reported(teacher, R_TEAM, "ellingsrudasen-r-team.mistanke")
    for who, task in walking.steps([deputy], number):
        walking.complete(who, number, task, answered(who, answers[task]))

    waiting.until(lambda: talks(rektor, talk) == before + 1, "the talk", seconds=SWEPT)


def publish(demo, *routines):
    """Put routines in force; their stories are played by the tests of processes."""
    files = [f"processes/{one}.bpmn" for one in routines]
    place = ("--municipality", "Eksempel kommune", "--by", "prosesseier", "--without-stories")
    for file in files:
        demo.run("publish", *place, file)


def reported(who, routine, story):
    """Report as the story's start says; return the case's number."""
    who.go("/meld")
    return walking.report(who, routine, answered(who, told.start(story)))


def answered(who, given):
    """Return a step's answers as of the day that the demo shows."""
    return told.filled(given, filling_in.now(who.page).date())


def followed(demo, staff, number, answers, *, last=""):
    """Do all tasks to the case's end, moving the clock where nobody has any; return task → who did it."""
    done = {}
    handlers, rektor = list(staff.values()), staff["rektor"]
    while not is_closed(rektor, number):
        if done:
            walking.look_through(rektor, number, "underveis")
            demo.run("clock", "set", "+P2W1D")
            waiting.until(lambda: any(walking.tasks(who, number) for who in handlers), "a task", seconds=SWEPT)
        for who, task in walking.steps(handlers, number, last=[last], in_turn=False):
            if task == last and last not in done:
                demo.run("clock", "set", "+P2W1D")
                who.go("/oppgaver")
            walking.complete(who, number, task, answered(who, answers[re.sub(r" \(\d+\)$", "", task)]))
            done[task] = who.username
    return done


def is_closed(who, number):
    return "Saken er avsluttet" in who.read(f"/sak/{number}").xpath("string(//main)")


def closed(staff, number):
    """The one who reported is told that it is over, and the case shows its plan and its letters."""
    walking.look_through(staff["rektor"], number, "avsluttet")
    staff["laerer"].go(f"/kvittering/{number}")
    expect(staff["laerer"].page.locator("main")).to_contain_text("Saken er avsluttet")
    staff["rektor"].go(f"/sak/{number}/dokumenter")
    expect(staff["rektor"].page.locator("main")).to_contain_text("Aktivitetsplan")


def talks(rektor, task):
    """Return how many cases wait for rektor's talk with the employee."""
    return sum(link.text_content().strip() == task for link in rektor.read("/oppgaver").iter("a"))

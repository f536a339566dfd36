"""Every page, by every kind of person, of a case in every state: no fault, and open to those it is for (design 11)."""

from __future__ import annotations

from collections.abc import Callable, Collection

import factories
import pytest
from flask import Flask

from engine import clock
from tests.webforms import browser as browsers
from tests.webforms import case_states
from tests.webforms.case_states import OPEN_TO, Seen

LEADS = {state: roles & {"rektor", "skoleeier"} for state, roles in OPEN_TO.items()}
OWN = (
    "/oppgaver",
    "/meld/<routine>",
    "/saker-som-staar",
    "/tidsfrister",
    "/rutiner",
    "/tiltakskatalog",
    "/arshjul",
    "/arshjul.ics",
    "/oppslag",
    "/undersokelser",
    "/logg-inn",
    "/helse",
    "/metrics",
)
MOVES = {"skoleeier", "prosesseier"}  # who may move cases to another version
DECIDES = {"skoleeier", "prosesseier"}  # who may change what the municipality decides for itself
FOLLOWS = {"rektor", "fremmed rektor", "skoleeier", "prosesseier"}  # who may look into the routines' versions
DONE = {"venter", "rettet", "avsluttet", "brev-sendt"}  # the task that an address of the case names has been done
WRITING = {"ses-over"}  # it is open, has a letter, and a draft to look over
NOBODYS = {"uten-eier"}
# whose it is, where it is open; of a taken one the rest of its role can see who has it
TASK_OF = {"uten-elev": {"rektor"}, "ses-over": {"rektor"}, "skjermet": {"skoleeier"}}
WRITTEN = ("venter", "stanset", "uten-eier", "ses-over", "rettet", "avsluttet", "brev-sendt")
WROTE = {state: {"kontaktlærer"} for state in WRITTEN} | {"brev-sendt": {"kontaktlærer", "rektor"}}
PEOPLE = ["rektor", "kontaktlærer", "lærer", "helsesykepleier", "FAU", "skoleeier", "prosesseier", "fremmed rektor"]


def test_every_page_answers_each_person_as_the_rules_say(app: Flask, who: Who, seeds: dict[str, Seen]) -> None:
    wrong = []
    for name in PEOPLE:
        for rule, seen, address in case_states.addresses(app, seeds):
            if not is_told_apart(rule.rule, name, seen.state):
                continue
            status, expected = who(name).client.get(address).status_code, status_for(rule.rule, name, seen.state)
            if status != expected:
                wrong.append(f"{name}: {rule.rule} ({seen.state}) → {status}, not {expected}")

    assert "\n".join(wrong) == ""


def is_told_apart(rule: str, name: str, state: str) -> bool:
    """Leave out most of what is closed for the same reason: an outsider's every page, in every state."""
    return not case_states.is_of_case(rule) or name in OPEN_TO[state] or state in ("åpen", "skjermet")


def status_for(rule: str, name: str, state: str) -> int:
    """Return what the rules of design 4 say."""
    if rule in ("/", "/meld"):  # one routine: straight to its form
        return 302
    if rule in OWN:
        return 200
    if rule == "/helse/klokke":
        return 503  # no clock has swept here, and it says so
    if rule == "/innstillinger" or rule.startswith("/rutiner/"):
        return 200 if name in _has_office(rule) else 403
    if rule == "/kvittering/<number>":
        return 200 if name == "lærer" or name in WROTE.get(state, ()) else 404
    if name not in OPEN_TO[state] or rule.endswith("/pakke.zip"):  # no document of theirs is a package
        return 404
    if rule.startswith("/oppgave/"):
        return _task_status(rule, name, state)
    return 200 if name in LEADS[state] or not _is_for_leaders(rule, name, state) else 403


def _has_office(rule: str) -> Collection[str]:
    """Return who may open a page about the municipality's routines and settings."""
    if rule == "/innstillinger":
        return DECIDES
    return MOVES if rule.endswith("/flytt") else FOLLOWS


def _is_for_leaders(rule: str, name: str, state: str) -> bool:
    """Tell what is for who leads the case; an answer is set right by who wrote it too."""
    if rule.endswith("/rett"):
        return name not in WROTE.get(state, ())
    return rule.endswith(("/elev", "/grip-inn", "/pakke", "/skole"))


def _task_status(rule: str, name: str, state: str) -> int:
    if state in DONE:
        return 409  # done, and said by whom
    if state in NOBODYS and name in LEADS[state]:  # nobody's step: who leads the case comes to hand it over, no more
        return 302 if rule == "/oppgave/<uuid:task_id>" else 200 if rule.endswith("/overlat") else 404
    if state in NOBODYS or name not in TASK_OF.get(state, {"rektor", "kontaktlærer"}):
        return 404
    if rule.endswith("/tiltakskatalog"):
        return 302  # no row asked for: back to the form
    if rule.endswith("/usendt"):
        return 302  # it is their own task: its page has what they wrote
    if rule.endswith("/se-over"):
        return 200 if state in WRITING else 302
    return 200 if state in WRITING or "/se-over/" not in rule else 404


Who = Callable[[str], browsers.Browser]


@pytest.fixture
def seeds(municipality: factories.Town, clock_at: Callable[[str], clock.Clock]) -> dict[str, Seen]:
    return case_states.make_all(municipality, clock_at(case_states.START))


@pytest.fixture
def who(app: Flask, municipality: factories.Town, seeds: dict[str, Seen]) -> Who:
    """Return `who("rektor")`, the browser of a person; `seeds` first, since sessions end while time passes."""
    known: dict[str, browsers.Browser] = {}

    def find(name: str) -> browsers.Browser:
        if name not in known:
            person = municipality.person("rektor", 1) if name == "fremmed rektor" else municipality.person(name)
            known[name] = browsers.browser(app, person)
        return known[name]

    return find

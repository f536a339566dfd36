"""A report on the school's leadership, in every real routine that hears of one: no page gives it away (issue 4).

What the school's people see afterwards is what they saw before, on every address there is: lists, counts, ledgers and
logs. Who names the case's own number meets what nobody's number gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import cases, clock, db, model, publishing, routines, tables, timers
from tests.webforms import browser as browsers
from tests.webforms import case_states

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
WHEN = "2026-01-05T09:30:00+01:00"
TALK = {
    "gjennomfort": WHEN, "tilbud": ["foresatt"], "deltakere": "Elev", "egne_ord": "Jeg ble lei meg.",
    "elev_trygg_na": "ja", "avtale": "Ny samtale.", "flere_elever": "nei",
}  # fmt: skip
GRIPPED = {"gjennomfort": WHEN, "tiltak": "En annen voksen", "ansvarlige": "Skoleeier", "eleven_trygg_na": "ja"}


@dataclass(frozen=True)
class Accused:
    """How a routine hears of a leader: what is reported by whom, the first step with its answers, and who hears."""

    report: dict[str, object]
    step: str
    answers: dict[str, object]
    by: str = "lærer"
    told: frozenset[str] = frozenset({"skoleeier"})


ROUTINES = {
    "baerum-handtering": Accused(
        {"kilde": "observasjon", "hva": "En leder ropte til eleven", "sted": ["skoletid"]}, "BAE-V-11_2-2", GRIPPED
    ),
    "baerum-skjerpet-aktivitetsplikt": Accused({"kilde": "ansatt", "hva": "En leder ropte"}, "BAE-V-11_2-2", GRIPPED),
    "baerum-avvik": Accused(
        {"bestemmelse": "12-5", "hendt": WHEN, "hva": "En leder ropte"},
        "Meld_avvik_eier",
        {"meldt": WHEN, "politianmeldelse": "nei"},
    ),
    "oyer-skolemiljo": Accused(
        {"hva": "En leder ropte", "hvordan_vet": ["observasjon"]},
        "Samtale_elev",
        TALK,
        told=frozenset({"skoleeier", "kommunalsjef"}),
    ),
    "ellingsrudasen-skolemiljo": Accused(
        {
            "meldt_hvordan": "feide", "meldt_tid": WHEN, "hvem_meldte": "egen", "hva": "En leder ropte",
            "naar_hvor": "I timen", "haster": "nei", "grep_inn": "nei", "elev_informert": "nei",
        },
        "ELL-3-09.a",
        {"gjennomfort": WHEN, "mottatt_av": "Vakten", "ansvarlig_uda": "Vakten", "meldingen": "En leder ropte"},
        told=frozenset({"skoleeier", "grunnskoledirektør"}),
    ),
    "felles-fysisk-inngrep": Accused(
        {
            "tidspunkt": WHEN, "sted": "Skolegården", "hendelsen": "Eleven sprang", "inngrepet": "Holdt eleven i armen",
            "for_a_avverge": ["krenker"], "andre_tiltak": "Ropte først", "skade": "nei", "elev_hort": "nei",
        },
        "Ta_imot_inngrep",
        {"mottatt": WHEN, "flere_ganger": "nei", "sarlig_alvorlig": "nei", "begrunnelse": "Kort", "krenket": "nei"},
    ),
    "felles-handheving": Accused(
        {"kilde": "foresatte", "mottatt_stf": "2026-01-05"},
        "Registrer_stf",
        {
            "tatt_opp_med_rektor": "nei", "meldt_stf": "2026-01-05", "gar_pa_skolen": "ja", "frist_stf": "2026-01-14",
            "ber_om": "En redegjørelse",
        },
        by="skoleeier",
    ),
}  # fmt: skip
OTHERS = [one for one in ROUTINES if one != "baerum-handtering"]
TOLD_APART = re.compile(
    r'(csrf|token|nonce|versjon|sist)[^>]{0,80}"[^"]{16,}"|\d{2}:\d{2}(:\d{2})?|Referanse: \w+', re.IGNORECASE
)
NO_CASE = "2026-0000"


LISTS = (
    "oppgaver?vis=mine",
    "tidsfrister?vis=late",
    "arshjul?vis=liste",
    "saker-som-staar?grunn=straks",
    "oppslag",
)


@pytest.mark.parametrize(
    ("role", "routine"),
    [(role, "baerum-handtering") for role in ("rektor", "kontaktlærer", "ansatt")]
    + [("rektor", one) for one in OTHERS],
    indirect=["routine"],
)
def test_no_page_of_the_school_is_other_than_before_the_report(
    app: Flask, town: factories.Town, own: clock.Clock, role: str, routine: str
) -> None:
    before = pages(app, town.person(role), none_yet(), routine)
    case = report(town, routine)
    follow_up(town, case, routine)
    own.set(own.now() + timedelta(hours=5))  # past the reminder, and the same day
    timers.fire_due()
    seen = case_states.look("", case)

    after = pages(app, town.person(role), seen, routine)

    assert {address for address, (status, _) in after.items() if seen.number in address and status != 404} == set()
    assert [address for address, (_, body) in after.items() if seen.number in body and seen.number not in address] == []
    own_pages = {at: answer for at, answer in before.items() if NO_CASE not in at}
    assert {at: after[at] for at in own_pages} == own_pages


@pytest.mark.parametrize("routine", ROUTINES, indirect=True)
def test_no_notification_goes_to_the_school_and_every_event_stays_in_the_case(
    town: factories.Town, own: clock.Clock, routine: str
) -> None:
    case = report(town, routine)
    follow_up(town, case, routine)
    own.set(own.now() + timedelta(days=60))
    timers.fire_due()

    with db.reading() as connection:
        told = set(connection.scalars(sa.select(tables.messages.c.person_id)))
        about = set(connection.scalars(sa.select(tables.events.c.case_id)))

    assert told == {town.person(role).id for role in ROUTINES[routine].told}
    assert about == {case.id}


@pytest.mark.parametrize("routine", ["baerum-handtering"], indirect=True)
def test_a_deputy_for_rektor_whom_the_report_is_about_sees_what_was_there_before(
    app: Flask, town: factories.Town, own: clock.Clock, routine: str
) -> None:
    deputy = town.person("avdelingsleder")
    factories.hold(deputy.id, "rektor", f"s:{town.schools[0].id}", own.now().date(), own.now().date())
    before = pages(app, deputy, none_yet(), routine)
    case = report(town, routine, gjelder="ansatt", hvem_ansatt_valgt=str(deputy.id))
    own.set(own.now() + timedelta(hours=5))
    timers.fire_due()
    seen = case_states.look("", case)

    after = pages(app, deputy, seen, routine)

    assert {status for address, (status, _) in after.items() if seen.number in address} == {404}
    own_pages = {at: answer for at, answer in before.items() if NO_CASE not in at}
    assert {at: after[at] for at in own_pages} == own_pages
    assert case.number in pages(app, town.person("rektor"), seen, routine)["/oppgaver"][1]


@pytest.mark.parametrize("routine", ["felles-fysisk-inngrep"], indirect=True)
def test_rektor_who_writes_of_the_own_intervention_from_a_case_sees_what_was_there_before(
    app: Flask, town: factories.Town, own: clock.Clock, routine: str
) -> None:
    rektor, one = town.person("rektor"), ROUTINES[routine]
    before = pages(app, rektor, none_yet(), routine)
    sent = {"skole": town.schools[0].name, "saksnummer": "2026-000001"}
    (case_id,) = cases.receive_message(
        municipality_id=town.id, message="fysisk-inngrep-i-sak", key="2026-000001", data=sent
    )
    raw = {**one.report, "gjelder": "ledelse", "elev": str(town.pupil().id)}
    cases.complete_task(task_of(case_id, "Skriv_melding_fi"), by=rektor, raw=raw, seen_version=None)
    own.set(own.now() + timedelta(hours=5))
    timers.fire_due()
    c = tables.cases.c
    with db.reading() as connection:
        number = str(connection.scalar(sa.select(c.number).where(c.id == case_id)))

    after = pages(app, rektor, case_states.look("", model.CaseRef(case_id, number, 1)), routine)

    assert {status for address, (status, _) in after.items() if number in address} == {404}
    own_pages = {at: answer for at, answer in before.items() if NO_CASE not in at}
    assert {at: after[at] for at in own_pages} == own_pages


@pytest.mark.parametrize(
    "routine", ["baerum-handtering", "oyer-skolemiljo", "ellingsrudasen-skolemiljo"], indirect=True
)
def test_skoleeier_has_it_all(app: Flask, town: factories.Town, routine: str) -> None:
    case = report(town, routine)
    follow_up(town, case, routine)

    found = pages(app, town.person("skoleeier"), case_states.look("", case), routine)

    assert {status for address, (status, _) in found.items() if address == f"/sak/{case.number}"} == {200}
    assert case.number in found["/oppgaver"][1]


def pages(app: Flask, person: model.Person, seen: case_states.Seen, routine: str) -> dict[str, tuple[int, str]]:
    """Return status and text of every address there is, by address; what differs each time is taken out."""
    client = browsers.browser(app, person).client
    addresses = [address for _rule, _seen, address in case_states.addresses(app, {"": seen})]
    addresses += [f"/{one}" for one in (*LISTS, f"rutiner/{routine}", f"rutiner/{routine}/utgave/1")]
    return {at: _told(client.get(at)) for at in addresses if "logg-ut" not in at}


def _told(answer: object) -> tuple[int, str]:
    return answer.status_code, TOLD_APART.sub("", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def none_yet() -> case_states.Seen:
    return case_states.Seen("", NO_CASE, None, None, None)


def report(town: factories.Town, routine: str, **more: object) -> model.CaseRef:
    """Report a leader, in the routine's own form: Testelev A; `more` are other answers."""
    one = ROUTINES[routine]
    raw = {**one.report, "gjelder": "ledelse", "elev": str(town.pupil().id), **more}
    return cases.open_case(by=town.person(one.by), routine=routine, raw=raw, token="engang")


def follow_up(town: factories.Town, case: model.CaseRef, routine: str) -> None:
    """Let skoleeier do the first step."""
    one = ROUTINES[routine]
    cases.complete_task(task_of(case.id, one.step), by=town.person("skoleeier"), raw=one.answers, seen_version=None)


def task_of(case_id: int, step: str) -> int:
    """Return the case's task at `step`."""
    t = tables.tasks.c
    with db.reading() as connection:
        task = connection.scalar(sa.select(t.id).where(t.case_id == case_id, t.element_id == step))
    assert task
    return task


@pytest.fixture
def own(clock_at: Callable[[str], clock.Clock]) -> clock.Clock:
    """A clock that stands on a Monday at ten."""
    return clock_at("2026-01-05 10:00")


@pytest.fixture
def routine(request: pytest.FixtureRequest) -> str:
    """The routine that hears of a leader."""
    return str(request.param)


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock, routine: str) -> factories.Town:
    """A municipality where the municipality's own routine is in force."""
    files, names = publishing.gather_all([PROCESSES / f"{routine}.bpmn"])
    routines.publish(files, names, municipality_id=municipality.id, by=None)
    return municipality

"""Tidsfrister: what the clock did and did not, for those who lead; and the alarm when no clock goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import factories
import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock, db, model, outbox, sweeping, tables, whoami
from tests.webforms import browser as browsers

AsRole = Callable[[str], browsers.Browser]
CLOCK = "//section[h2='Klokkene']//div[@class='facts']/span/text()"


def test_leader_sees_what_was_due_done_late_and_failed(case: model.CaseRef, as_role: AsRole) -> None:
    timer(case, "SAMTALE", late=timedelta(hours=2))
    timer(case, "OPPFOLGING", late=timedelta(0), fired=True, missed=3)

    page = as_role("rektor").get("/tidsfrister")

    assert "Forfalt, ikke gjort" in page.text
    assert "2 t etter" in page.text
    assert "3 senere ganger slått sammen med denne" in page.text
    assert "av maskin:7:klokke" in page.text
    assert "Skulle gå " in page.text
    assert "Gikk " in page.text
    assert "Ventet " not in page.text


def test_ledger_names_the_step_and_comes_a_page_at_a_time(case: model.CaseRef, as_role: AsRole) -> None:
    for minutes in range(51):
        timer(case, "SAMTALE", late=timedelta(hours=2, minutes=minutes))

    first = as_role("rektor").get("/tidsfrister?vis=late")
    second = as_role("rektor").get(browsers.find(first, "//a[text()='Vis flere']/@href")[0])

    assert f"Sak {case.number}: Steg SAMTALE" in browsers.words(first)
    shown = [len(browsers.find(one, "//li[@data-state='overdue']/a")) for one in (first, second)]
    assert shown[0] == 50
    assert 0 < shown[1] < 50


def test_what_waits_and_what_is_done_is_folded_below_what_stands(case: model.CaseRef, as_role: AsRole) -> None:
    timer(case, "SAMTALE", late=timedelta(hours=2))
    timer(case, "SAMTALE", late=timedelta(days=-2))
    timer(case, "OPPFOLGING", late=timedelta(0), fired=True)

    page = as_role("rektor").get("/tidsfrister")

    assert len(browsers.find(page, "//ul[@class='tasks'][not(ancestor::details)]/li[@data-state='overdue']")) == 1
    folds = {one.find("summary").text_content().strip(): one for one in browsers.find(page, "//main//details")}
    assert [name for name in folds if name.startswith("Vis det som er gjort i tide (")]
    assert [name for name in folds if name.startswith("Vis det som venter (")]
    assert all("open" not in one.attrib for one in folds.values())
    assert "har gjort det det skulle" not in page.text


def test_a_state_that_is_asked_for_is_not_folded(case: model.CaseRef, as_role: AsRole) -> None:
    timer(case, "SAMTALE", late=timedelta(days=-2))

    page = as_role("rektor").get("/tidsfrister?vis=waiting")

    assert browsers.find(page, "//main//details") == []
    assert browsers.find(page, "//ul[@class='tasks']/li//span[@class='mark']")


def test_when_nothing_stands_the_page_says_so_and_a_later_page_is_open(case: model.CaseRef, as_role: AsRole) -> None:
    for days in range(51):
        timer(case, "SAMTALE", late=timedelta(days=-2 - days))

    first = as_role("rektor").get("/tidsfrister")
    second = as_role("rektor").get("/tidsfrister?side=2")

    said = browsers.words(first)
    assert "Systemet har gjort det det skulle. Oppgaver som er forfalt, står under Saker som står." in said
    assert browsers.find(first, "//main//p/a[@class='ds-link']/@href") == ["/saker-som-staar"]
    assert browsers.find(first, "//main//details[@open]") == []
    assert len(browsers.find(second, "//main//details[@open]")) == 1
    assert "har gjort det det skulle" not in second.text


@pytest.mark.parametrize("role", ["kontaktlærer", "ansatt", "prosesseier"])
def test_who_leads_nothing_sees_nothing(case: model.CaseRef, as_role: AsRole, role: str) -> None:
    timer(case, "SAMTALE", late=timedelta(hours=2))

    assert case.number not in as_role(role).get("/tidsfrister").text


def test_shielded_case_stands_only_with_its_own_role(case: model.CaseRef, as_role: AsRole) -> None:
    timer(case, "SAMTALE", late=timedelta(hours=2))
    c = tables.cases.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(shielded_role="skoleeier"))

    assert case.number not in as_role("rektor").get("/tidsfrister").text
    assert case.number in as_role("skoleeier").get("/tidsfrister").text


def test_message_that_could_not_be_sent_is_tried_again_by_its_leader_only(
    case: model.CaseRef, as_role: AsRole, municipality: factories.Town
) -> None:
    message = dead_message(case, municipality)

    page = as_role("rektor").get("/tidsfrister?vis=failed")
    assert "Svarer ikke" in page.text
    refused = as_role("kontaktlærer").post("/tidsfrister/varsel", {"varsel": str(message)})
    assert (refused.status_code, status(message)) == (403, "dead")
    assert as_role("rektor").post("/tidsfrister/varsel", {"varsel": str(message)}).status_code == 302
    assert status(message) == "queued"


def test_message_to_several_is_one_row_and_is_tried_again_to_them_all(
    case: model.CaseRef, as_role: AsRole, municipality: factories.Town
) -> None:
    messages = [dead_message(case, municipality, role) for role in ("rektor", "kontaktlærer", "skoleeier")]

    page = as_role("rektor").get("/tidsfrister?vis=failed")

    assert len(browsers.find(page, "//ul[@class='tasks']/li/a")) == 1
    assert "Varsel: Ny oppgave til 3 mottakere" in browsers.words(page)
    assert [one.get("value") for one in browsers.find(page, "//input[@name='varsel']")] == [
        str(one) for one in messages
    ]
    assert as_role("rektor").post("/tidsfrister/varsel", {"varsel": [str(one) for one in messages]}).status_code == 302
    assert {status(one) for one in messages} == {"queued"}


def test_timers_of_the_same_step_and_instant_are_one_row(case: model.CaseRef, as_role: AsRole) -> None:
    for _part in range(2):
        timer(case, "SAMTALE", late=timedelta(days=-3))
    t = tables.timers.c
    with db.transaction() as connection:
        at = connection.scalar(sa.select(sa.func.max(t.due_at)))
        connection.execute(sa.update(tables.timers).where(t.kind == "engine").values(due_at=at))

    page = as_role("rektor").get("/tidsfrister?vis=waiting")

    assert "2 like" in browsers.words(page)


def test_health_of_the_clock_is_200_while_one_goes_and_503_else(app: Flask, database: db.Database) -> None:
    client = app.test_client()
    assert client.get("/helse/klokke").status_code == 503

    sweeping.note("frister", 0)
    assert client.get("/helse/klokke").status_code == 200

    age(timedelta(minutes=10))
    answer = client.get("/helse/klokke")
    assert (answer.status_code, "klokken står" in answer.text) == (503, True)
    age(timedelta(minutes=-20))  # the system's clock was set back since
    assert client.get("/helse/klokke").status_code == 503
    assert client.get("/helse").status_code == 200


def test_metrics_count_what_stands_still_and_tell_nothing_of_a_case(
    app: Flask, case: model.CaseRef, municipality: factories.Town
) -> None:
    before = app.test_client().get("/metrics").text
    dead_message(case, municipality)
    for _ in range(2):
        incident(case)

    page = app.test_client().get("/metrics")

    assert "skolemiljo_incidents 0\n" in before
    assert {"skolemiljo_incidents 1", "skolemiljo_dead_mails 1", "skolemiljo_failed_starts 0"} <= set(
        page.text.splitlines()
    )
    assert (page.status_code, page.mimetype) == (200, "text/plain")
    assert case.number not in page.text


def test_leaders_are_told_on_every_page_that_the_clock_stands(app: Flask, case: model.CaseRef, as_role: AsRole) -> None:
    sweeping.note("frister", 0)
    app.config["BEGAN"] -= 1000
    assert "Klokken har ikke gått siden" not in as_role("rektor").get("/oppgaver").text

    age(timedelta(minutes=10))

    assert "Klokken har ikke gått siden" in as_role("rektor").get("/oppgaver").text
    assert "Klokken har ikke gått siden" not in as_role("kontaktlærer").get("/oppgaver").text
    assert whoami.process() in as_role("rektor").get("/tidsfrister").text or case.number


@pytest.fixture
def moved(case: model.CaseRef) -> Iterator[None]:
    """Move the clock of the demo six weeks on."""
    clock.shift(timedelta(days=42))
    yield
    clock.shift(timedelta(0))


def test_times_of_the_clocks_themselves_are_said_to_be_real_where_the_demo_is_moved(
    app: Flask, moved: None, as_role: AsRole
) -> None:
    sweeping.note("frister", 0)
    (started, ran) = browsers.find(as_role("rektor").get("/tidsfrister"), CLOCK)
    age(timedelta(minutes=10))
    app.config["BEGAN"] -= 1000
    standing = browsers.words(as_role("rektor").get("/oppgaver"))

    assert started.endswith(" (virkelig tid)")
    assert ran.endswith(" (virkelig tid)")
    assert re.search(r"Klokken har ikke gått siden [^()]+ \(virkelig tid\)\. Frister og varsler står", standing)


def test_times_of_the_clocks_are_said_as_all_others_where_no_clock_is_moved(
    case: model.CaseRef, as_role: AsRole
) -> None:
    sweeping.note("frister", 0)

    assert "virkelig tid" not in as_role("rektor").get("/tidsfrister").text


def timer(case: model.CaseRef, element: str, *, late: timedelta, fired: bool = False, missed: int = 0) -> None:
    """Insert a timer of the diagram that was due `late` ago."""
    now = clock.now()
    task = factories.task(case.id)
    row = {
        "case_id": case.id,
        "kind": "engine",
        "token": task,
        "element_id": element,
        "path": element,
        "missed": missed,
    }
    done = {"fired_at": now, "fired_by": "maskin:7:klokke"} if fired else {}
    factories.insert(tables.timers, **row, due_at=now - late, set_at=now - timedelta(days=1), **done)


def dead_message(case: model.CaseRef, town: factories.Town, role: str = "rektor") -> int:
    key = f"x:{town.person(role).id}"
    with db.transaction() as connection:
        outbox.queue(
            connection, kind="ny-oppgave", municipality_id=town.id, case_id=case.id, task_id=None, element_id="SAMTALE",
            role=role, person_id=town.person(role).id, facts={"sak": case.number, "steg": "Samtale"}, once_key=key,
        )  # fmt: skip
        m = tables.messages.c
        dead = sa.update(tables.messages).where(m.once_key == key).values(status="dead", problem="Svarer ikke")
        return int(connection.execute(dead.returning(m.id)).scalar_one())


def incident(case: model.CaseRef) -> None:
    row = {"case_id": case.id, "at": clock.now(), "what": "Stanset", "remedy": "", "operation": {}}
    with db.transaction() as connection:
        connection.execute(sa.insert(tables.incidents).values(row))


def status(message: int) -> str:
    m = tables.messages.c
    with db.reading() as connection:
        return str(connection.scalar(sa.select(m.status).where(m.id == message)))


def age(by: timedelta) -> None:
    s = tables.sweeps.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.sweeps).values(ran_at=s.ran_at - by))

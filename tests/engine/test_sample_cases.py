"""The cases of the demo: six states and a shielded one, made once, with nothing left to send."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, clock, db, overview, routines, sample, settings, tables
from engine import cases as engine_cases
from engine.people import accounts
from engine.sample import cases, in_force
from webforms import wording

PROCESSES = settings.ROOT / "processes"
NOW = factories.moment("2026-11-20 13:00")
SHIELDED = ["BAE-V-11_2-2", "BAE-V-11_2-3", "Vurder_grunnlos"]
OPEN = [[], ["BAE-H-12"], ["BAE-H-12"], ["BAE-H-07"], SHIELDED, ["BAE-H-04", "BAE-H-07"], ["BAE-H-01"]]
KILLED = """
import os, sys
from datetime import UTC, datetime
import sqlalchemy as sa
from engine import clock, db, expressions, sample
from engine.sample import cases

expressions.start()
database = db.connect(sys.argv[1], has_moving_clock=False)
db.configure(database)
left = iter(range(int(sys.argv[2])))
sa.event.listen(database.pool, "commit", lambda _one: os._exit(9) if next(left, None) is None else None)
with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
    cases.ensure(sample.municipality_id(), folder=__import__("pathlib").Path(sys.argv[3]))
"""


def test_the_demo_has_cases_in_different_states_and_a_second_start_adds_none(made):
    count, told = made

    again = cases.ensure(sample.municipality_id(), folder=PROCESSES, progress=told.append)

    assert (count, again, told) == (7, 0, ["Setter rutinene i kraft …", "Lager eksempelsaker …"])
    found = _cases()
    assert [one.ended_by_event for one in found] == ["trygt-og-godt", *[None] * 6]
    assert len({one.pupil_id for one in found}) == 7
    assert all(one.opened_at <= clock.now() for one in found)
    open_now = {one.number: _open_tasks(one.id) for one in found}
    assert [sorted(open_now[one.number]) for one in found] == OPEN
    late, coming = (open_now[found[at].number]["BAE-H-12"] for at in (1, 2))
    assert late < clock.now() < coming


@pytest.mark.usefixtures("made")
def test_all_that_begins_by_itself_in_baerum_and_for_all_municipalities_is_in_force():
    with db.reading() as connection:
        there = {one.routine for one in routines.in_force(connection, sample.municipality_id())}
    drawn = {path.stem for kind in in_force.KINDS for path in PROCESSES.glob(kind)}
    assert drawn - there == {"baerum-tiltaksrunde", "felles-skjerpet-aktivitetsplikt"}  # these are only called
    assert there <= drawn


@pytest.mark.usefixtures("made")
def test_on_the_first_day_the_clock_asks_nobody_for_anything():
    first = engine_cases.next_start()

    assert first is not None
    assert first > NOW + timedelta(hours=12)
    assert engine_cases.open_due() == 0


@pytest.mark.usefixtures("made")
def test_letters_that_a_task_tells_were_sent_are_registered_as_sent():
    d, x = tables.documents.c, tables.deliveries.c
    with db.reading() as connection:
        letters = connection.scalars(sa.select(d.id).where(d.case_id == _cases()[0].id, d.kind == "letter")).all()
        sent = connection.execute(sa.select(x.document_id, x.channel).where(x.document_id.in_(letters))).all()
    assert {one.document_id for one in sent} == set(letters)
    assert {one.channel for one in sent} <= set(wording.CHANNELS)


@pytest.mark.usefixtures("made")
def test_nothing_is_left_to_send_and_the_overdue_case_has_told_whom_it_must():
    m = tables.messages.c
    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(m.status != "sent")) == 0
        late = connection.execute(sa.select(m.role).where(m.kind == "frist-passert", m.case_id == _cases()[1].id)).all()
        stand = connection.scalar(sa.select(sa.func.count()).select_from(tables.incidents))
    assert {row.role for row in late} >= {"rektor"}
    assert stand == 0


@pytest.mark.usefixtures("made")
def test_the_case_about_an_employee_is_seen_by_rektor_alone():
    shielded = _cases()[4].number
    seen = {name for name in sample.PEOPLE if shielded in _inbox(name)}
    assert seen == {"rektor"}


def test_a_start_that_was_stopped_midway_goes_on_at_the_next(database, database_url, clock_at):
    clock_at(NOW)
    sample.ensure()
    in_force.ensure(sample.municipality_id(), folder=PROCESSES)
    stops = [_killed_start(database_url, after=commits) for commits in (2, 30, 45)]

    cases.ensure(sample.municipality_id(), folder=PROCESSES)

    assert stops == [9] * 3
    found = _cases()
    assert [sorted(_open_tasks(one.id)) for one in found] == OPEN
    assert len({one.pupil_id for one in found}) == 7
    m = tables.messages.c
    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(m.status != "sent")) == 0
    assert cases.ensure(sample.municipality_id(), folder=PROCESSES) == 0


@pytest.mark.usefixtures("made")
def test_cases_that_others_have_opened_are_not_joined_by_samples():
    with db.transaction() as connection:
        connection.execute(sa.delete(tables.start_tokens))

    assert cases.ensure(sample.municipality_id(), folder=PROCESSES) == 0
    assert len(_cases()) == 7


def test_a_folder_without_the_routine_costs_the_cases_only(database, tmp_path):
    sample.ensure()
    (tmp_path / "baerum-egen.bpmn").write_text("ikke et diagram")
    told = []

    assert cases.ensure(sample.municipality_id(), folder=tmp_path, progress=told.append) == 0
    assert told[0] == "Setter rutinene i kraft …"
    assert told[1].startswith("Rutinen baerum-egen kunne ikke publiseres: ")
    assert len(told) == 2


@pytest.mark.usefixtures("made")
def test_a_routine_that_was_taken_out_of_force_stays_so():
    v = tables.versions.c
    with db.transaction() as connection:
        retired = sa.update(tables.versions).where(v.routine == "felles-innsyn")
        connection.execute(retired.values(retired_at=clock.now()))

    assert in_force.ensure(sample.municipality_id(), folder=PROCESSES) == 0


def _killed_start(database_url, *, after):
    """Start in a process of its own, which dies at its commit number `after`; return its exit code."""
    command = [sys.executable, "-c", KILLED, database_url, str(after), str(PROCESSES)]
    return subprocess.run(command, timeout=600, check=False).returncode


def _cases():
    with db.reading() as connection:
        return connection.execute(sa.select(tables.cases).order_by(tables.cases.c.opened_at)).all()


def _open_tasks(case_id):
    t = tables.tasks.c
    with db.reading() as connection:
        rows = connection.execute(sa.select(t.element_id, t.due_at).where(t.case_id == case_id, t.status == "open"))
        return {row.element_id: row.due_at for row in rows}


def _inbox(username):
    person = accounts.person_of(username)
    return repr(overview.my_tasks(person, view="alle"))


@pytest.fixture(scope="module", autouse=True)
def _forgotten():
    yield
    bpmn.forget()


@pytest.fixture(scope="module")
def _made(new_database):
    """The demo's cases, made once in a database of their own; with how many they are and what was said."""
    own = db.connect(new_database("sample"), has_moving_clock=False)
    db.configure(own)
    told: list[str] = []
    with clock.at(NOW):
        sample.ensure()
        count = cases.ensure(sample.municipality_id(), folder=PROCESSES, progress=told.append)
    yield own, count, told
    own.pool.dispose()


@pytest.fixture
def made(_made, clock_at):
    """Let a test work on what was made once; it adds no cases. Gives how many there are, and what was said."""
    own, count, told = _made
    db.configure(own)
    clock_at(NOW)
    return count, told

"""Kill the web between the two transactions of a submit, and the clock in a sweep: nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import factories
import psycopg
import pytest
import sqlalchemy as sa
import waiting

from engine import cases, clock, db, model, tables
from tests.crashes import processes


@pytest.mark.parametrize("whole", [True, False], ids=["all of the web", "the workers only"])
def test_answers_survive_the_web_being_killed_between_the_two_transactions_of_a_submit(
    installation: processes.Installation, town: factories.Town, database_url: str, whole: bool
) -> None:
    case = report(town)
    task = task_of(case, "A")
    web, address = installation.serve()
    teacher = processes.signed_in(address, town.person("kontaktlærer"))
    page = teacher.get(f"/oppgave/{task}")

    with psycopg.connect(database_url) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT 1 FROM cases WHERE id = %s FOR NO KEY UPDATE", [case.id])
        submit = pool.submit(teacher.fill, page, f"/oppgave/{task}", {"notat": "Det eleven sa"})
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url), "the submit to wait for the case")
        web.kill() if whole else web.kill_workers()
        assert submit.exception(timeout=processes.SECONDS) is not None
        holder.rollback()

    assert (standings(task), status(task)) == (["accepted"], "open")
    let_the_grace_pass()
    installation.clock()
    waiting.until(lambda: status(task) == "done", "the clock to complete the task")
    assert done_by(task) == town.person("kontaktlærer").id
    assert events(case, model.EventKind.TASK_COMPLETED) == ["A"]
    assert content(task) == [{"notat": "Det eleven sa"}]
    assert [one for one in opened(case) if one != "A"] == ["B"]


def test_timer_fires_once_when_the_clock_is_killed_in_its_sweep(
    installation: processes.Installation, town: factories.Town, database_url: str, yesterday: clock.Clock
) -> None:
    case = report(town)
    cases.complete_task(task_of(case, "A"), by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=None)

    with psycopg.connect(database_url) as holder:
        # the sweep has claimed the case, marked the timer and stepped; now it cannot ask who is to be told
        holder.execute("LOCK TABLE holdings IN ACCESS EXCLUSIVE MODE")
        first = installation.clock()
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url), "the sweep to ask who is to be told")
        first.kill()
        holder.rollback()
    waiting.until(lambda: not waiting.somebody_waits_for_a_lock(database_url), "the dead sweep to be undone")

    assert (fired(case), opened(case)) == (0, ["A", "B"])
    installation.clock()
    waiting.until(lambda: fired(case) == 1, "the next clock to fire the timer")
    installation.clock()
    seen: set[str] = set()
    waiting.until(lambda: len(seen_sweeping(seen)) >= 2, "both clocks to have swept")
    assert events(case, model.EventKind.TIMER_FIRED) == ["FRIST"]
    assert opened(case) == ["A", "B", "C"]
    assert messages(case) == sorted(set(messages(case)))


def test_of_two_who_submit_at_once_one_is_told_who_did_it_and_keeps_the_text(
    installation: processes.Installation, town: factories.Town
) -> None:
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    case = report(town)
    task = task_of(case, "A")
    _, address = installation.serve()
    both = {who.name: processes.signed_in(address, who) for who in (town.person("kontaktlærer"), second)}
    seen = {name: browser.get(f"/oppgave/{task}") for name, browser in both.items()}

    with ThreadPoolExecutor(2) as pool:
        sent = {
            name: pool.submit(browser.fill, seen[name], f"/oppgave/{task}", {"notat": f"Ordene til {name}"})
            for name, browser in both.items()
        }
    answers = {name: one.result() for name, one in sent.items()}

    assert sorted(one.status for one in answers.values()) == [302, 409]
    winner = next(name for name, one in answers.items() if one.status == 302)
    loser = next(name for name, one in answers.items() if one.status == 409)
    assert winner in answers[loser].words
    assert f"Ordene til {loser}" in answers[loser].words
    assert events(case, model.EventKind.TASK_COMPLETED) == ["A"]


def test_who_was_late_hears_it_also_when_the_task_closes_between_the_answer_and_its_page(
    installation: processes.Installation, town: factories.Town, database_url: str
) -> None:
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    case = report(town)
    path = f"/oppgave/{task_of(case, 'A')}"
    _, address = installation.serve()
    winner, loser = (processes.signed_in(address, who) for who in (town.person("kontaktlærer"), second))
    seen = [browser.get(path) for browser in (winner, loser)]

    with psycopg.connect(database_url) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT 1 FROM cases WHERE id = %s FOR NO KEY UPDATE", [case.id])
        first = pool.submit(winner.send, seen[0], path, {"notat": "Først"})
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url), "the first submit to wait for the case")
        late = loser.send(seen[1], path, {"notat": "Ordene mine"})
        holder.rollback()
        assert first.result().status == 302
    page = loser.get(late.location)

    assert page.status == 409
    assert "Kontaktlærer Eksempel" in page.words
    assert "Ordene mine" in page.words


def test_double_press_on_the_start_form_opens_one_case(
    installation: processes.Installation, town: factories.Town
) -> None:
    _, address = installation.serve()
    reporter = processes.signed_in(address, town.person("ansatt"))
    page = reporter.get("/meld/prove")

    with ThreadPoolExecutor(2) as pool:
        presses = [pool.submit(reporter.fill, page, "/meld/prove", {"hva": "Står alene"}) for _ in range(2)]
    answers = [one.result() for one in presses]

    assert [one.status for one in answers] == [302, 302]
    assert len({one.location for one in answers}) == 1
    assert count(tables.cases) == 1
    assert count(tables.answers) == 1


def report(town: factories.Town) -> model.CaseRef:
    """Open a case about Testelev A."""
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="prove", raw=raw, token="engang")


def task_of(case: model.CaseRef, element: str) -> UUID:
    """Return the id of the case's task at `element`."""
    t = tables.tasks.c
    return _all(sa.select(t.id).where(t.case_id == case.id, t.element_id == element))[0]


def status(task: UUID) -> str:
    return _all(sa.select(tables.tasks.c.status).where(tables.tasks.c.id == task))[0]


def done_by(task: UUID) -> int:
    return _all(sa.select(tables.tasks.c.done_by).where(tables.tasks.c.id == task))[0]


def standings(task: UUID) -> list[str]:
    return _all(sa.select(tables.answers.c.standing).where(tables.answers.c.task_id == task))


def content(task: UUID) -> list[object]:
    return _all(sa.select(tables.answers.c.content).where(tables.answers.c.task_id == task))


def opened(case: model.CaseRef) -> list[str]:
    """Return the elements whose tasks the case has had, in order."""
    t = tables.tasks.c
    return _all(sa.select(t.element_id).where(t.case_id == case.id).order_by(t.element_id))


def events(case: model.CaseRef, kind: model.EventKind) -> list[str]:
    """Return the elements of the case's events of `kind`."""
    e = tables.events.c
    return _all(sa.select(e.element_id).where(e.case_id == case.id, e.kind == kind).order_by(e.sequence))


def fired(case: model.CaseRef) -> int:
    t = tables.timers.c
    return len(_all(sa.select(t.id).where(t.case_id == case.id, t.element_id == "FRIST", t.fired_at.is_not(None))))


def messages(case: model.CaseRef) -> list[str]:
    return sorted(_all(sa.select(tables.messages.c.once_key).where(tables.messages.c.case_id == case.id)))


def seen_sweeping(before: set[str]) -> set[str]:
    """Return `before` with the process that swept last: the note of a job names it."""
    before.update(_all(sa.select(tables.sweeps.c.process).where(tables.sweeps.c.job == "frister")))
    return before


def count(table: sa.Table) -> int:
    return _all(sa.select(sa.func.count()).select_from(table))[0]


def let_the_grace_pass() -> None:
    """Let accepted answers be as old as they must be for the clock to take over, without waiting for it."""
    older = sa.update(tables.answers).values(at=tables.answers.c.at - timedelta(minutes=1))
    with db.transaction() as connection:
        connection.execute(older)


def _all(query: sa.Select[tuple[object]]) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.scalars(query))


@pytest.fixture
def yesterday(clock_at: Callable[[object], clock.Clock]) -> clock.Clock:
    """Let this process work as if it were yesterday: the timers it sets are overdue for a clock of today."""
    return clock_at(clock.now() - timedelta(days=1))

"""A submit over the web and the timer that would end its task, in the same instant: one wins, no word is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import diagrams
import drawing
import factories
import sqlalchemy as sa
import waiting

from engine import cases, clock, db, tables
from tests.crashes import processes

CASES = 6
NEAR = timedelta(seconds=2)  # from when everybody has the page before them, however long that took
_t, _a = tables.tasks.c, tables.answers.c


def test_a_submit_and_a_timer_in_the_same_instant_have_one_winner_and_lose_no_word(
    installation: processes.Installation, municipality: factories.Town
) -> None:
    _publish(municipality)
    _web, address = installation.serve()
    installation.clock()
    teacher, by = municipality.person("kontaktlærer"), municipality.person("ansatt")
    browser = processes.signed_in(address, teacher)
    about = {"elev": str(municipality.pupil().id), "hva": "x"}
    opened = [cases.open_case(by=by, routine="frist", raw=about, token=str(number)).id for number in range(CASES)]
    tasks = {case_id: str(_ids(case_id)["A"][0]) for case_id in opened}
    pages = {case_id: browser.get(f"/oppgave/{task}") for case_id, task in tasks.items()}
    due = clock.now() + NEAR
    _let_the_timers_be_due(due)

    def submit(number: int, case_id: int) -> int:
        moment = due + timedelta(milliseconds=100 * (number - CASES // 2))
        waiting.until(lambda: clock.now() >= moment, "the instant")
        own = processes.Browser(address, dict(browser.cookies))
        return own.fill(pages[case_id], f"/oppgave/{tasks[case_id]}", {"notat": f"ord {case_id}"}).status

    with ThreadPoolExecutor(CASES) as pool:
        answered = list(pool.map(submit, range(CASES), opened))
    waiting.until(lambda: all(_ids(one)["A"][1] != "open" for one in opened), "the timers")

    assert set(answered) <= {302, 303, 409}
    for case_id, status in zip(opened, answered, strict=True):
        found = _ids(case_id)
        is_done = found["A"][1] == "done"
        assert sorted(found) == (["A", "B"] if is_done else ["A", "C"])
        assert (status != 409) == is_done
        assert _answers(case_id) == [("accepted" if is_done else "late", f"ord {case_id}")]


def _let_the_timers_be_due(at: datetime) -> None:
    with db.transaction() as connection:
        connection.execute(sa.update(tables.timers).values(due_at=at))


def _ids(case_id: int) -> dict[str, tuple[object, str]]:
    with db.reading() as connection:
        found = connection.execute(sa.select(_t.element_id, _t.id, _t.status).where(_t.case_id == case_id)).all()
    assert len(found) == len({row.element_id for row in found})
    return {row.element_id: (row.id, row.status) for row in found}


def _answers(case_id: int) -> list[tuple[str, str]]:
    with db.reading() as connection:
        mine = sa.and_(_a.case_id == case_id, _a.task_id.is_not(None))
        found = connection.execute(sa.select(_a.standing, _a.content).where(mine)).all()
    return [(row.standing, row.content["notat"]) for row in found]


def _publish(town: factories.Town) -> None:
    """A (kontaktlærer, a note) leads to B; when its time is out it is taken away, and C opens."""
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    teacher, rektor = (f'<zeebe:assignmentDefinition candidateGroups="{one}"/>' for one in ("kontaktlærer", "rektor"))
    given = {
        "inn": drawing.node("startEvent", ext=diagrams.form_of("melding")),
        "A": drawing.node("userTask", ext=teacher + diagrams.form_of("notat")),
        "B": drawing.node("userTask", ext=rektor),
        "C": drawing.node("userTask", ext=rektor),
        "V": drawing.boundary("A", drawing.timer("PT1H")),
    }
    drawn = drawing.draw("inn > A > B > slutt; V > C > slutt", process="frist", **given)
    diagrams.publish(town.id, "frist", drawn, notat=note)

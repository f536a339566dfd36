"""A mistyped year in an answer that becomes a deadline or a timer: an incident at most, and no clock that stands."""

from __future__ import annotations

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, tables, timers

REKTOR = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'
FORM = diagrams.form("naar", {"type": "datetime", "subtype": "date", "key": "dato", "dateLabel": "Dato"})
AT_DATE = drawing.timer("=dato", kind="timeDate")
USES = {
    "a timer at the edge": ("inn > A > B > slutt; V > C > slutt", {"V": drawing.boundary("B", AT_DATE)}),
    "a timer that is waited for": ("inn > A > V > B > slutt", {"V": drawing.node("intermediateCatchEvent", AT_DATE)}),
} | {
    text: (
        "inn > A > B > slutt",
        {"B": drawing.node("userTask", ext=f'{REKTOR}<zeebe:taskSchedule dueDate="{text}"/>')},
    )
    for text in ("=dato", "6 uker fra dato", "tidligst av (=dato, 6 uker)")
}


@pytest.mark.parametrize("year", ["0001", "0026", "2026", "9999"])
@pytest.mark.parametrize("use", USES)
def test_a_mistyped_year_stops_no_clock(town: factories.Town, use: str, year: str) -> None:
    flows, more = USES[use]
    tasks = {name: drawing.node("userTask", ext=REKTOR) for name in "BC" if f" {name} " in flows and name not in more}
    asks = drawing.node("userTask", ext=REKTOR + diagrams.form_of("naar"))
    start = drawing.node("startEvent", ext=diagrams.form_of("melding"))
    drawn = drawing.draw(flows, process="p", inn=start, A=asks, slutt=drawing.node("endEvent"), **tasks, **more)
    diagrams.publish(town.id, "p", drawn, naar=FORM)
    rektor = town.person("rektor")
    case = cases.open_case(by=town.person("kontaktlærer"), routine="p", raw={"hva": "x"}, token="en")
    (task,) = _open(case)

    cases.complete_task(task.id, by=rektor, raw={"dato": f"{year}-01-01"}, seen_version=None)
    timers.fire_due()
    timers.fire_due()

    i = tables.incidents.c
    with db.reading() as connection:
        standing = connection.scalar(sa.select(sa.func.count()).where(i.resolved_at.is_(None)))
    is_open = [row.element_id for row in _open(case)]
    assert (standing, is_open) == ((0, is_open) if year == "2026" else (1, ["A"]))


def _open(case: model.CaseRef) -> list[sa.Row]:
    t = tables.tasks.c
    with db.reading() as connection:
        return list(connection.execute(sa.select(t.id, t.element_id).where(t.case_id == case.id, t.status == "open")))


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on a Monday."""
    return municipality

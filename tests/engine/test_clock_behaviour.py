"""The clock over odd moments: summer time both ways, year end, a clock set back, a month of sleep, faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, overview, tables, timers


@pytest.mark.parametrize(
    ("opened", "text", "due"),
    [
        ("2026-03-28 12:00", "P1D", "2026-03-29 12:00"),  # the night has 23 hours
        ("2026-03-28 12:00", "PT24H", "2026-03-29 13:00"),
        ("2026-10-24 12:00", "P1D", "2026-10-25 12:00"),  # and 25
        ("2026-10-24 12:00", "PT24H", "2026-10-25 11:00"),
        ("2026-12-31 23:30", "PT1H", "2027-01-01 00:30"),
        ("2026-12-01 12:00", "P1M", "2027-01-01 12:00"),
    ],
)
def test_a_timer_fires_at_its_instant_over_summer_time_and_year_end_and_not_before(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock], opened: str, text: str, due: str
) -> None:
    own = clock_at(opened)
    publish(municipality, text)
    case = report(municipality)

    own.set(factories.moment(due) - timedelta(seconds=1))
    assert timers.fire_due() == 0
    own.set(factories.moment(due))
    assert (timers.fire_due(), timers.fire_due()) == (1, 0)
    assert fired(case) == [(factories.moment(due), 0)]


def test_a_clock_that_is_set_back_fires_nothing_twice_and_nothing_early(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    own = clock_at("2026-01-05 10:00")
    publish(municipality, "R3/P1D")
    case = report(municipality)
    own.set(factories.moment("2026-01-06 10:00"))
    timers.fire_due()

    own.set(factories.moment("2026-01-04 10:00"))
    assert timers.fire_due() == 0
    own.set(factories.moment("2026-01-06 10:00"))
    assert timers.fire_due() == 0
    own.set(factories.moment("2026-01-07 10:00"))
    assert timers.fire_due() == 1
    assert [due for due, _ in fired(case)] == [
        factories.moment("2026-01-06 10:00"),
        factories.moment("2026-01-07 10:00"),
    ]


@pytest.mark.parametrize(("rule", "seen"), [("", [(1, 29)]), ("hver", [(day, 0) for day in range(1, 31)])])
def test_after_a_month_of_sleep_missed_cycles_count_by_their_rule_and_the_row_says_for_how_many(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock], rule: str, seen: list[tuple[int, int]]
) -> None:
    own = clock_at("2026-01-05 10:00")
    publish(municipality, "R60/P1D", missed=rule)
    case = report(municipality)

    own.set(own.now() + timedelta(days=30, hours=1))
    timers.fire_due()

    start = factories.moment("2026-01-05 10:00")
    assert [((due - start).days, missed) for due, missed in fired(case)] == seen
    assert timers.fire_due() == 0


def test_after_a_month_of_sleep_all_fires_once_in_the_order_of_the_instants_across_cases(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    own = clock_at("2026-01-05 10:00")
    publish(municipality, "P3D", due="10 virkedager")
    for day in range(4):
        own.set(factories.moment("2026-01-05 10:00") + timedelta(days=day))
        report(municipality)

    own.set(own.now() + timedelta(days=40))
    while timers.fire_due(limit=3):
        pass

    order = in_order_of_firing()
    assert order == sorted(order)
    assert len(order) == 4 * 4  # the reminder; near, passed, the leader's
    assert timers.fire_due() == 0


def test_no_later_timer_of_a_case_fires_while_an_earlier_one_cannot_and_other_cases_go_on(
    municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    own = clock_at("2026-01-05 10:00")
    publish(municipality, "P3D", due="10 virkedager")
    broken, whole = report(municipality), report(municipality)
    with db.transaction() as connection:
        c = tables.cases.c
        connection.execute(sa.update(tables.cases).where(c.id == broken.id).values(state="ikke en tilstand"))

    own.set(own.now() + timedelta(days=40))
    timers.fire_due()

    assert fired(broken) == []
    assert [
        one.kind for one in overview.whole_ledger(days=60).entries if one.case_number == broken.number and one.done_at
    ] == []
    assert len(fired(whole)) == 1


def publish(town: factories.Town, text: str, *, due: str = "", missed: str = "") -> None:
    """Publish `prove`: A with a timer at its edge that opens B beside it."""
    kind = "timeCycle" if text.startswith("R") else "timeDuration"
    rule = f'<zeebe:properties><zeebe:property name="tapte" value="{missed}" /></zeebe:properties>' if missed else ""
    event = (
        f'<bpmn:boundaryEvent id="TID" attachedToRef="A" cancelActivity="false">'
        f"{diagrams.extensions(rule) if rule else ''}"
        f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    elements = {
        "A": diagrams.task("A", *([diagrams.due(due)] if due else [])),
        "TID": event,
        "B": diagrams.task("B"),
        "slutt": '<bpmn:endEvent id="slutt" />',
        "purret": '<bpmn:endEvent id="purret" />',
    }
    flows = [diagrams.flow(*pair.split()) for pair in ("inn A", "A slutt", "TID B", "B purret")]
    lanes = {"Kontaktlærer": ["inn", "A", "TID", "slutt"], "Rektor": ["B", "purret"]}
    diagrams.publish(town.id, "prove", diagrams.routine("prove", elements, flows, lanes=lanes))


def report(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=f"t{datetime.now(UTC).timestamp()}")


def fired(case: model.CaseRef) -> list[tuple[datetime, int]]:
    """Return (due, later times that count as this one) of the case's fired timers, in the order of firing."""
    t = tables.timers.c
    mine = sa.and_(t.case_id == case.id, t.kind == "engine", t.fired_at.is_not(None))
    with db.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(t.due_at, t.missed).where(mine).order_by(t.due_at))]


def in_order_of_firing() -> list[datetime]:
    """Return the due instants in the order in which the rows were written, as the database's own row versions tell."""
    query = "SELECT due_at FROM timers WHERE fired_at IS NOT NULL ORDER BY xmin::text::bigint"
    with db.reading() as connection:
        return list(connection.exec_driver_sql(query).scalars())


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-01-05T10:00", "2026-01-05T09:00+00:00"),
        ("2026-07-05T10:00", "2026-07-05T08:00+00:00"),
        ("2026-01-05T10:00Z", "2026-01-05T10:00+00:00"),
    ],
)
def test_what_says_no_offset_is_oslo_s_wall_clock(written: str, instant: str) -> None:
    assert clock.aware(datetime.fromisoformat(written)) == datetime.fromisoformat(instant)


def test_a_clock_of_ones_own_is_utc_from_the_start_so_that_hours_are_exact() -> None:
    own = clock.Clock(datetime(2026, 10, 25, 1, 30, tzinfo=clock.OSLO))

    four_hours_later = clock.oslo(own.now() + timedelta(hours=4))

    assert (four_hours_later.hour, four_hours_later.minute) == (4, 30)  # the hour from two to three comes twice

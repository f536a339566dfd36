"""What a step asks of the database: a page waits for each round trip, and so do all who wait for the same case."""

from __future__ import annotations

import itertools

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, tables
from engine.db import wire

STEPS = 12  # what is kept of the municipality, and the statements that are prepared, are there after a few


def test_completing_a_task_is_two_round_trips_for_the_answers_and_two_for_the_step(
    municipality: factories.Town, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_chain(municipality)
    rektor = municipality.person("rektor")
    cases.open_case(by=rektor, routine="kjede", raw={"notat": "x"}, token="engang")
    for _ in range(STEPS - 2):
        cases.complete_task(open_task(), by=rektor, raw={"notat": "x"}, seen_version=None)
    task, counted = open_task(), []
    exchange = wire.Wire.exchange
    monkeypatch.setattr(wire.Wire, "exchange", lambda own, sent: counted.append("wire") or exchange(own, sent))

    def note(_connection, _cursor, statement, *_rest):  # type: ignore[no-untyped-def]
        counted.append(statement)

    sa.event.listen(database.pool, "before_cursor_execute", note)
    try:
        cases.complete_task(task, by=rektor, raw={"notat": "x"}, seen_version=None)
    finally:
        sa.event.remove(database.pool, "before_cursor_execute", note)

    assert counted == ["wire"] * 4


def publish_chain(town: factories.Town) -> None:
    ids = ["inn", *(f"T{number}" for number in range(STEPS)), "slutt"]
    elements = {one: diagrams.task(one, diagrams.form_of("notat")) for one in ids[1:-1]}
    elements["slutt"] = '<bpmn:endEvent id="slutt" name="Ferdig" />'
    flows = [diagrams.flow(a, b) for a, b in itertools.pairwise(ids)]
    diagram = diagrams.routine("kjede", elements, flows, lanes={"Rektor": ids})
    note = diagrams.form("notat", diagrams.text_field("notat"))
    diagrams.publish(town.id, "kjede", diagram, notat=note)


def open_task():  # type: ignore[no-untyped-def]
    t = tables.tasks.c
    with db.reading() as connection:
        return connection.execute(sa.select(t.id).where(t.status == "open")).scalar_one()

"""A case that was moved to another version goes back as it was, unless something has happened in it."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, model, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


def everything(case_id: int) -> tuple[object, ...]:
    """Return the case as its rows tell it, but for versions that pages compare."""
    with db.reading() as connection:
        found = connection.execute(
            sa.select(tables.cases.c.state, tables.cases.c.version_id).where(tables.cases.c.id == case_id)
        ).one()
        roles = sorted(connection.execute(sa.select(tables.task_roles)).all())
        drafts = connection.execute(sa.select(tables.drafts.c.task_id, tables.drafts.c.content)).all()
    tasks = [
        tuple(one._mapping[name] for name in one._mapping if name != "version") for one in looking.open_tasks(case_id)
    ]
    return tuple(found), roles, drafts, tasks, routine.pending(case_id), since(case_id)


def since(case_id: int) -> list[tuple[object, ...]]:
    """Return when the timers that are pending were set: that is what they are counted again from."""
    t = tables.timers.c
    with db.reading() as connection:
        mine = sa.select(t.kind, t.element_id, t.set_at).where(t.case_id == case_id, t.fired_at.is_(None))
        running = sa.and_(t.cancelled_at.is_(None), t.kind == "engine")
        return sorted(tuple(one) for one in connection.execute(mine.where(running)))


@pytest.mark.parametrize("new", ["X", "A"])
def test_forth_and_back_is_as_before(town: factories.Town, owner: model.Person, new: str, own: clock.Clock) -> None:
    routine.publish(town, routine.a_task(diagrams.due("3 virkedager")), diagrams.task("B"), extra=routine.FRIST)
    case = routine.opened(town)
    (row,) = looking.open_tasks(case.id)
    cases.save_draft(by=town.person("kontaktlærer"), content={"notat": "halvt"}, version=0, task_id=row.id)
    cases.take_task(row.id, by=town.person("kontaktlærer"))
    before = everything(case.id)
    own.set(clock.now() + timedelta(hours=5))
    first = diagrams.task(new, diagrams.due("2 virkedager"))
    to = routine.publish(town, first, diagrams.task("B"), lanes={"Rektor": ["inn", new, "B"]})
    choices = bpmn.Choices(steps={"A": new}, takes_defaults=True)

    assert cases.move_case(case.id, by=owner, to=to, reason="x", choices=choices).is_moved
    assert everything(case.id) != before
    cases.move_case_back(case.id, by=owner, reason="Feil valg")

    assert everything(case.id) == before
    assert diagrams.event_kinds(case.id)[-1] in {"case-moved-back", "timer-set", "message-queued"}
    with pytest.raises(errors.MoveRefused, match="ikke flyttet"):
        cases.move_case_back(case.id, by=owner, reason="x")


def test_a_case_in_which_something_has_happened_is_not_moved_back(town: factories.Town, owner: model.Person) -> None:
    case = routine.opened(town)
    to = routine.publish(town, routine.a_task(), diagrams.task("X"), diagrams.task("B"))
    cases.move_case(case.id, by=owner, to=to, reason="x")
    cases.complete_task(looking.open_tasks(case.id)[0].id, by=town.person("kontaktlærer"), raw={}, seen_version=None)

    with pytest.raises(errors.MoveRefused, match="har skjedd noe"):
        cases.move_case_back(case.id, by=owner, reason="x")

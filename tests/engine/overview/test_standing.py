"""Saker som står: the order, the counts and the pages, however many stand (design 12)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import factories
import pytest

from engine import clock, model, overview, pages
from engine.overview import paging


def test_reasons_are_counted_and_shown_worst_first_and_longest_first(town: factories.Town, own: clock.Clock) -> None:
    school = town.schools[0]
    here, nobody = ("rektor", f"s:{school.id}"), ("rådgiver", "s:0")
    straks = stuck(town, here, opened_at=own.now() - timedelta(days=9), is_straks=True)
    young, old = (stuck(town, here, due_at=own.now() - timedelta(days=days)) for days in (1, 5))
    alone = stuck(town, nobody, due_at=own.now() - timedelta(days=2))
    stuck(town, here, due_at=own.now() + timedelta(days=1))
    stuck(town, here, due_at=own.now() - timedelta(days=1), held_at=own.now())

    page = overview.standing(town.person("rektor"))

    assert [(row.task_id, row.reason) for row in page.rows] == [
        (alone, "no-owner"), (old, "overdue"), (young, "overdue"), (straks, "straks"),
    ]  # fmt: skip
    assert {reason: count for reason, count in page.counts.items() if count} == {
        "no-owner": 1, "overdue": 2, "straks": 1,
    }  # fmt: skip


def test_who_leads_the_municipality_may_open_what_belongs_to_no_school_and_no_school_s_case(
    town: factories.Town,
) -> None:
    of_school = factories.case(town, number="2026-000001")
    of_none = factories.case(town, number="2026-000002", pupil=None, school_id=None)
    numbers = [of_school.number, of_none.number]

    assert overview.openable(numbers, town.person("skoleeier")) == {of_none.number}
    assert overview.openable(numbers, town.person("rektor")) == set(numbers)


def test_another_municipality_s_case_with_the_same_number_decides_nothing(town: factories.Town) -> None:
    own_case = factories.case(town, number="2026-000001", pupil=None, school_id=None)
    factories.case(factories.municipality("Annen kommune"), number="2026-000001")

    assert overview.openable([own_case.number], town.person("skoleeier")) == {"2026-000001"}


def test_pages_show_every_row_once_across_reasons(
    town: factories.Town, own: clock.Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS", 2)
    late = [stuck(town, ("rektor", f"s:{town.schools[0].id}"), due_at=own.now() - timedelta(days=n)) for n in (3, 2, 1)]
    alone = [stuck(town, ("rådgiver", "s:0"), opened_at=own.now() - timedelta(days=n)) for n in (2, 1)]
    rektor = town.person("rektor")

    seen = [ids(overview.standing(rektor, page=number)) for number in (1, 2, 3, 9)]

    assert seen == [alone, late[:2], late[2:], late[2:]]
    assert ids(overview.standing(rektor, reason="overdue", page=2)) == late[2:]
    assert overview.standing(rektor, reason="overdue").counts["no-owner"] == 2


def test_owner_chooses_among_schools_and_rektor_has_one(town: factories.Town, own: clock.Clock) -> None:
    first, second = (
        stuck(town, ("rektor", f"s:{town.schools[n].id}"), n, due_at=own.now() - timedelta(days=2 - n)) for n in (0, 1)
    )
    owner, other = town.person("skoleeier"), town.schools[1]

    everywhere, there = overview.standing(owner), overview.standing(owner, school=other.id)

    assert (ids(everywhere), ids(there)) == ([first, second], [second])
    assert (there.counts["overdue"], there.school) == (1, other.id)
    assert set(everywhere.schools) == {(one.id, one.name) for one in town.schools}
    assert overview.standing(town.person("rektor"), school=other.id).school is None
    assert ids(overview.standing(town.person("rektor"), school=other.id)) == [first]


def test_many_who_could_act_are_told_by_three_names(town: factories.Town, own: clock.Clock) -> None:
    school = town.schools[0]
    for name in ("Anne Eksempel", "Bo Eksempel", "Cai Eksempel", "Dag Eksempel"):
        factories.hold(factories.person(town.id, name).id, "miljøterapeut", f"s:{school.id}")
    stuck(town, ("miljøterapeut", f"s:{school.id}"), due_at=own.now() - timedelta(days=1))

    row = overview.standing(town.person("rektor")).rows[0]

    assert (row.at_whom, row.has_more) == (("Anne Eksempel", "Bo Eksempel", "Cai Eksempel"), True)


def test_a_step_whose_parts_stand_for_different_reasons_is_one_row(town: factories.Town, own: clock.Clock) -> None:
    case: model.CaseRef = factories.case(town, pupil=None)
    part = {"part_of": uuid4(), "due_at": own.now() - timedelta(days=2)}
    alone = factories.task(case.id, opens_to=[("rådgiver", "s:0")], part="rådgiver", **part)
    factories.task(case.id, opens_to=[("rektor", f"s:{town.schools[0].id}")], part="rektor", **part)

    page = overview.standing(town.person("rektor"))

    assert [(row.task_id, row.reason) for row in page.rows] == [(alone, "no-owner")]
    assert sum(page.counts.values()) == 1


def test_a_step_that_stands_once_for_each_child_is_a_row_for_each(town: factories.Town, own: clock.Clock) -> None:
    case = factories.case(town, pupil=None)
    late, here = {"due_at": own.now() - timedelta(days=2)}, [("rektor", f"s:{town.schools[0].id}")]
    talks = {factories.task(case.id, opens_to=here, instance=number, **late) for number in (1, 2)}

    page = overview.standing(town.person("rektor"))

    assert (page.counts["overdue"], set(ids(page))) == (2, talks)


def stuck(town: factories.Town, role: tuple[str, str], school: int = 0, **values: object) -> object:
    """Insert a task of a case of its own, and return its id."""
    case: model.CaseRef = factories.case(town, school=school, pupil=None)
    return factories.task(case.id, opens_to=[role], **values)


def ids(page: pages.Standing) -> list[object]:
    return [row.task_id for row in page.rows]

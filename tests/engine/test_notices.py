"""Which notices a deadline gives, and when: what is told beforehand is told on a working day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import clock, notices


@pytest.mark.parametrize(
    ("due", "near"),
    [
        ("2026-12-14 16:00", "2026-12-11 16:00"),  # Monday: told on Friday
        ("2026-12-15 16:00", "2026-12-14 16:00"),
        ("2026-04-07 16:00", "2026-04-01 16:00"),  # after Easter: told before it
    ],
)
def test_deadline_is_announced_on_a_working_day(due: str, near: str) -> None:
    found = of(due, opened=oslo(due) - timedelta(days=30))

    assert [one.at for one in found if one.kind == notices.NoticeKind.NEAR] == [oslo(near)]


def test_task_that_opened_after_the_last_working_day_is_not_announced_at_once() -> None:
    found = of("2026-12-14 16:00", opened=oslo("2026-12-12 10:00"))

    assert notices.NoticeKind.NEAR not in {one.kind for one in found}


def test_deadline_that_was_out_before_the_task_opened_is_told_then_and_the_leader_the_working_day_after() -> None:
    found = of("2026-12-01 16:00", opened=oslo("2026-12-11 10:00"))

    assert found == (
        notices.Notice(notices.NoticeKind.PASSED, oslo("2026-12-11 10:00")),
        notices.Notice(notices.NoticeKind.PASSED_LEADER, oslo("2026-12-14 08:00")),
    )


def of(due: str, *, opened: datetime) -> tuple[notices.Notice, ...]:
    return notices.of(oslo(due), is_straks=False, opened=opened, times=notices.Times())


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.OSLO)

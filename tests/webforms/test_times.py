"""Times as people read them: Oslo time, words, three parts of a deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from webforms import language, times


def test_deadline_says_date_distance_and_how_it_was_counted(clock_at: Callable[[str], object]) -> None:
    clock_at("2026-01-13 10:42")

    said = times.deadline(oslo("2026-01-16 16:00"), "5 skoledager fra meldingen 9. januar")

    assert said == "innen fredag 16. januar kl. 16 (om 3 dager) – 5 skoledager fra meldingen 9. januar"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-01-13 16:00", "innen tirsdag 13. januar kl. 16 (i dag, om 5 t 18 min)"),
        ("2026-01-14 08:00", "innen onsdag 14. januar kl. 08 (i morgen)"),
        ("2026-01-13 23:59", "i løpet av tirsdag 13. januar (i dag)"),
        ("2026-01-13 10:30", "fristen var tirsdag 13. januar kl. 10:30 (for 12 min siden)"),
        ("2026-01-12 16:00", "fristen var mandag 12. januar kl. 16 (for 18 t 42 min siden)"),
        ("2026-01-12 10:00", "fristen var mandag 12. januar kl. 10 (for 1 dag siden)"),
        ("2026-01-11 23:59", "fristen var søndag 11. januar (for 2 dager siden)"),
        ("2027-01-04 16:00", "innen mandag 4. januar 2027 kl. 16 (om 356 dager)"),
    ],
)
def test_deadline_is_said_as_people_say_it(clock_at: Callable[[str], object], due: str, said: str) -> None:
    clock_at("2026-01-13 10:42")

    assert times.deadline(oslo(due)) == said


def test_straks_has_a_running_clock_and_no_date(clock_at: Callable[[str], object]) -> None:
    clock_at("2026-01-13 10:42")

    assert times.straks(oslo("2026-01-13 08:28")) == "startet for 2 t 14 min siden – skal gjøres straks"


def test_nynorsk_has_its_own_words(clock_at: Callable[[str], object]) -> None:
    clock_at("2026-01-13 10:42")

    with language.using("nn"):
        assert times.due(oslo("2026-01-17 16:00")) == "innan laurdag 17. januar kl. 16"
        assert times.straks(oslo("2026-01-13 10:40")) == "starta for 2 min sidan – skal gjerast straks"


def test_winter_and_summer_time_are_oslos() -> None:
    assert times.clock_time(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "10:00"
    assert times.clock_time(datetime(2026, 1, 1, 8, 0, tzinfo=UTC)) == "09:00"


@pytest.mark.parametrize(
    ("span", "said"),
    [(20, "under ett minutt"), (60, "1 min"), (3600, "1 t"), (8040, "2 t 14 min"), (172800, "2 dager")],
)
def test_length_of_time_is_said_in_its_largest_units(span: int, said: str) -> None:
    assert times.span(timedelta(seconds=span).total_seconds()) == said


def oslo(text: str) -> datetime:
    from engine import clock

    return datetime.fromisoformat(text).replace(tzinfo=clock.OSLO).astimezone(UTC)

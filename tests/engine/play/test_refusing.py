"""What a story may say of a task that is done, and that a refused act is none that anything has come since."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import play

Played = Callable[[str], play.Result]

BEGIN = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - do: A
    by: kontaktlærer
    answers: {notat: ferdig}
"""
END = """\
  - do: B
    by: rektor
  - send: {message: svar-utenfra, key: sak.nummer}
"""


@pytest.mark.parametrize(
    "refused",
    [
        "{do: A, by: kontaktlærer, because: not-open}",  # without what its form asks for
        "{do: A, by: kontaktlærer, answers: {notat: ferdig}, because: not-open}",  # as it was done, to the letter
        "{do: A, by: rektor, because: not-open}",  # nor is it open for who may not do it
    ],
)
def test_a_task_that_is_done_is_not_open(played: Played, refused: str) -> None:
    assert played(f"{BEGIN}  - refuse: {refused}\n").failure is None


@pytest.mark.parametrize("refused", ["{do: B, by: rektor, because: not-open}", "{do: A, because: not-open}"])
def test_no_task_is_open_in_a_case_that_has_ended(played: Played, refused: str) -> None:
    assert played(f"{BEGIN}{END}  - refuse: {refused}\n").failure is None


def test_doing_once_more_what_is_done_is_told(played: Played) -> None:
    failure = played(f"{BEGIN}  - do: A\n    by: kontaktlærer\n    answers: {{notat: ferdig}}\n").failure

    assert failure is not None
    assert failure.seen.endswith("«A» er ikke åpen. Åpne oppgaver nå: B.")


@pytest.mark.parametrize(
    "between", ["refuse: {do: A, by: rektor, because: not-allowed}", "hold: A\n    by: kontaktlærer"]
)
def test_only_what_is_done_waited_for_or_sent_is_what_things_come_since(played: Played, between: str) -> None:
    story = f"{BEGIN.partition('  - do')[0]}  - wait: PT3H\n  - {between}\n  - see: {{message: SI_FRA, to: rektor}}\n"

    assert played(story).failure is None


def test_a_case_has_ended_also_after_something_more_was_tried(played: Played) -> None:
    refused = "  - refuse: {do: B, by: rektor, because: not-open}\n"

    assert played(f"{BEGIN}{END}{refused}  - see: {{ended: slutt}}\n").failure is None

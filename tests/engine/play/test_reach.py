"""Who has been told of a case at all, and who may open it: exactly those whom the story names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import play
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]
HEAD = STORY[: STORY.index("steps:")] + "steps:\n"


def test_those_who_may_open_the_case_and_have_heard_of_it_are_named_and_no_others(played: Played) -> None:
    looks = "  - see: {open-to: [kontaktlærer, rektor]}\n  - see: {told: [kontaktlærer]}\n"

    assert played(HEAD + looks).failure is None


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ("open-to: [kontaktlærer]", "saken er åpen for Kontaktlærer Eksempel, Rektor Eksempel"),
        ("open-to: [kontaktlærer, rektor, skoleeier]", "saken er åpen for Kontaktlærer Eksempel, Rektor Eksempel"),
        ("told: []", "varslet om saken er Kontaktlærer Eksempel"),
        ("told: [kontaktlærer, rektor]", "varslet om saken er Kontaktlærer Eksempel"),
        ("task: A, filled: {notat: Alt skrevet}", "skjemaet i A begynner med notat = ingenting"),
    ],
)
def test_one_too_many_or_too_few_is_said_with_who_it_was(played: Played, look: str, seen: str) -> None:
    failure = played(f"{HEAD}  - see: {{{look}}}\n").failure

    assert failure is not None
    assert failure.seen == seen


def test_a_task_of_a_class_without_a_pupil_is_told_with_what_to_write(played: Played) -> None:
    text = HEAD.replace("elev: Testelev A, ", "") + "  - see: {task: A, roles: [kontaktlærer]}\n"

    failure = played(text).failure

    assert failure is not None
    assert failure.seen == (
        "A har rollene ingen. Saken har ingen elev, så er rollen kontaktlærer, har ingen den: be om eleven i "
        "startskjemaet (et felt med egenskapen «register» = «elev»), eller si eleven i meldingen som starter saken. Er "
        "det en annen rolle, sier «skolemiljo check» om den finnes."
    )

"""The verb `write`: it says which letter of which step; what is not on offer is refused. Stories of Bærum make one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import errors, play
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]
HEAD = STORY[: STORY.index("steps:")] + "steps:\n"


def test_a_letter_that_no_step_offers_is_refused(played: Played) -> None:
    failure = played(f"{HEAD}  - write: innkalling\n    of: A\n    by: rektor\n").failure

    assert failure is not None
    assert failure.expected == "«write: innkalling»"
    assert "avvist" in failure.seen


@pytest.mark.parametrize(
    "step", ["write: innkalling", "{write: innkalling, of: A, answers: nei}", "{write: '', of: A}"]
)
def test_a_letter_without_its_step_or_with_odd_answers_is_unreadable(played: Played, step: str) -> None:
    with pytest.raises(errors.StoryUnreadable, match=r"annen\.yaml:6: «(write|answers)»"):
        played(f"{HEAD}  - {step}\n")

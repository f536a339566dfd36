"""What a story says where there is nothing: no deadline, no timer, no letter, no form (design 9, 10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import play
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]
HEAD = STORY[: STORY.index("steps:")] + "steps:\n"
LATER = HEAD + "  - do: A\n    by: kontaktlærer\n    answers: {notat: ferdig}\n"


@pytest.mark.parametrize("nothing", ["none", "null"])
@pytest.mark.parametrize("look", ["task: B, due: {}", "timer: {}", "letter: {}", "ended: {}", "incident: {}"])
def test_none_holds_where_there_is_nothing(played: Played, look: str, nothing: str) -> None:
    assert played(f"{LATER}  - see: {{{look.format(nothing)}}}\n").failure is None


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ("task: A, due: none", "A har fristen 2026-01-08 16:00:00"),
        ("timer: none", "timere nå: A.frist 2026-01-05 13:00:00"),
        ("timer: A.frist, at: null", "timeren står til 2026-01-05 13:00:00"),
        ("tasks: none", "åpne oppgaver er A"),
        ("message: null", "sendt ble ny-oppgave (A) til kontaktlærer"),
    ],
)
def test_none_does_not_hold_where_there_is_something(played: Played, look: str, seen: str) -> None:
    failure = played(f"{HEAD}  - see: {{{look}}}\n").failure

    assert failure is not None
    assert failure.seen == seen


@pytest.mark.parametrize(("to", "holds"), [("[kontaktlærer]", True), ("[kontaktlærer, rektor]", False)])
def test_a_message_to_several_is_one_to_each(played: Played, to: str, holds: bool) -> None:
    failure = played(f"{HEAD}  - see: {{message: ny-oppgave, to: {to}}}\n").failure

    assert (failure is None) is holds


@pytest.mark.parametrize(("due", "holds"), [("08.01.2026", True), ("8.1.2026", True), ("09.01.2026", False)])
def test_a_day_may_be_written_as_in_a_deadline(played: Played, due: str, holds: bool) -> None:
    assert (played(f"{HEAD}  - see: {{task: A, due: {due}}}\n").failure is None) is holds


def test_a_task_without_a_form_takes_no_answers(played: Played) -> None:
    act = "do: B\n    by: rektor\n    answers: {notat: ferdig}\n"

    failure = played(f"{LATER}  - {act}").failure

    assert failure is not None
    assert failure.seen == "det ble avvist: «B» har ikke noe skjema: oppgaven bekreftes, og tar ingen svar."
    assert played(f"{LATER}  - {act.replace('do', 'refuse', 1)}    because: invalid\n").failure is None

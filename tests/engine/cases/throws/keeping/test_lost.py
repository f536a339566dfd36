"""A message that nobody waits for is refused, left to others, or swept away in time: never lost in silence."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import drawing
import factories
import pytest
import structlog

from engine import cases, clock, errors, model, overview
from engine.cases.throws import keeping
from tests.engine.cases import crossing, looking


def test_a_message_of_a_name_that_no_routine_knows_is_refused(town: factories.Town) -> None:
    with pytest.raises(errors.MessageNotAwaited, match="ukjent"):
        cases.receive_message(municipality_id=town.id, message="ukjent", key="noe", data={})

    assert looking.kept_messages() == []


def test_a_thrown_message_that_no_routine_takes_is_for_others_and_not_kept(town: factories.Town) -> None:
    crossing.publish(town, "utad", "inn > slutt", slutt=drawing.node("endEvent", drawing.on_message("ut")))

    crossing.opened(town, "utad")

    assert looking.kept_messages() == []


def test_what_nobody_waits_for_in_time_is_swept_away(town: factories.Town, own: clock.Clock) -> None:
    case = crossing.opened(town, "venter")
    crossing.send(town, "noe", frist="hemmelig")
    own.set(clock.now() + timedelta(days=14, seconds=1))

    cases.deliver()
    crossing.do(town, case.id, "A")

    assert looking.open_now(case.id) == []
    assert looking.kept_messages() == [("expired", {})]
    own.set(clock.now() + timedelta(days=91))
    cases.deliver()
    assert looking.kept_messages() == []


def test_the_log_says_which_message_by_its_number_alone(
    town: factories.Town, own: clock.Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_level = structlog.make_filtering_bound_logger(0)
    monkeypatch.setattr(keeping, "log", structlog.wrap_logger(None, wrapper_class=every_level))
    with structlog.testing.capture_logs() as said:
        crossing.send(town, "noe")
        own.set(clock.now() + timedelta(days=14, seconds=1))
        cases.deliver()

    assert [sorted(line) for line in said if "kept" in line] == [
        ["event", "kept", "log_level", "until"],
        ["came", "event", "kept", "log_level"],
    ]


def test_a_message_that_came_well_before_is_told_of_in_the_log(town: factories.Town, own: clock.Clock) -> None:
    case = crossing.opened(town, "venter")
    crossing.send(town, "noe")
    own.set(clock.now() + timedelta(hours=1))

    crossing.do(town, case.id, "A")

    assert model.EventKind.MESSAGE_WAITED in diagrams.event_kinds(case.id)


def test_what_waits_and_what_was_lost_is_shown_by_name_without_key_or_data(
    town: factories.Town, own: clock.Clock
) -> None:
    crossing.send(town, "Testelev A", frist="hemmelig")
    owner = town.person("prosesseier")

    (waiting,) = overview.undelivered(owner).waiting
    own.set(clock.now() + timedelta(days=15))
    cases.deliver()
    (lost,) = overview.undelivered(owner).lost

    assert (waiting.name, lost.name, lost.lost_at) == ("svar", "svar", clock.now())
    assert "Testelev A" not in f"{waiting}{lost}"
    assert overview.undelivered(town.person("lærer")) == overview.undelivered(town.person("rektor"))

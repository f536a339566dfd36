"""Routines that wait for a message after a task, and some that send it."""

from __future__ import annotations

import drawing
import factories
import pytest

from engine import clock
from tests.engine.cases import crossing


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on a Monday, with routines that wait for a message after a task, and one that sends it."""
    crossing.publish_waiting(municipality, drawing.on_message("svar"))
    given = drawing.io(outputs={"frist": "=frist"})
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"), ext=given)
    twice = dict.fromkeys("VW", catch) | {"S": crossing.READS, **dict.fromkeys("AB", crossing.TASK)}
    crossing.publish(municipality, "to-ganger", "inn > A > V > W > S > B > slutt", **twice, slutt=crossing.END)
    throw = drawing.node("endEvent", drawing.on_message("svar"))
    crossing.publish(municipality, "sender", "inn > slutt", slutt=throw)
    own_throw = drawing.node("intermediateThrowEvent", drawing.on_message("svar"))
    itself = {"K": own_throw, "V": catch, "B": crossing.TASK, "slutt": crossing.END}
    crossing.publish(municipality, "til-seg-selv", "inn > K > V > B > slutt", **itself)
    return municipality

"""What a story sees of a step that stops: the incident with its error, and no message that the step never sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import play
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]
STOPPED = STORY[: STORY.index("steps:")] + "steps:\n  - wait: PT3H\n"


@pytest.fixture
def nameless(folder: Path) -> None:
    """Let the message of the routine say no role."""
    diagram = folder / "prove.bpmn"
    diagram.write_bytes(diagram.read_bytes().replace(b'key="til"', b'key="til-hvem"'))


@pytest.mark.usefixtures("nameless")
def test_a_message_that_was_never_sent_is_not_seen_in_the_one_about_its_incident(played: Played) -> None:
    failure = played(f"{STOPPED}  - see: {{message: SI_FRA, to: rektor}}\n").failure

    assert failure is not None
    assert failure.seen.startswith("varsler siden sist: driftsstans (SI_FRA) til rektor (driftsstans i SI_FRA: ")
    assert played(f"{STOPPED}  - see: {{message: driftsstans, to: rektor, incident: SI_FRA}}\n").failure is None


@pytest.mark.usefixtures("nameless")
def test_the_object_of_an_incident_has_its_error(played: Played) -> None:
    lines = [one.as_json() for one in played(STOPPED).happenings if one.kind == "incident"]

    assert [(line["element"], "mangler overskriften «til»" in str(line["error"])) for line in lines] == [
        ("SI_FRA", True)
    ]

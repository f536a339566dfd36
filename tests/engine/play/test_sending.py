"""A signal in a story: those who wait take it, it is lost where nobody does, and one that nobody ever takes is told."""

from __future__ import annotations

from pathlib import Path

import diagrams
import drawing
import pytest

from engine import db, play, publishing

HEAD = "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer, answers: {elev: Testelev A, hva: uro}}\nsteps:\n"


@pytest.mark.parametrize("name", ["brann", '="bra" + "nn"'])
def test_a_signal_that_comes_before_anybody_waits_is_lost(tmp_path: Path, schema: db.Database, name: str) -> None:
    early = ["send: {signal: brann}", "see: {tasks: [A]}", "do: A", "see: {tasks: []}", "see: {ended: none}"]
    played = _played(tmp_path, schema, [*early, "send: {signal: brann}", "see: {ended: slutt}"], name)

    assert played.failure is None
    assert played.notes == ("linje 5: ingen ventet på signalet «brann» da, så det er borte.",)


def test_a_signal_that_the_routine_never_waits_for_is_refused(tmp_path: Path, schema: db.Database) -> None:
    failure = _played(tmp_path, schema, ["send: {signal: bran}"], "brann").failure

    assert failure is not None
    assert failure.seen == "det ble avvist: Ingen sak venter på signalet «bran»."


def _played(folder: Path, schema: db.Database, steps: list[str], name: str) -> play.Result:
    elements = {
        "A": diagrams.task("A"),
        "V": drawing.node("intermediateCatchEvent", drawing.on_signal("s1")).replace("{id}", "V"),
        "slutt": '<bpmn:endEvent id="slutt" />',
    }
    pairs = [("inn", "A"), ("A", "V"), ("V", "slutt")]
    top = drawing.signal("s1").replace('name="s1"', f"name='{name}'")
    flows = [diagrams.flow(*pair) for pair in pairs]
    drawn = diagrams.routine("prove", elements, flows, lanes={"Rektor": ["inn", *elements]}, top=top)
    for path, content in (("prove.bpmn", drawn), ("forms/melding.form", diagrams.REPORT)):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    text = HEAD + "".join(f"  - {one}\n" for one in steps)
    one = play.story.parse(text.encode(), folder / "prove.yaml")
    return play.play(one, publishing.gather([folder / "prove.bpmn"], "prove"), database=schema)

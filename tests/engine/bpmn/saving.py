"""Cases as they were saved in each format of the engine's record, kept as data: `saved/format-1.json` and so on.

Every one must load and finish for as long as such cases may lie in a database. A file is written once, when its format
is new (`python -m tests.engine.bpmn.saving`), and never again after it was released: it holds its own diagrams.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import drawing

from engine import bpmn, clock
from engine.bpmn.running import record, report
from engine.bpmn.running.run import Run
from tests.engine.bpmn import constructs_played, playing

FOLDER = Path(__file__).parent / "saved"
MOMENT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_MOST_BYTES = 8_000  # of a diagram: what is in a large one is in a small one too


@dataclass(frozen=True)
class Saved:
    """A case that stands still: its diagrams, its record, what is yet to be done (as in the construct table)."""

    construct: str
    diagrams: tuple[bytes, ...]
    state: str
    steps: tuple[tuple[str, str], ...]

    def restored(self) -> drawing.Play:
        """Return the case as a fresh process would load it."""
        play = drawing.play(*self.diagrams)
        play.step = report.step(loaded(play.definition, self.state))
        return play


def loaded(definition: bpmn.Definition, state: str) -> Run:
    """Return the case that `state` holds."""
    given = drawing.Play(definition)
    run = Run(definition, builtins=given.builtins, calendar=given.calendar)
    record.load(run, state)
    return run


def kept() -> Iterator[tuple[str, Saved]]:
    """Give every saved case of every format, with the name of its file."""
    for path in sorted(FOLDER.glob("format-*.json")):
        for one in json.loads(path.read_text(encoding="utf-8")):
            diagrams = tuple(zlib.decompress(base64.b64decode(text)) for text in one["diagrams"])
            steps = tuple((action, shown) for action, shown in one["steps"])
            yield path.stem, Saved(one["construct"], diagrams, json.dumps(one["state"], ensure_ascii=False), steps)


def shapes(definition: bpmn.Definition, state: str) -> set[tuple[str, ...]]:
    """Return what there is to read in a record: each kind of token with the names of its data, each kind of scope."""
    run, held = loaded(definition, state), json.loads(state)
    tokens = [task for workflow in run.case.every() for task in workflow.tasks.values()]
    found = {
        (type(one.task_spec).__name__, str(int(one.state)), *sorted(one.internal_data))
        for one in tokens
        if one.parent is not None
    }
    repeats = [task.internal_data["every"] for task in tokens if "every" in task.internal_data]
    found |= {("repeat", type(one[0]).__name__) for one in repeats}  # how often, or a cron text
    found |= {("scope", str(flags), str(bool(own))) for _up, _values, own, flags in held.get("s", {}).values()}
    return found | {(key,) for key in held}


def _cases() -> Iterator[Saved]:
    """Give cases of the present format until there is one of each shape."""
    seen: set[tuple[str, ...]] = set()
    for row in constructs_played.ROWS:
        if row.code or sum(map(len, row.diagrams)) > _MOST_BYTES:
            continue
        play = drawing.play(*row.diagrams)
        for number, (action, _shown) in enumerate(row.steps[:-1], 1):
            playing.act(play, action)
            found = shapes(play.definition, play.step.state) - seen
            if found:
                seen |= found
                yield Saved(row.construct, row.diagrams, play.step.state, tuple(row.steps[number:]))


def write() -> None:
    """Write the cases of the present format."""
    with clock.at(MOMENT):
        found = [
            {
                "construct": one.construct,
                "diagrams": [base64.b64encode(zlib.compress(raw, 9)).decode() for raw in one.diagrams],
                "state": json.loads(one.state),
                "steps": one.steps,
            }
            for one in _cases()
        ]
    FOLDER.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
    (FOLDER / f"format-{record.VERSION}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write()

"""Cases that BPMN was asked about: each was, or could be, a disagreement of the engine and the reference model.

`why` in the file names the section of BPMN 2.0.2 that decides, or the issue where BPMN has no word; `refused` is what
the check says of a drawing that would run all the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.bpmn.model import both, kept

FILES = sorted((Path(__file__).parent / "examples").glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engine_and_model_agree_on_what_was_once_in_doubt(file):
    told = json.loads(file.read_text(encoding="utf-8"))
    drawing = kept.load(json.dumps(told["drawing"]))
    case = both.Both(drawing, is_answered=told.get("is_answered", False))

    assert both.refusals(drawing) == told.get("refused", [])
    for step in told["steps"]:
        case.take(tuple(step["happening"]), step["asked"], now=step["now"], number=step.get("number", 0))
    assert not case.is_undecided

"""The routine's forms open in the real form-js viewer, and each is used."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import chromium

PROCESSES = chromium.ROOT / "processes"
FORMS = sorted((PROCESSES / "forms").glob("*.form"))


def test_every_form_opens_in_the_viewer_without_warnings(tmp_path):
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in FORMS]

    opened = chromium.run(Path(__file__).with_name("open_forms.js"), "open", schemas, tmp_path)

    assert [(path.stem, one["warnings"]) for path, one in zip(FORMS, opened, strict=True) if one["warnings"]] == []
    assert all(one["fields"] for one in opened)


def test_every_form_is_named_by_its_file_and_used_by_a_step():
    used = {"innstillinger"} | {  # that one is asked on a page of its own
        name for path in PROCESSES.glob("*.bpmn") for name in re.findall(r'formId="([^"]+)"', path.read_text("utf-8"))
    }

    assert used == {path.stem for path in FORMS}
    assert {path.stem: json.loads(path.read_text("utf-8"))["id"] for path in FORMS} == {one: one for one in used}

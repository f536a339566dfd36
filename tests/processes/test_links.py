"""Guidance that sends people to another routine names one that is there and can be started by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
ADDRESS = re.compile(r"\]\(/meld/([\w-]+)\)")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FORM = "{http://camunda.org/schema/zeebe/1.0}formDefinition"


@pytest.mark.parametrize(
    "routine", sorted({*ADDRESS.findall("".join(p.read_text() for p in PROCESSES.glob("*.bpmn")))})
)
def test_a_routine_that_guidance_links_to_has_a_start_form(routine: str) -> None:
    root = etree.parse(PROCESSES / f"{routine}.bpmn").getroot()

    found = [form.get("formId") for start in root.iter(f"{BPMN}startEvent") for form in start.iter(FORM)]

    assert found, routine


def test_no_link_in_a_form_goes_to_a_routine_that_is_not_there() -> None:
    texts = [json.dumps(json.loads(path.read_text()), ensure_ascii=False) for path in PROCESSES.glob("forms/*.form")]

    named = {name for text in texts for name in ADDRESS.findall(text)}

    assert {name for name in named if not (PROCESSES / f"{name}.bpmn").exists()} == set()

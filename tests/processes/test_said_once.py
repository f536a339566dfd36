"""What a step's guidance says, its form does not say again; and a letter is offered where it belongs."""

from __future__ import annotations

import json
import re

import pytest

from engine import bpmn, settings

PROCESSES = settings.ROOT / "processes"
STEPS = {
    "OYR-5-01": "oyer-tiltaksrunde", "OYR-5-02": "oyer-tiltaksrunde", "Avslutning": "oyer-skolemiljo",
    "Avslutning_e": "ellingsrudasen-skolemiljo",
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_sentence_of_the_guidance_is_not_repeated_in_the_form(step):
    element = next(one.elements[step] for one in read(f"{STEPS[step]}.bpmn").processes.values() if step in one.elements)
    form = json.loads((PROCESSES / "forms" / f"{element.form_id}.form").read_text("utf-8"))

    shown = {sentence for one in form["components"] for sentence in sentences(one.get("text", ""))}

    assert shown & sentences(element.documentation) == set()


def test_the_answer_to_a_request_for_access_is_offered_where_the_right_to_it_is_decided():
    offered = [
        element.id
        for path in sorted(PROCESSES.glob("*.bpmn"))
        for process in read(path.name).processes.values()
        for element in process.elements.values()
        if "svar-pa-innsyn" in element.properties.get("lag-brev", "")
    ]

    assert offered == ["Vurder_rett"]


def read(name):
    return bpmn.read((PROCESSES / name).read_bytes(), file=name)


def sentences(text):
    """Return the sentences of a Markdown text, without its marks and links."""
    plain = re.sub(r"\]\([^)]*\)|[*\[]", "", text)
    return {one.strip(" .").lower() for one in re.split(r"[.!?]\s+|\n|\.$", plain) if one.strip(" .")}

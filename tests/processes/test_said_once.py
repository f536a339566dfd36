"""What a step's guidance says, its form does not say again; and a letter is offered where it belongs."""

from __future__ import annotations

import json
import re

from engine import bpmn, settings

PROCESSES = settings.ROOT / "processes"
KEPT = {
    "evalueringsmote": "says when the meeting is held at the latest, which `check` holds against the deadline",
    "trygt-og-godt-skolemiljo": "is the sheet that pupil and parents fill in themselves (vedlegg 3:2)",
}


def steps_by_form():
    """Return the steps that have each form, where all of them are tasks: a start form stands without its guidance."""
    found = {}
    for path in sorted(PROCESSES.glob("*.bpmn")):
        for process in read(path.name).processes.values():
            for element in (one for one in process.elements.values() if one.form_id):
                found.setdefault(element.form_id, []).append(element)
    return {form: steps for form, steps in found.items() if all(one.kind == "userTask" for one in steps)}


def test_a_sentence_of_the_guidance_is_not_repeated_in_the_form():
    repeated = {}
    for form, steps in steps_by_form().items():
        drawn = json.loads((PROCESSES / "forms" / f"{form}.form").read_text("utf-8"))
        shown = {sentence for one in drawn["components"] for sentence in sentences(one.get("text", ""))}
        repeated[form] = shown.intersection(*(sentences(one.documentation) for one in steps))

    assert {form for form, said in repeated.items() if said} == set(KEPT)


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

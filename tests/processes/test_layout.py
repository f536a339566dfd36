"""The diagrams are laid out to be read: measured from their own drawing, and opened in the real bpmn-js (issue 2)."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import drawn

ROOT = Path(__file__).resolve().parents[2]
DIAGRAMS = sorted((ROOT / "processes").glob("*.bpmn"))
each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


@each_diagram
def test_no_two_shapes_overlap(path):
    things = [shape for shape in drawn.read(path).shapes if not shape.is_frame]

    overlapping = [
        f"{one.id} and {other.id}"
        for one, other in itertools.combinations(things, 2)
        if one.box.overlaps(other.box) and one.host != other.id and other.host != one.id
    ]

    assert overlapping == []


@each_diagram
def test_what_belongs_to_a_lane_or_a_sub_process_is_drawn_within_it(path):
    picture = drawn.read(path)
    frames = {shape.id: shape.box for shape in picture.shapes if shape.is_frame}

    outside = [
        f"{shape.id} in {shape.inside}"
        for shape in picture.shapes
        if shape.inside in frames and not shape.box.is_within(frames[shape.inside])
    ]

    assert outside == []


@each_diagram
def test_no_label_lies_on_a_shape_or_on_another_label(path):
    picture = drawn.read(path)
    things = [shape for shape in picture.shapes if not shape.is_frame]

    hidden = [
        f"label of {label.id} on {shape.id}"
        for label, shape in itertools.product(picture.labels, things)
        if label.box.overlaps(shape.box)
    ]
    hidden += [
        f"labels of {one.id} and {other.id}"
        for one, other in itertools.combinations(picture.labels, 2)
        if one.box.overlaps(other.box)
    ]

    assert hidden == []


@each_diagram
def test_every_flow_begins_and_ends_at_its_own_shapes_and_runs_through_no_other(path):
    picture = drawn.read(path)
    boxes = {shape.id: shape.box for shape in picture.shapes}
    things = [shape for shape in picture.shapes if not shape.is_frame]

    loose = [flow.id for flow in picture.flows if not flow.touches(boxes[flow.source], boxes[flow.target])]
    through = [
        f"{flow.id} through {shape.id}"
        for flow, shape in itertools.product(picture.flows, things)
        if shape.id not in (flow.source, flow.target) and flow.runs_through(shape.box)
    ]

    assert (loose, through) == ([], [])


@each_diagram
def test_no_flow_crosses_itself_or_a_label_or_lies_on_another_flow(path):
    picture = drawn.read(path)
    pairs = [
        (one, other)
        for one, other in itertools.combinations(picture.flows, 2)
        if one.source != other.source and one.target != other.target
    ]

    curled = [flow.id for flow in picture.flows if flow.crosses_itself()]
    hidden = [
        f"label of {label.id} under {flow.id}"
        for label, flow in itertools.product(picture.labels, picture.flows)
        if flow.runs_through(label.box.shrunk(2))
    ]
    together = [f"{one.id} on {other.id}" for one, other in pairs if one.lies_on(other)]

    assert (curled, hidden, together) == ([], [], [])


@each_diagram
def test_every_choice_is_named_and_so_are_its_ways(path):
    assert drawn.unnamed_choices(path) == []


@each_diagram
def test_every_element_is_drawn(path):
    assert drawn.read(path).undrawn == []


def test_bpmn_js_opens_the_diagrams_without_warnings_and_cuts_no_name(canvas):
    seen = {path.stem: canvas(path.read_text()) for path in DIAGRAMS}

    assert seen == {path.stem: {"warnings": [], "cut": []} for path in DIAGRAMS}


OPEN = """async xml => {
  const viewer = new BpmnJS({ container: "#canvas" });
  const { warnings } = await viewer.importXML(xml);
  const cut = [];
  for (const shape of viewer.get("elementRegistry").filter(one => one.businessObject?.$instanceOf("bpmn:Activity"))) {
    const text = viewer.get("canvas").getGraphics(shape).querySelector(".djs-visual text");
    if (!text || shape.businessObject.$instanceOf("bpmn:SubProcess")) continue;
    const letters = (said) => said.replace(/[\\s-]+/g, "");
    const isWhole = letters(text.textContent) === letters(shape.businessObject.name);
    const size = text.getBBox();
    if (!isWhole || size.height > shape.height || size.width > shape.width) cut.push(shape.id);
  }
  viewer.destroy();
  return { warnings: warnings.map(one => one.message), cut };
}"""


@pytest.fixture(scope="module")
def canvas(chromium):
    """What bpmn-js makes of a diagram: its warnings, and the activities whose name does not fit."""
    script = (ROOT / "node_modules/bpmn-js/dist/bpmn-viewer.production.min.js").read_text()
    page = chromium.new_page()
    page.set_content("<div id=canvas style='width: 800px; height: 600px'></div>")
    page.add_script_tag(content=script)
    yield lambda xml: page.evaluate(OPEN, xml)
    page.close()

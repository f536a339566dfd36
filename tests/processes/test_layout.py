"""The diagrams are drawn to be read: as bpmn-js draws them, nothing lies on anything else (issue 2, "The routine")."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from tests.processes import chromium

HERE = Path(__file__).parent
PROCESSES = chromium.ROOT / "processes"
FRAMES = {"Participant", "Lane"}
CONTAINERS = {*FRAMES, "SubProcess"}
SLACK = 1.0


def test_every_diagram_opens_in_bpmn_js_without_a_warning(drawings):
    assert [(name, drawing["warnings"]) for name, drawing in drawings.items() if drawing["warnings"]] == []


def test_every_element_and_flow_is_drawn(drawings):
    for name, drawing in drawings.items():
        written = set(re.findall(r'<bpmn:(?!incoming|outgoing)\w+ id="([^"]+)"[^>]*(?:name|sourceRef)=', _xml(name)))
        drawn = {one["id"] for one in drawing["elements"]}

        process = set(re.findall(r'<bpmn:(?:process|collaboration) id="([^"]+)"', _xml(name)))
        assert written - drawn - process == set()


def test_no_shape_lies_on_another(drawings):
    for drawing in drawings.values():
        nodes = [one for one in drawing["elements"] if one["box"] and one["of"] is None and one["type"] not in FRAMES]
        touching = [
            (one["id"], other["id"])
            for one, other in itertools.combinations(nodes, 2)
            if _overlap(one["box"], other["box"]) and not _belong(one, other)
        ]

        assert touching == []


def test_every_name_can_be_read(drawings):
    for drawing in drawings.values():
        nodes = _nodes(drawing)
        labels = [one for one in drawing["elements"] if one["of"] and one["text"]]
        for one in labels:
            under = [node["id"] for node in nodes if _overlap(one["text"], node["box"]) and node["id"] != one["of"]]
            struck = [flow["id"] for flow in _flows(drawing) if any(_cuts(leg, one["text"]) for leg in _legs(flow))]
            assert (one["id"], under, struck) == (one["id"], [], [])
        crowded = [
            (one["id"], other["id"])
            for one, other in itertools.combinations(labels, 2)
            if _overlap(one["text"], other["text"])
        ]
        assert crowded == []


def test_every_task_has_room_for_its_name(drawings):
    for drawing in drawings.values():
        cramped = [one["id"] for one in _nodes(drawing) if one["text"] and not _holds(one["box"], one["text"])]

        assert cramped == []


def test_flows_are_straight_and_go_from_edge_to_edge_around_everything_else(drawings):
    for drawing in drawings.values():
        by_id = {one["id"]: one for one in drawing["elements"]}
        nodes = _nodes(drawing)
        for flow in _flows(drawing):
            ends = [by_id[end]["box"] for end in flow["ends"]]
            assert len(flow["points"]) >= 2, flow["id"]
            assert all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in _legs(flow)), flow["id"]
            assert _on_edge(ends[0], flow["points"][0]), flow["id"]
            assert _on_edge(ends[1], flow["points"][-1]), flow["id"]
            crossed = [
                node["id"]
                for node in nodes
                if node["id"] not in flow["ends"] and any(_cuts(leg, node["box"]) for leg in _legs(flow))
            ]
            assert (flow["id"], crossed) == (flow["id"], [])


def test_every_element_stands_in_the_lane_that_owns_it(drawings):
    for name, drawing in drawings.items():
        by_id = {one["id"]: one for one in drawing["elements"]}
        for lane, inner in re.findall(r'<bpmn:lane id="([^"]+)"[^>]*>(.*?)</bpmn:lane>', _xml(name), re.DOTALL):
            outside = [
                one
                for one in re.findall(r"<bpmn:flowNodeRef>([^<]+)<", inner)
                if not _holds(by_id[lane]["box"], by_id[one]["box"]) and by_id[one]["host"] is None
            ]
            assert (lane, outside) == (lane, [])


def test_every_form_opens_in_the_real_viewer(tmp_path):
    files = sorted((PROCESSES / "forms").glob("*.form"))

    found = chromium.run(HERE / "open_forms.js", "open", [_json(path) for path in files], tmp_path)

    refused = {path.name: one["warnings"] for path, one in zip(files, found, strict=True) if one["warnings"]}
    assert refused == {}
    assert all(one["fields"] > 1 for one in found)


def _xml(name):
    return (PROCESSES / name).read_text()


def _json(path):
    return json.loads(path.read_text())


def _nodes(drawing):
    """Return what a line or a name may not lie on: all shapes but those that hold others."""
    return [one for one in drawing["elements"] if one["box"] and one["of"] is None and one["type"] not in CONTAINERS]


def _flows(drawing):
    return [one for one in drawing["elements"] if one["points"] and one["type"] in {"SequenceFlow", "MessageFlow"}]


def _legs(flow):
    return list(itertools.pairwise([tuple(point) for point in flow["points"]]))


def _belong(one, other):
    """Tell whether one holds the other: a sub-process and what is in it, a task and the event on its edge."""
    return one["id"] in (other["parent"], other["host"]) or other["id"] in (one["parent"], one["host"])


def _overlap(one, other):
    (x, y, w, h), (x2, y2, w2, h2) = one, other
    return x + SLACK < x2 + w2 and x2 + SLACK < x + w and y + SLACK < y2 + h2 and y2 + SLACK < y + h


def _holds(outer, inner):
    (x, y, w, h), (x2, y2, w2, h2) = outer, inner
    return x <= x2 and y <= y2 and x2 + w2 <= x + w and y2 + h2 <= y + h


def _cuts(leg, box):
    (x0, y0), (x1, y1) = leg
    return _overlap((min(x0, x1) - SLACK, min(y0, y1) - SLACK, abs(x1 - x0) + 2 * SLACK, abs(y1 - y0) + 2 * SLACK), box)


def _on_edge(box, point):
    (x, y, w, h), (px, py) = box, point
    inside = x - SLACK <= px <= x + w + SLACK and y - SLACK <= py <= y + h + SLACK
    deep = x + w / 4 < px < x + 3 * w / 4 and y + h / 4 < py < y + 3 * h / 4
    return inside and not deep


@pytest.fixture(scope="module")
def drawings(tmp_path_factory):
    """Every diagram as bpmn-js draws it, by file name."""
    files = sorted(PROCESSES.glob("*.bpmn"))
    texts = [path.read_text() for path in files]
    found = chromium.run(HERE / "measure.js", "draw", texts, tmp_path_factory.mktemp("drawn"))
    return {path.name: drawing for path, drawing in zip(files, found, strict=True)}

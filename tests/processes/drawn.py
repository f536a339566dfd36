"""A BPMN file as it is drawn: boxes, labels and lines, read from its diagram interchange. Knows no engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
LINE = "{http://www.omg.org/spec/DD/20100524/DI}"
FRAMES = ("participant", "lane", "subProcess")
UNDRAWN = ("flowNodeRef", "laneSet", "process", "collaboration", "definitions", "message", "signal", "escalation")
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; touching edges do not overlap."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two share more than an edge."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def is_within(self, other: Box) -> bool:
        """Tell whether all of this one lies in the other."""
        is_across = other.left <= self.left and self.right <= other.right
        return is_across and other.top <= self.top and self.bottom <= other.bottom

    def meets(self, other: Box) -> bool:
        """Tell whether the two have a point in common."""
        beside = self.right < other.left or other.right < self.left
        return not (beside or self.bottom < other.top or other.bottom < self.top)

    def shares(self, other: Box) -> float:
        """Return how long two straight pieces lie on each other; 0 where they only meet."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, down) if min(across, down) == 0 else 0

    def shrunk(self, by: float) -> Box:
        """Return the box without its rim: a label's box is a little larger than its letters."""
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def has_on_edge(self, point: Point, slack: float = 2) -> bool:
        """Tell whether the point lies on the border; a gateway's border runs within its box."""
        x, y = point
        outer = Box(self.left - slack, self.top - slack, self.right + slack, self.bottom + slack)
        inner = Box(self.left + slack, self.top + slack, self.right - slack, self.bottom - slack)
        spot = Box(x, y, x, y)
        return spot.is_within(outer) and not spot.is_within(inner)

    def has_on_diamond(self, point: Point, slack: float = 2) -> bool:
        """Tell whether the point lies on the border of the diamond in this box."""
        across, down = (self.right - self.left) / 2, (self.bottom - self.top) / 2
        off = abs(point[0] - self.left - across) / across + abs(point[1] - self.top - down) / down
        return abs(off - 1) * min(across, down) <= slack


@dataclass(frozen=True)
class Shape:
    """What is drawn as a box: its element, what it belongs to, and what it sits on."""

    id: str
    kind: str
    box: Box
    inside: str
    host: str

    @property
    def is_frame(self) -> bool:
        """Return whether others are drawn inside it."""
        return self.kind in FRAMES


@dataclass(frozen=True)
class Label:
    """The name of an element, written beside it."""

    id: str
    box: Box


@dataclass(frozen=True)
class Flow:
    """A line from one element to another."""

    id: str
    source: str
    target: str
    points: Sequence[Point]

    def touches(self, source: Box, target: Box) -> bool:
        """Tell whether the line begins on the one's border and ends on the other's."""
        ends = ((source, self.points[0]), (target, self.points[-1]))
        return all(box.has_on_edge(point) or box.has_on_diamond(point) for box, point in ends)

    def runs_through(self, box: Box) -> bool:
        """Tell whether a straight piece of the line crosses the box."""
        return any(box.overlaps(piece) for piece in self.pieces())

    def pieces(self) -> list[Box]:
        """Return the line's straight pieces as boxes without width or without height."""
        return [Box(min(x, u), min(y, v), max(x, u), max(y, v)) for (x, y), (u, v) in itertools.pairwise(self.points)]

    def crosses_itself(self) -> bool:
        """Tell whether two pieces that do not follow each other meet: a curl."""
        pieces = self.pieces()
        apart = ((one, other) for at, one in enumerate(pieces) for other in pieces[at + 2 :])
        return any(one.meets(other) for one, other in apart)

    def lies_on(self, other: Flow, slack: float = 5) -> bool:
        """Tell whether the two run along the same line for more than `slack`."""
        pairs = itertools.product(self.pieces(), other.pieces())
        return any(one.shares(piece) > slack for one, piece in pairs)


@dataclass(frozen=True)
class Picture:
    """All that is drawn, and what should have been."""

    shapes: Sequence[Shape]
    labels: Sequence[Label]
    flows: Sequence[Flow]
    undrawn: Sequence[str]


def read(path: Path) -> Picture:
    """Read the drawing of a BPMN file."""
    root = ET.fromstring(path.read_bytes())
    inside = {ref.text: lane.get("id") for lane in root.iter(f"{BPMN}lane") for ref in lane.iter(f"{BPMN}flowNodeRef")}
    named = {one.get("id", ""): one for one in root.iter() if one.tag.startswith(BPMN) and one.get("id")}
    for part in root.iter(f"{BPMN}subProcess"):
        inside |= {one.get("id", ""): part.get("id") for one in part}
    shapes = [
        Shape(i, _kind(named[i]), _box(one), inside.get(i) or "", named[i].get("attachedToRef") or "")
        for one in root.iter(f"{DI}BPMNShape")
        if (i := one.get("bpmnElement", "")) in named
    ]
    edges = {edge.get("bpmnElement", ""): edge for edge in root.iter(f"{DI}BPMNEdge")}
    flows = [
        Flow(i, named[i].get("sourceRef", ""), named[i].get("targetRef", ""), _points(edge))
        for i, edge in edges.items()
    ]
    done = {shape.id for shape in shapes} | set(edges)
    return Picture(
        shapes, list(_labels(root)), flows, [i for i, one in named.items() if _is_drawn(one) and i not in done]
    )


def unnamed_choices(path: Path) -> list[str]:
    """Return the gateways that choose and have no name, and their ways without one."""
    root = ET.fromstring(path.read_bytes())
    flows = list(root.iter(f"{BPMN}sequenceFlow"))
    found = []
    for gateway in itertools.chain(root.iter(f"{BPMN}exclusiveGateway"), root.iter(f"{BPMN}inclusiveGateway")):
        ways = [one for one in flows if one.get("sourceRef") == gateway.get("id")]
        if len(ways) > 1:
            found += [one.get("id", "") for one in (gateway, *ways) if not one.get("name")]
    return found


def _is_drawn(element: ET.Element) -> bool:
    kind = _kind(element)
    return kind not in UNDRAWN and not kind.endswith("EventDefinition")


def _kind(element: ET.Element) -> str:
    return element.tag.removeprefix(BPMN)


def _labels(root: ET.Element) -> Iterator[Label]:
    for kind in ("BPMNShape", "BPMNEdge"):
        for one in root.iter(f"{DI}{kind}"):
            label = one.find(f"{DI}BPMNLabel")
            if label is not None and label.find(f"{DC}Bounds") is not None:
                yield Label(one.get("bpmnElement", ""), _box(label))


def _box(element: ET.Element) -> Box:
    bounds = element.find(f"{DC}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def _points(edge: ET.Element) -> tuple[Point, ...]:
    return tuple((float(at.get("x", "0")), float(at.get("y", "0"))) for at in edge.iter(f"{LINE}waypoint"))

"""Where the pupils of a sociogram stand, and the lines between them: a circle, the same one for the same answers.

Friends are put near each other: pupils trade places as long as that makes the lines shorter. Knows numbers only;
colours, names and arrowheads are the page's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.surveys.choices import Line

RADIUS = 300.0
NODE = 20.0
ROUNDS = 40
BEND = 0.22  # how far a line bows towards the middle: lines between neighbours stay apart


@dataclass(frozen=True, slots=True)
class Node:
    """Where a pupil stands, the middle of the circle being (0, 0), and the angle in degrees, 0 to the right."""

    pupil_id: int
    x: float
    y: float
    angle: float
    chosen: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """A choice as an SVG path; a mutual one stands once."""

    path: str
    is_mutual: bool


def picture(lines: Sequence[Line]) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
    """Return the nodes, in their order around the circle from the top, and the arrows, mutual ones last."""
    order = _ordered(lines)
    chosen = {one.pupil_id: len(one.chosen_by) for one in lines}
    nodes = {number: _node(number, place, len(order), chosen[number]) for place, number in enumerate(order)}
    pairs = [(one, other) for one in lines for other in one.chooses]
    arrows = []
    for one, other in pairs:
        is_mutual = other in one.mutual
        if not is_mutual or one.pupil_id < other:
            arrows.append(Arrow(_path(nodes[one.pupil_id], nodes[other]), is_mutual))
    return tuple(nodes[number] for number in order), tuple(sorted(arrows, key=lambda arrow: arrow.is_mutual))


def _node(number: int, place: int, count: int, chosen: int) -> Node:
    angle = 360 * place / count - 90
    turn = math.radians(angle)
    return Node(number, round(RADIUS * math.cos(turn), 1), round(RADIUS * math.sin(turn), 1), round(angle, 1), chosen)


def _ordered(lines: Sequence[Line]) -> list[int]:
    """Return an order around the circle in which who choose each other stand near; mutual choices pull twice."""
    order = [one.pupil_id for one in lines]
    pulls = {one.pupil_id: _pull(one) for one in lines}
    count = len(order)
    for _round in range(ROUNDS):
        has_moved = False
        place = {number: at for at, number in enumerate(order)}
        for first in range(count):
            for second in range(first + 1, count):
                one, other = order[first], order[second]
                before = _length(pulls[one], place, one, count) + _length(pulls[other], place, other, count)
                place[one], place[other] = second, first
                after = _length(pulls[one], place, one, count) + _length(pulls[other], place, other, count)
                if after < before:
                    order[first], order[second] = other, one
                    has_moved = True
                else:
                    place[one], place[other] = first, second
        if not has_moved:
            break
    return order


def _pull(line: Line) -> Mapping[int, int]:
    near = {*line.chooses, *line.chosen_by}
    return {number: 2 if number in line.mutual else 1 for number in sorted(near)}


def _length(pulls: Mapping[int, int], place: Mapping[int, int], own: int, count: int) -> int:
    apart = ((abs(place[own] - place[number]), weight) for number, weight in pulls.items())
    return sum(min(steps, count - steps) * weight for steps, weight in apart)


def _path(one: Node, other: Node) -> str:
    """Return a bowed line from the edge of one node to the edge of another."""
    middle = ((one.x + other.x) / 2 * (1 - BEND), (one.y + other.y) / 2 * (1 - BEND))
    start, end = _edge(one, middle, NODE), _edge(other, middle, NODE + 3)
    return f"M{start[0]:.1f} {start[1]:.1f} Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


def _edge(node: Node, towards: tuple[float, float], distance: float) -> tuple[float, float]:
    length = math.hypot(towards[0] - node.x, towards[1] - node.y) or 1
    share = distance / length
    return node.x + (towards[0] - node.x) * share, node.y + (towards[1] - node.y) * share

"""What is not drawn is warned of, element by element, or once for a file without a picture; so is what is of none."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import bpmn, model, publishing

ROOT = Path(__file__).resolve().parents[3]
LANES = {"Rektor": ["inn", "EN", "slutt"]}
SHAPES = ("inn", "EN", "slutt")
EDGES = ("inn-EN", "EN-slutt")


def test_file_without_any_drawing_has_one_warning() -> None:
    found = judged(plain())

    assert [(one.code, one.level, one.element) for one in found] == [("not-drawn", "warning", "")]
    assert found[0].remedy


def test_whole_picture_has_no_warning() -> None:
    assert judged(drawn(SHAPES, EDGES)) == []


@pytest.mark.parametrize(
    ("shapes", "edges", "missing"),
    [(("inn", "slutt"), EDGES, "EN"), (SHAPES, ("inn-EN",), "EN-slutt"), (("inn", "slutt"), (*EDGES, "EN"), "EN")],
    ids=["element", "flow", "element with an edge only"],
)
def test_each_thing_that_is_not_drawn_is_named(shapes: tuple[str, ...], edges: tuple[str, ...], missing: str) -> None:
    found = judged(drawn(shapes, edges))

    assert [(one.code, one.element, bool(one.line)) for one in found] == [("not-drawn", missing, True)]


def test_shape_without_a_place_is_not_drawn() -> None:
    raw = drawn(SHAPES, EDGES).replace(b'<dc:Bounds x="0" y="0" width="9" height="9" />', b"", 1)

    assert [(one.code, one.element) for one in judged(raw)] == [("not-drawn", "inn")]


def test_picture_of_an_unknown_element_is_told() -> None:
    found = judged(drawn((*SHAPES, "BORTE"), EDGES))

    assert [(one.code, one.level, one.element) for one in found] == [("drawn-unknown", "warning", "BORTE")]


def test_steps_inside_a_sub_process_must_be_drawn_too() -> None:
    inner = '<bpmn:subProcess id="EN"><bpmn:userTask id="INNI" name="Inni" /></bpmn:subProcess>'
    raw = drawn(SHAPES, EDGES).replace(diagrams.task("EN").encode(), inner.encode())

    assert [(one.code, one.element) for one in judged(raw)] == [("not-drawn", "INNI")]


@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*.bpmn")), ids=lambda path: path.stem)
def test_our_own_routines_are_wholly_drawn(path: Path) -> None:
    assert judged(path.read_bytes()) == []


def test_unreadable_file_is_for_the_gate_to_refuse() -> None:
    assert judged(b"<bpmn") == []


def test_check_tells_of_it(tmp_path: Path) -> None:
    (tmp_path / "prove.bpmn").write_bytes(plain())

    found = publishing.check([tmp_path / "prove.bpmn"])

    assert [one.level for one in found if one.code == "not-drawn"] == ["warning"]


def judged(raw: bytes) -> list[model.Finding]:
    return bpmn.picture.problems(raw, file="prove.bpmn")


def plain() -> bytes:
    return diagrams.chain("prove", diagrams.task("EN"), lanes=LANES, start="")


def drawn(shapes: tuple[str, ...], edges: tuple[str, ...]) -> bytes:
    bounds = '<dc:Bounds x="0" y="0" width="9" height="9" />'
    ends = '<di:waypoint x="0" y="0" /><di:waypoint x="9" y="0" />'
    parts = [f'<bpmndi:BPMNShape bpmnElement="{one}">{bounds}</bpmndi:BPMNShape>' for one in shapes]
    parts += [f'<bpmndi:BPMNEdge bpmnElement="{one}">{ends}</bpmndi:BPMNEdge>' for one in edges]
    names = "".join(
        f' xmlns:{prefix}="http://www.omg.org/spec/{rest}"'
        for prefix, rest in (("bpmndi", "BPMN/20100524/DI"), ("dc", "DD/20100524/DC"), ("di", "DD/20100524/DI"))
    )
    plane = f'<bpmndi:BPMNPlane bpmnElement="prove">{"".join(parts)}</bpmndi:BPMNPlane>'
    picture = f"<bpmndi:BPMNDiagram{names}>{plane}</bpmndi:BPMNDiagram></bpmn:definitions>"
    return plain().replace(b"</bpmn:definitions>", picture.encode())

"""What was read of a file is kept, as long as it is little: a check asks for each file of a publication many times."""

from __future__ import annotations

import drawing

from engine.bpmn.drawing import diagram, reading


def test_more_diagrams_than_the_largest_folder_has_are_read_once_each() -> None:
    files = {f"{number}.bpmn": drawing.draw(f"start > T{number} > slutt") for number in range(60)}
    first = {file: reading.read(raw, file=file) for file, raw in files.items()}

    again = {file: reading.read(raw, file=file) for file, raw in files.items()}

    assert all(is_same_reading(first[file], again[file]) for file in files)


def test_what_one_does_with_a_diagram_is_not_seen_by_the_next() -> None:
    raw = drawing.draw("start > A > slutt")
    reading.read(raw, file="a.bpmn").processes.clear()

    assert "A" in reading.read(raw, file="a.bpmn").processes["p"].elements


def test_large_files_are_not_kept_together() -> None:
    raw = drawing.draw("start > A > slutt")
    first = reading.read(raw, file="a.bpmn")

    for number in range(3):
        reading.read(b"x" * 3_000_000, file=f"{number}.bpmn")

    assert not is_same_reading(first, reading.read(raw, file="a.bpmn"))


def is_same_reading(one: diagram.Diagram, other: diagram.Diagram) -> bool:
    """Tell whether both are copies of one reading: elements are never copied."""
    pairs = [(one.processes[ident], other.processes[ident]) for ident in one.processes]
    return all(a.elements[ident] is b.elements[ident] for a, b in pairs for ident in a.elements)

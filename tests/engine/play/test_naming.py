"""Which of several open tasks a story means: instances by their number, other tokens in the order they opened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import diagrams
import drawing
import pytest

from engine import db, errors, play, publishing

HEAD = "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer, answers: {elev: Testelev A, hva: uro}}\nsteps:\n"
# `B` is done once for each of the two that lead to it: two tokens that are no instances
FLOWS = [("inn", "A"), ("A", "B"), ("A", "C"), ("C", "B"), ("B", "slutt")]


@pytest.mark.parametrize(
    "order",
    [("B[1]", "B[2]"), ("B[2]", "B[1]"), ("B[1]", "B[1]"), ("B[2]", "B")],
    ids=" ".join,
)
def test_tokens_that_are_no_instances_have_numbers(tmp_path: Path, schema: db.Database, order: tuple[str, str]) -> None:
    steps = ["do: A", "do: C", "see: {tasks: [B, B]}", "see: {tasks: [B[1], B[2]]}", 'see: {task: "B[2]"}']
    steps += [f"do: {order[0]}", "see: {tasks: [B]}", f"do: {order[1]}", "see: {ended: slutt}"]

    assert _played(tmp_path, schema, steps).failure is None


def test_a_number_that_nobody_has_is_told_with_the_numbers_there_are(tmp_path: Path, schema: db.Database) -> None:
    failure = _played(tmp_path, schema, ["do: A", "do: C", "do: B[3]"]).failure

    assert failure is not None
    assert failure.seen.endswith("«B[3]» er ikke åpen. Åpne oppgaver nå: B[1], B[2].")


def test_instances_within_instances_are_counted_through(tmp_path: Path, schema: db.Database) -> None:
    steps = ["see: {tasks: [B[1], B[2], B[3]]}", "do: B[2]", "see: {tasks: [B[1], B[3]]}", "do: B[3]"]
    steps += ["refuse: {do: B[2], because: not-open}", "do: B[1]", "see: {ended: slutt}"]
    inner = diagrams.task("B").replace(
        "</bpmn:userTask>", drawing.each("=rad", inputElement="ledd") + "</bpmn:userTask>"
    )
    outer = drawing.each("=[[1, 2], [3]]", inputElement="rad")
    around = {"S": f'<bpmn:subProcess id="S" name="Hver rad">{outer}{inner}</bpmn:subProcess>'}

    played = _played(tmp_path, schema, steps, around, (("inn", "S"), ("S", "slutt")))
    assert played.failure is None


def test_so_are_those_of_a_round_of_one(tmp_path: Path, schema: db.Database) -> None:
    steps = ["see: {tasks: [B[1], B[2]]}", "do: B[1]", "see: {tasks: [B[2], B[3]]}", "do: B[3]", "do: B[2]"]
    inner = diagrams.task("B").replace(
        "</bpmn:userTask>", drawing.each("=rad", sequential=True, inputElement="ledd") + "</bpmn:userTask>"
    )
    outer = drawing.each("=[[1, 2], [3]]", inputElement="rad")
    around = {"S": f'<bpmn:subProcess id="S" name="Hver rad">{outer}{inner}</bpmn:subProcess>'}

    assert (
        _played(tmp_path, schema, [*steps, "see: {ended: slutt}"], around, (("inn", "S"), ("S", "slutt"))).failure
        is None
    )


@pytest.mark.parametrize("name", ["K[2]/T", "K/T[2]", "T[2]"])
def test_a_number_may_stand_at_the_call_as_at_the_task(tmp_path: Path, schema: db.Database, name: str) -> None:
    steps = ["see: {tasks: [K[1]/T, K[2]/T]}", f"do: {name}", "see: {tasks: [K[1]/T]}", "do: K[1]/T"]

    assert _played(tmp_path, schema, [*steps, "see: {ended: slutt}"], *_calls(tmp_path)).failure is None


@pytest.mark.parametrize("step", ["do: Gjør dette", "see: {task: Gjør dette}", "see: {tasks: [Gjør dette]}"])
def test_the_name_of_a_step_is_told_with_its_id(tmp_path: Path, schema: db.Database, step: str) -> None:
    named = {"A": diagrams.task("A").replace("Steg A", "Gjør dette")}

    failure = _played(tmp_path, schema, [step], named, (("inn", "A"), ("A", "slutt"))).failure

    assert failure is not None
    assert failure.seen.endswith("«Gjør dette» er navnet på A. Skriv id-en.")


def test_a_name_that_is_the_id_too_is_told_of_in_no_such_way(tmp_path: Path, schema: db.Database) -> None:
    named = {one: diagrams.task(one).replace(f"Steg {one}", one) for one in ("A", "B")}

    failure = _played(tmp_path, schema, ["see: {task: B}"], named, (("inn", "A"), ("A", "B"), ("B", "slutt"))).failure

    assert failure is not None
    assert failure.seen == "åpne oppgaver er A"


def test_numbers_at_both_are_told_where_to_stand(tmp_path: Path, schema: db.Database) -> None:
    with pytest.raises(errors.StoryUnreadable, match=r"«K\[1\]/T\[2\]»: skriv ett tall, bakerst: K/T\[2\]"):
        _played(tmp_path, schema, ["do: K[1]/T[2]"], *_calls(tmp_path))


@pytest.mark.parametrize("name", ["K/SI", "SI"])
def test_what_a_called_routine_sends_is_named_as_its_tasks_are(tmp_path: Path, schema: db.Database, name: str) -> None:
    elements = {"SI": drawing.action("varsel", til="rektor").replace("{id}", "SI")}
    (tmp_path / "kalt.bpmn").write_bytes(
        diagrams.routine("kalt", elements, [diagrams.flow("inn", "SI")], lanes={"Rektor": ["inn", "SI"]})
    )
    around = {"K": drawing.call("kalt").replace("{id}", "K")}
    played = _played(
        tmp_path, schema, [f"see: {{message: {name}, to: rektor}}"], around, (("inn", "K"), ("K", "slutt"))
    )

    assert played.failure is None
    assert [one.path for one in played.happenings if one.element == "SI" and one.kind == "message-queued"] == ["K/SI"]


@pytest.mark.parametrize("end", ["slutt", "slutt2"])
def test_a_case_that_comes_to_two_ends_at_once_has_ended_in_both(tmp_path: Path, schema: db.Database, end: str) -> None:
    drawn = {"A": diagrams.task("A"), "slutt2": '<bpmn:endEvent id="slutt2" />'}
    steps = ["see: {ended: none}", "do: A", f"see: {{ended: {end}}}"]

    assert _played(tmp_path, schema, steps, drawn, (("inn", "A"), ("A", "slutt"), ("A", "slutt2"))).failure is None


def test_a_case_has_not_ended_in_what_it_came_to_before(tmp_path: Path, schema: db.Database) -> None:
    drawn = {one: diagrams.task(one) for one in "AB"} | {"slutt2": '<bpmn:endEvent id="slutt2" />'}
    flows = (("inn", "A"), ("inn", "B"), ("A", "slutt"), ("B", "slutt2"))
    failure = _played(tmp_path, schema, ["do: A", "do: B", "see: {ended: slutt}"], drawn, flows).failure

    assert failure is not None
    assert failure.seen == "saken endte i slutt2"


def _calls(folder: Path) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Draw a routine that is called twice at once, beside; return the calling one's elements and flows."""
    (folder / "kalt.bpmn").write_bytes(
        diagrams.routine("kalt", {"T": diagrams.task("T")}, [diagrams.flow("inn", "T")], lanes={"Rektor": ["inn", "T"]})
    )
    loop = drawing.each("=[1, 2]", inputElement="ledd")
    called = '<bpmn:extensionElements><zeebe:calledElement processId="kalt"/></bpmn:extensionElements>'
    around = {"K": f'<bpmn:callActivity id="K" name="Kall">{called}{loop}</bpmn:callActivity>'}
    return around, (("inn", "K"), ("K", "slutt"))


def _played(
    folder: Path,
    schema: db.Database,
    steps: list[str],
    drawn: Mapping[str, str] | None = None,
    flows: Sequence[tuple[str, str]] = FLOWS,
) -> play.Result:
    elements = {**(drawn or {one: diagrams.task(one) for one in "ABC"}), "slutt": '<bpmn:endEvent id="slutt" />'}
    lanes = {"Rektor": ["inn", *elements]}
    (folder / "forms").mkdir()
    (folder / "stories").mkdir()
    (folder / "prove.bpmn").write_bytes(
        diagrams.routine("prove", elements, [diagrams.flow(*pair) for pair in flows], lanes=lanes)
    )
    (folder / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    story = folder / "stories" / "prove.yaml"
    text = "".join(f"  - {one}\n" for one in steps)
    story.write_text(HEAD + re.sub(r"(B\[\d\])(?=[,\]}])", r'"\1"', text))
    return play.play(play.read(story), publishing.gather([folder / "prove.bpmn"], "prove"), database=schema)

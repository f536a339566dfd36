"""What publishing says of the municipality: whom the diagrams name that it does not have (the check warns of a person
in plain text), and which messages they send that none of its routines takes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click.testing
import drawing
import factories
import pytest

from engine import publishing, routines
from engine.people import accounts

NAMED = '<zeebe:assignmentDefinition {} candidateGroups="rektor"/>'
SENDS = drawing.node("endEvent", '<bpmn:messageEventDefinition messageRef="tiltak"/>')


@pytest.mark.parametrize(("given", "is_told"), [
    ('assignee="Rektor Eksempel"', True), ('candidateUsers="en.ansatt, en.annen"', True), ('assignee="=hvem"', False),
])  # fmt: skip
def test_the_check_warns_of_a_person_in_plain_text(tmp_path: Path, given: str, *, is_told: bool) -> None:
    found = publishing.check([_write(tmp_path, given)])

    assert [(one.level, one.element) for one in found if one.code == "person-literal"] == [("warning", "A")] * is_told


@pytest.mark.parametrize("is_computed", [False, True])
def test_a_message_is_told_of_until_a_routine_that_takes_it_is_in_force(
    municipality: factories.Town, *, is_computed: bool
) -> None:
    takes = drawing.node("startEvent", '<bpmn:messageEventDefinition messageRef="tiltak"/>')
    asked = {"spor.bpmn": drawing.draw("start > slutt", process="spor", top=drawing.message("tiltak"), slutt=SENDS)}
    taker = {"ta.bpmn": drawing.draw("inn > A > slutt", process="ta", top=drawing.message("tiltak"), inn=takes)}
    if is_computed:
        named = drawing.message("tiltak").replace('name="tiltak"', 'name="=&quot;til&quot; + x"')
        given = {"V": drawing.node("receiveTask", messageRef="tiltak"), "A": drawing.node("userTask")}
        taker = {"ta.bpmn": drawing.draw("start > A > V > slutt", process="ta", top=named, **given)}

    def untaken() -> list[tuple[str, str, str]]:
        return publishing.untaken_messages(asked, municipality_id=municipality.id)

    routines.publish(asked, ["spor"], municipality_id=municipality.id, by=None)
    before = untaken()
    routines.publish(taker, ["ta"], municipality_id=municipality.id, by=None)

    assert (before, untaken()) == ([("spor.bpmn", "slutt", "tiltak")], [])


def test_publishing_tells_whom_the_municipality_does_not_have(
    tmp_path: Path, municipality: factories.Town, command: Callable[..., click.testing.Result]
) -> None:
    owner = municipality.person("prosesseier")
    accounts.create(person_id=owner.id, username="prosesseier", password="et langt passord 1")
    file = _write(tmp_path, f'candidateUsers="{municipality.person("rektor").name}, Ingen Kjent"')

    told = command("publish", "--municipality", municipality.name, "--by", "prosesseier", str(file))

    assert told.exit_code == 0, told.output
    assert [line for line in told.output.splitlines() if "person-unknown" in line and "Ingen Kjent" in line]
    assert not [line for line in told.output.splitlines() if "person-unknown" in line and "Rektor" in line]
    assert [line for line in told.output.splitlines() if "message-untaken" in line and "«tiltak»" in line]


def _write(folder: Path, given: str) -> Path:
    task = drawing.node("userTask", ext=NAMED.format(given))
    file = folder / "prove.bpmn"
    file.write_bytes(
        drawing.draw("start > A > slutt", process="prove", top=drawing.message("tiltak"), A=task, slutt=SENDS)
    )
    return file

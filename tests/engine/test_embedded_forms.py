"""A form inside the diagram (`zeebe:userTaskForm`) is checked, published, asked and played as a `.form` file is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import diagrams
import factories
import pytest

from engine import cases, clock, db, errors, overview, play, publishing, routines

KEY = '<zeebe:formDefinition formKey="camunda-forms:bpmn:userTaskForm_1" />'
NOTE = {"type": "default", "id": "Form_0abc", "components": [diagrams.text_field("notat", required=True)]}
STORY = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - refuse: {do: A, by: kontaktlærer, because: invalid}
  - do: A
    by: kontaktlærer
    answers: {notat: ferdig}
  - see: {ended: slutt}
"""


def test_check_takes_the_form_and_publication_needs_no_file(folder: Path) -> None:
    assert {one.code for one in publishing.check([folder / "prove.bpmn"])} == {"not-drawn"}

    files, _given = publishing.gather_all([folder / "prove.bpmn"])

    assert sorted(files) == ["forms/melding.form", "prove.bpmn", "stories/prove.yaml"]


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("{", "form-unreadable", "ikke gyldig JSON"),
        (json.dumps({**NOTE, "components": [{"type": "iframe", "id": "f", "url": "x"}]}), "", "iframe"),
        (json.dumps({**NOTE, "components": [diagrams.text_field("a b")]}), "", "a b"),
        (None, "form-unknown", "«userTaskForm_1» ligger ikke i diagrammet"),
    ],
)
def test_what_is_wrong_in_it_is_found_at_the_task(folder: Path, text: str | None, code: str, says: str) -> None:
    (folder / "prove.bpmn").write_bytes(_diagram(text))

    found = [one for one in publishing.check([folder / "prove.bpmn"]) if one.level == "error"]

    assert [(one.file, one.element, one.name) for one in found] == [("prove.bpmn", "A", "Steg A")] * len(found)
    assert found[0].line is not None
    assert code in found[0].code
    assert says in found[0].what


def test_answers_go_through_it(municipality: factories.Town, own: clock.Clock) -> None:
    diagrams.publish(municipality.id, "prove", _diagram(json.dumps(NOTE)))
    teacher = municipality.person("kontaktlærer")
    raw = {"elev": str(municipality.pupil().id)}
    cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="t1")
    task = next(one for group in overview.my_tasks(teacher).groups.values() for one in group)

    with pytest.raises(errors.AnswersInvalid) as refused:
        cases.complete_task(task.id, by=teacher, raw={}, seen_version=1)
    page = overview.task_page(task.id, teacher)
    done = cases.complete_task(task.id, by=teacher, raw={"notat": "sett"}, seen_version=1)

    assert refused.value.details["errors"] == {"notat": ["required"]}
    assert [one["key"] for one in page.form["components"]] == ["notat"]
    assert done.case.ended_by_event == "slutt"
    assert _answers(municipality, done.case.number) == {"notat": "sett"}


def test_two_diagrams_may_each_have_a_form_of_that_id(municipality: factories.Town) -> None:
    other = json.dumps({**NOTE, "components": [diagrams.text_field("annet")]})
    files = {"prove.bpmn": _diagram(json.dumps(NOTE)), "to.bpmn": _diagram(other, process="to", task="B")}

    routines.publish({**files, "forms/melding.form": diagrams.REPORT}, ["prove", "to"], municipality_id=1, by=None)

    with db.reading() as connection:
        version = routines.current(connection, municipality.id, "prove")
        keys = [
            routines.form(connection, version.publication_id, f"{process}:userTaskForm_1").fields[0].key
            for process in ("prove", "to")
        ]
    assert keys == ["notat", "annet"]


def test_a_start_event_may_have_it_too(municipality: factories.Town, own: clock.Clock) -> None:
    plain = _diagram(json.dumps(NOTE)).replace(diagrams.form_of("melding").encode(), KEY.encode(), 1)
    diagrams.publish(municipality.id, "prove", plain)

    page = overview.start_page("prove", municipality.person("lærer"))

    assert [one["key"] for one in page.form["components"]] == ["notat"]


def test_story_fills_it_in(folder: Path, schema: db.Database) -> None:
    files = publishing.gather([folder / "prove.bpmn"], "prove")

    assert play.play(play.read(folder / "stories" / "prove.yaml"), files, database=schema).failure is None


def _diagram(text: str | None, *, process: str = "prove", task: str = "A") -> bytes:
    """Return a routine of one task whose form stands in the diagram; None leaves the form out."""
    form = "" if text is None else f'<zeebe:userTaskForm id="userTaskForm_1">{escape(text)}</zeebe:userTaskForm>'
    diagram = diagrams.chain(process, diagrams.task(task, KEY), lanes={"Kontaktlærer": ["inn", task, "slutt"]})
    lanes = b"<bpmn:laneSet"
    return diagram.replace(lanes, diagrams.extensions(form).encode() + lanes, 1)


def _answers(town: factories.Town, number: str) -> dict[str, object]:
    page = overview.case_page(number, town.person("rektor"))
    return dict(page.answers[-1].content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the routine, its start form, and a story."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "stories").mkdir()
    (tmp_path / "prove.bpmn").write_bytes(_diagram(json.dumps(NOTE)))
    (tmp_path / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (tmp_path / "stories" / "prove.yaml").write_text(STORY)
    return tmp_path


@pytest.fixture(scope="module")
def schema(database_url: str) -> Iterator[db.Database]:
    """A private schema to play in."""
    with play.stage.schema(database_url) as one:
        yield one

"""A diagram without lanes runs: who leads the school has its tasks, skoleeier where the case has no school."""

from __future__ import annotations

from pathlib import Path

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, play, publishing, tables

STORY = """\
routine: prove
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {task: A, roles: [rektor]}
  - refuse: {do: A, by: lærer, because: not-allowed}
  - do: A
    by: rektor
  - see: {ended: slutt}
"""


@pytest.mark.parametrize("lanes", [{}, {"": ["inn", "A", "slutt"]}], ids=["no lanes", "a lane without a name"])
def test_rektor_has_the_tasks_and_the_check_says_so(
    tmp_path: Path, database_url: str, lanes: dict[str, list[str]]
) -> None:
    write(tmp_path, lanes)

    found = [one for one in publishing.check([tmp_path / "prove.bpmn"]) if one.element == "A"]

    assert [(one.code, one.level) for one in found] == [("role-missing", "warning")]
    assert "rektor" in found[0].why
    assert "candidateGroups" in found[0].remedy
    files = publishing.gather([tmp_path / "prove.bpmn"], "prove")
    with play.stage.schema(database_url) as schema:
        assert play.play(play.read(tmp_path / "stories" / "rett-fram.yaml"), files, database=schema).failure is None


@pytest.mark.parametrize(("has_school", "role"), [(True, "rektor"), (False, "skoleeier")])
def test_task_goes_to_who_leads(municipality: factories.Town, own: object, has_school: bool, role: str) -> None:
    diagrams.publish(municipality.id, "prove", diagrams.chain("prove", diagrams.task("A"), lanes={}))
    by = municipality.person("lærer") if has_school else municipality.person("rådgiver hos skoleeier")
    raw = {"elev": str(municipality.pupil("Testelev A").id)} if has_school else {"hva": "uro"}

    cases.open_case(by=by, routine="prove", raw=raw, token="t1")

    with db.reading() as connection:
        assert connection.scalars(sa.select(tables.task_roles.c.role)).all() == [role]


def write(folder: Path, lanes: dict[str, list[str]]) -> None:
    for name in ("forms", "stories"):
        (folder / name).mkdir()
    (folder / "prove.bpmn").write_bytes(diagrams.chain("prove", diagrams.task("A"), lanes=lanes))
    (folder / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (folder / "stories" / "rett-fram.yaml").write_text(STORY)

"""A form or a table whose id is another than its file's name: an editor gives each new one an id of its own."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import model, publishing

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="Decision_1x" name="Rett"><decisionTable id="t"><input id="i"><inputExpression id="e"><text>nok</text>
</inputExpression></input><output id="o" name="svar" /><rule id="r"><inputEntry id="c"><text>-</text></inputEntry>
<outputEntry id="v"><text>1</text></outputEntry></rule></decisionTable></decision></definitions>"""
STEPS = {"A": "1 uke", "B": "=if nok = null then null else today()"}


def test_the_file_that_has_the_name_is_told_of_with_the_id_inside(folder: Path) -> None:
    (found,) = checked(folder)

    assert (found.file, found.code, found.level) == ("forms/bemanning.form", "form-unknown", "error")
    assert found.what == "Diagrammet viser til «bemanning», som filen heter, men id-en i filen er «Form_0k2j3h»."
    assert found.remedy == 'Skriv "id": "bemanning" i filen, eller velg «Form_0k2j3h» i diagrammet.'


def test_a_form_that_has_the_id_itself_is_taken_and_the_other_file_is_not_told_of(folder: Path) -> None:
    (folder / "forms" / "annen.form").write_bytes(form("bemanning"))

    assert checked(folder) == []


def test_a_table_whose_file_has_the_name_is_told_of_with_the_id_inside(folder: Path) -> None:
    rule = '<zeebe:calledDecision decisionId="rett" resultVariable="svar" />'
    drawn = (folder / "prove.bpmn").read_text("utf-8").replace(
        diagrams.task("B", diagrams.form_of("bemanning"), diagrams.due(STEPS["B"])),
        f'<bpmn:businessRuleTask id="B">{diagrams.extensions(rule)}</bpmn:businessRuleTask>',
    )  # fmt: skip
    (folder / "prove.bpmn").write_text(drawn, "utf-8")
    (folder / "forms" / "bemanning.form").write_bytes(form("bemanning"))
    (folder / "decisions").mkdir()
    (folder / "decisions" / "rett.dmn").write_text(TABLE, "utf-8")

    found = {one.code: one for one in checked(folder)}

    assert found["file-name"].file == "decisions/rett.dmn"
    assert found["file-name"].remedy == "Kall filen Decision_1x.dmn, eller gi beslutningen id-en «rett»."
    assert found["decision-unknown"].level == "error"


def checked(folder: Path) -> list[model.Finding]:
    """Return what is found, but for the picture, which is not drawn here."""
    found = publishing.check([folder / "prove.bpmn"], judge=diagrams.judge)
    return [one for one in found if one.code != "not-drawn"]


def form(ident: str) -> bytes:
    """Return a form with one field."""
    return diagrams.form(ident, diagrams.text_field("nok"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A routine that reads the answer of a form, saved as `bemanning.form` with the id that an editor gave."""
    steps = [diagrams.task(one, diagrams.form_of("bemanning"), diagrams.due(due)) for one, due in STEPS.items()]
    drawn = diagrams.chain("prove", *steps, lanes={"Rektor": [*STEPS]}, start="")
    (tmp_path / "prove.bpmn").write_bytes(drawn)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "bemanning.form").write_bytes(form("Form_0k2j3h"))
    return tmp_path

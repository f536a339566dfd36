"""Business rule tasks: the decision's answer in a variable, its names among the routine's, its faults (design 7)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.sax.saxutils import quoteattr

import deciding
import drawing
import pytest

from engine import bpmn, decisions, errors, expressions, publishing
from engine.bpmn.judging import gate, links
from tests.engine.bpmn import gating

ALVOR = deciding.file(
    deciding.table("alvor", ["antall: number"], ["svar: string"], ['< 3 | "lav"', '>= 3 | "høy"'], policy="FIRST")
)
PATH = 'start > A > D > xor; xor > B : =svar = "høy"; xor > C : default'


def test_a_decision_writes_its_answer_and_the_trace_tells_the_rules() -> None:
    played = play(drawing.draw(PATH, D=rule("alvor", "svar")), ALVOR).start().do("A", antall=5)

    assert (played.open, played.variables()) == (["B"], {"antall": 5, "svar": "høy"})
    (told,) = [mark.hits for mark in played.trace if mark.element_id == "D" and mark.kind == "completed"]
    assert told == (decisions.Hit("alvor", "Alvor", (2,)),)


def test_which_decision_is_taken_may_be_worked_out() -> None:
    tables = [
        deciding.table(f"{ident}", [f"{name}: number"], ["svar: string"], [f'- | "{ident}"'], policy="FIRST")
        for ident, name in (("trinn-lav", "antall"), ("trinn-høy", "alder"), ("annet", "borte"))
    ]
    diagram = drawing.draw("start > A > D > B > C : =svar", D=rule('="trinn-" + grad', "svar"))
    played = play(diagram, deciding.file(*tables)).start()

    assert played.definition.variables == {"grad", "antall", "alder", "svar"}
    assert played.do("A", grad="høy", alder=7).variables()["svar"] == "trinn-høy"


@pytest.mark.parametrize("which", [None, "annet", 7, "trinn-borte"])
def test_what_gives_no_decision_that_is_there_stops_the_case_with_those_that_are(which: object) -> None:
    tables = [deciding.table(ident, ["x"], ["svar"], ['- | "a"'], policy="FIRST") for ident in ("trinn-1", "annet")]
    diagram = drawing.draw("start > A > D > B", D=rule('="trinn-" + string(which)' if which != 7 else "=which", "svar"))

    with pytest.raises(errors.RoutineFault, match="gir ingen beslutning som finnes") as caught:
        play(diagram, deciding.file(*tables)).start().do("A", which=which)

    assert (caught.value.details["element"], "trinn-1" in str(caught.value.details["remedy"])) == ("D", True)


def test_a_decision_that_may_be_taken_is_used_and_goes_into_the_publication(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    for ident in ("alvor-1", "alvor-2", "annet"):
        made = deciding.table(ident, ["antall: number"], ["svar: string"], ['- | "a"'], policy="FIRST")
        (tmp_path / "decisions" / f"{ident}.dmn").write_bytes(deciding.file(made))
    given = {"start": gating.BEGIN, "T": gating.TASK}
    diagram = drawing.draw("start > T > D > slutt", **given, D=rule('="alvor-" + string(antall)', "svar"))
    (tmp_path / "p.bpmn").write_bytes(diagram)

    files, _ = publishing.gather_all([tmp_path / "p.bpmn"])
    found = gate.judge({path: raw for path, raw in files.items() if path.endswith((".bpmn", ".dmn"))}, SHELF)[0]

    assert [path for path in files if path.endswith(".dmn")] == ["decisions/alvor-1.dmn", "decisions/alvor-2.dmn"]
    assert found == []


def test_no_rule_is_null_and_null_takes_the_default_flow() -> None:
    played = play(drawing.draw(PATH, D=rule("alvor", "svar")), ALVOR).start().do("A", antall=None)

    assert played.open == ["C"]
    assert played.variables()["svar"] is None


def test_no_rule_and_no_default_flow_is_an_incident() -> None:
    diagram = drawing.draw("start > A > D > xor; xor > B : =svar; xor > C : =not(svar)", D=rule("alvor", "svar"))

    with pytest.raises(errors.RoutineFault, match="kan ikke avgjøres"):
        play(diagram, ALVOR).start().do("A", antall=None)


def test_inputs_rename_for_the_decision_and_outputs_alone_let_the_answer_out() -> None:
    ext = drawing.io(inputs={"antall": "=count(hendelser)"}, outputs={"grad": '=svar + "!"'})
    diagram = drawing.draw("start > A > D > B > C : =grad", D=rule("alvor", "svar", ext=ext))

    played = play(diagram, ALVOR).start().do("A", hendelser=[1, 2, 3, 4])

    assert played.variables() == {"hendelser": [1, 2, 3, 4], "grad": "høy!"}


def test_each_instance_of_a_multi_instance_decides_for_itself() -> None:
    loop = drawing.each("=tall", inputElement="antall", outputElement="=svar", outputCollection="alle")
    diagram = drawing.draw("start > A > D > B > C : =alle", D=rule("alvor", "svar", content=loop))

    played = play(diagram, ALVOR).start().do("A", tall=[1, 5])

    assert played.variables()["alle"] == ["lav", "høy"]


def test_a_decision_inside_a_called_routine_sees_its_callers_names() -> None:
    called = drawing.draw("start > D > slutt", process="q", D=rule("alvor", "svar"))
    diagram = drawing.draw('start > A > K > xor; xor > B : =svar = "lav"; xor > C : default', K=drawing.call("q"))

    assert play(diagram, ALVOR, called).start().do("A", antall=1).open == ["B"]


def test_frist_and_dates_work_in_cells() -> None:
    made = deciding.table("t", ["dato: date"], ["svar"], ['< date(frist("6 uker", start_)) | "i tide"'], policy="FIRST")
    diagram = drawing.draw("start > A > D > B > C : =svar", D=rule("t", "svar"))

    played = play(diagram, deciding.file(made)).start().do("A", dato=date(2026, 1, 9), start_=date(2026, 1, 5))

    assert played.variables()["svar"] == "i tide"


def test_a_violated_policy_is_an_incident_with_file_table_rules_and_remedy() -> None:
    made = deciding.file(deciding.table("alvor", ["antall"], ["svar"], ['> 1 | "a"', '> 2 | "b"']))

    with pytest.raises(errors.RoutineFault) as caught:
        play(drawing.draw(PATH, D=rule("alvor", "svar")), made).start().do("A", antall=9)

    assert "«D» (D) i 0.bpmn" in caught.value.message
    assert "«Alvor» (decisions/t.dmn, linje 1): reglene 1 og 2" in caught.value.message
    assert "velg FIRST" in str(caught.value.details["remedy"])


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ('<zeebe:calledDecision decisionId="alvro" resultVariable="svar"/>', "decision-unknown"),
        ('<zeebe:calledDecision decisionId="=&quot;grad&quot; + x" resultVariable="svar"/>', "decision-unknown"),
        ('<zeebe:calledDecision decisionId="=borte" resultVariable="svar"/>', "name-unknown"),
        ('<zeebe:calledDecision decisionId="=antall = 1" resultVariable="svar"/>', "feel-type"),
        ('<zeebe:calledDecision decisionId="=antall +" resultVariable="svar"/>', "feel-unreadable"),
        ('<zeebe:calledDecision decisionId="alvor"/>', "decision-missing"),
        ('<zeebe:calledDecision resultVariable="svar"/>', "decision-missing"),
        ('<zeebe:calledDecision decisionId="alvor" resultVariable="et svar"/>', "name-unreadable"),
        ("", "decision-missing"),
    ],
)
def test_a_rule_task_that_cannot_be_run_is_refused(task: str, code: str) -> None:
    assert code in judged(
        drawing.draw(
            "start > T > D > slutt", start=gating.BEGIN, T=gating.TASK, D=drawing.node("businessRuleTask", ext=task)
        )
    )


def test_an_equals_sign_before_a_name_is_told_to_be_taken_away() -> None:
    diagram = drawing.draw("start > T > D > slutt", start=gating.BEGIN, T=gating.TASK, D=rule("alvor", "=svar"))

    assert [one.remedy for one in gating.judged(diagram) if one.code == "name-unreadable"] == [
        "Skriv svar, uten likhetstegn: det er et navn, ikke et uttrykk."
    ]


def test_a_rule_task_is_found_right_and_the_near_name_is_offered() -> None:
    diagram = drawing.draw(
        "start > T > D > slutt",
        start=gating.BEGIN,
        T=gating.TASK,
        D=rule("alvor", "svar"),
    )
    wrong = diagram.replace(b'decisionId="alvor"', b'decisionId="alvr"')

    assert judged(diagram) == {}
    assert "mente du «alvor»?" in judged(wrong)["decision-unknown"]


def test_names_of_cells_are_held_against_the_forms() -> None:
    made = deciding.file(deciding.table("alvor", ["antal: number"], ["svar"], ['> grense | "a"']))
    found = judged(drawing.draw("start > T > D > slutt", start=gating.BEGIN, T=gating.TASK, D=rule("alvor", "s")), made)

    assert set(found) == {"name-unknown"}
    shelf_names = [one for one in every(made) if one.code == "name-unknown"]
    assert [one.what for one in shelf_names] == [
        "I hodet til kolonnen «antal», «antal» (tegn 1): Navnet «antal» finnes ikke; mente du «antall»?",
        "I regel 1, kolonnen «antal», «> grense» (tegn 3): Navnet «grense» finnes ikke.",
    ]
    assert {one.file for one in shelf_names} == {"decisions/alvor.dmn"}


def rule(ident: str, result: str, *, ext: str = "", content: str = "") -> str:
    """Return a business rule task."""
    called = f"<zeebe:calledDecision decisionId={quoteattr(ident)} resultVariable={quoteattr(result)}/>"
    return drawing.node("businessRuleTask", content, ext=called + ext)


def play(diagram: bytes, tables: bytes, *more: bytes) -> drawing.Play:
    """Return a case of a routine with a decision file beside it."""
    return drawing.play(diagram, *more, tables={"decisions/t.dmn": tables})


SHELF = links.Shelf(
    forms={"skjema": frozenset({"antall"})},
    roles=gating.SHELF.roles,
    kinds={"skjema": {("antall",): expressions.Kind("number")}},
)


def every(tables: bytes) -> list:
    """Return every finding of a routine that asks for `alvor`."""
    diagram = drawing.draw("start > T > D > slutt", start=gating.BEGIN, T=gating.TASK, D=rule("alvor", "s"))
    return gate.judge({"0.bpmn": diagram, "decisions/alvor.dmn": tables}, SHELF)[0]


def judged(diagram: bytes, tables: bytes = ALVOR) -> dict[str, str]:
    """Return what the gate finds, by code."""
    found = gate.judge({"0.bpmn": diagram, "decisions/alvor.dmn": tables}, SHELF)[0]
    return {one.code: one.what for one in found if one.level == "error"}


def test_a_publication_starts_with_its_decisions() -> None:
    diagram = drawing.draw("start > T > D > slutt", start=gating.BEGIN, T=gating.TASK, D=rule("alvor", "s"))

    assert bpmn.findings({"0.bpmn": diagram, "decisions/alvor.dmn": ALVOR}, forms={"skjema": {"antall"}}) == []


def test_a_routine_is_not_built_on_a_table_that_cannot_be_read() -> None:
    broken = ALVOR.replace(b'hitPolicy="FIRST"', b'hitPolicy="BEST"')

    with pytest.raises(errors.DiagramRefused, match="BEST"):
        play(drawing.draw(PATH, D=rule("alvor", "svar")), broken)


@pytest.mark.parametrize("made", [deciding.literal("t", "n", needs=["t"]), deciding.literal("u", "1")])
def test_a_decision_that_cannot_be_taken_is_a_fault_and_never_null(made: str) -> None:
    library = decisions.make({"decisions/t.dmn": deciding.file(made)})

    with pytest.raises(errors.DecisionFault, match="kan ikke tas"):
        decisions.decide(library, "t", {"n": 1})

"""Ad-hoc sub-processes: the steps that a list names are opened, and a condition may end them (Zeebe's `adHoc`)."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import errors
from tests.engine.bpmn import gating

_BEGUN = drawing.inside("s1 > A", prefix="i", s1=gating.START, A=gating.TASK)
_ENDED = drawing.inside("A > e1", prefix="i", A=gating.TASK, e1='<bpmn:endEvent id="e1"/>')


def ad_hoc(picks: str = "=valgt", *, until: str = "", inner: str = "", **attributes: str) -> bytes:
    """Return a routine whose D opens some of A, B (with C after it) and a timer V."""
    body = inner or drawing.inside("B > C", prefix="i", A=gating.TASK, B=gating.TASK, C=gating.TASK)
    body += f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    ext = f"<zeebe:adHoc activeElementsCollection='{picks}'/>" if picks else ""
    sub = drawing.node("adHocSubProcess", body, ext=ext, **attributes)
    return drawing.draw("start > D > T > slutt", D=sub, start=gating.BEGIN, T=gating.TASK)


def test_the_steps_that_the_list_names_are_opened_and_all_of_them_done_is_done():
    played = drawing.play(ad_hoc()).start(valgt=["B", "A"])

    assert played.open == ["A", "B"]
    assert played.do("A").do("B").open == ["C"]
    assert played.do("C", x=1).open == ["T"]
    assert played.passed() == ["start", "A", "B", "C", "D"]


def test_a_step_that_is_named_twice_is_opened_once():
    assert drawing.play(ad_hoc()).start(valgt=["B", "A", "B"]).open == ["A", "B"]


@pytest.mark.parametrize("until", ["", "=x = 1"])
def test_an_empty_list_is_done_at_once_whatever_its_condition_says(until):
    assert drawing.play(ad_hoc(until=until)).start(valgt=[], x=2).open == ["T"]


def test_a_condition_that_holds_as_a_way_ends_takes_the_rest_away_or_waits_for_it():
    shut, waiting = ad_hoc(until="=x = 1"), ad_hoc(until="=x = 1", cancelRemainingInstances="false")

    played = drawing.play(shut).start(valgt=["A", "B"]).do("B", x=1)
    assert played.open == ["A", "C"]  # a way has not ended yet
    assert played.do("C").open == ["T"]
    assert drawing.play(waiting).start(valgt=["A", "B"]).do("A", x=1).do("B", x=2).do("C").open == ["T"]


def test_a_condition_that_nothing_is_left_to_make_true_stops_the_case():
    played = drawing.play(ad_hoc(until="=x = 1")).start(valgt=["A"])

    with pytest.raises(errors.RoutineFault, match="er ikke oppfylt"):
        played.do("A", x=2)
    assert played.do("A", x=1).open == ["T"]


@pytest.mark.parametrize(
    ("given", "says"), [(["C"], "nevner noe som ikke er et steg"), ("A", "ikke en liste"), (None, "liste")]
)
def test_what_is_no_list_of_its_steps_stops_the_case(given, says):
    with pytest.raises(errors.RoutineFault, match=says):
        drawing.play(ad_hoc()).start(valgt=given)


def test_an_edge_takes_it_away_and_each_repetition_chooses_for_itself():
    sub = drawing.node(
        "adHocSubProcess",
        drawing.inside("", prefix="i", A=gating.TASK, B=gating.TASK) + drawing.each("=grupper", inputElement="gruppe"),
        ext="<zeebe:adHoc activeElementsCollection='=gruppe'/>",
    )
    edge = drawing.boundary("D", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > D > slutt; k > E", D=sub, k=edge)).start(grupper=[["A"], ["B", "A"]])

    assert played.open == ["A", "A", "B"]
    assert played.fire("k").open == ["E"]


def test_a_case_inside_is_moved_and_what_is_new_there_is_not_opened():
    played = drawing.play(ad_hoc()).start(valgt=["A"])
    more = drawing.inside("B > C", prefix="i", A=gating.TASK, B=gating.TASK, C=gating.TASK, N=gating.TASK)

    assert moving.move(played, ad_hoc(inner=more)).open == ["A"]
    assert played.do("A").open == ["T"]


@pytest.mark.parametrize(
    ("code", "says", "given"),
    [
        ("not-supported", '=["A", "B"]', {"picks": ""}),
        ("reference-unknown", "A, B", {"picks": '=["A", "C"]'}),
        ("not-supported", "Parallel", {"ordering": "Sequential"}),
        ("not-supported", "starthendelse", {"inner": _BEGUN}),
        ("not-supported", "slutthendelse", {"inner": _ENDED}),
    ],
)  # fmt: skip
def test_what_is_not_run_of_it_is_refused_with_what_to_write_instead(code, says, given):
    found = [one for one in gating.judged(ad_hoc(**{"picks": "=elever", **given})) if one.level == "error"]

    assert [one.code for one in found] == [code]
    assert found[0].remedy
    assert says in found[0].remedy + found[0].what


def test_a_list_of_ids_is_no_warning():
    assert [one for one in gating.judged(ad_hoc('=["A", "B"]')) if one.level == "error"] == []


def test_an_ad_hoc_without_steps_is_told_to_have_some_and_no_list_is_proposed():
    found = gating.judged(drawing.draw("start > D > slutt", D=drawing.node("adHocSubProcess"), start=gating.BEGIN))

    told = [one for one in found if one.code == "not-supported"]
    assert [one.remedy for one in told] == ["Tegn stegene i den, og fyll ut activeElementsCollection med id-ene deres."]

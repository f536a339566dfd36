"""Link events: several throws, one catch, in one process or sub-process."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating


def test_links_lead_from_each_throw_to_the_catch():
    diagram = drawing.draw(
        "start > xor; xor > A : =x = 1; A > U1; xor > U2 : default; I > B > slutt", **_pair("U1", "U2")
    )
    played = drawing.play(diagram).start()

    assert played.open == ["B"]
    assert played.passed() == ["start", "xor", "U2", "I"]
    assert drawing.play(diagram).start(x=1).do("A").do("B").ended == "slutt"


def test_a_link_inside_a_sub_process_is_its_own():
    inner = drawing.inside("s1 > U; I > B > e1", prefix="i", **_pair("U"), **_ENDS)
    outer = _link("intermediateThrowEvent")
    diagram = drawing.draw(
        "start > D > U9; J > C > slutt",
        D=drawing.node("subProcess", inner),
        U9=outer,
        J=_link("intermediateCatchEvent"),
    )

    played = drawing.play(diagram).start()
    assert played.open == ["B"]
    assert played.do("B").open == ["C"]


def test_an_inclusive_join_waits_for_a_token_that_comes_by_a_link():
    pair = _pair("U")
    diagram = drawing.draw("start > and1 > A > or1; and1 > B > U; I > or1 > C", **pair)
    played = drawing.play(diagram).start().do("A")

    assert played.open == ["B"]
    assert played.do("B").open == ["C"]


def test_a_pair_is_accepted_and_a_loop_through_it_must_wait():
    fine = drawing.draw("start > T > U; I > slutt", **gating.base("start T"), **_pair("U"))
    endless = drawing.draw(
        "start > T > xor; I > xor; xor > slutt : =x = 1; xor > U : default", **gating.base("start T"), **_pair("U")
    )

    assert gating.errors(fine) == set()
    assert gating.errors(endless) == {"loop-without-wait"}


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        ("start > T > U", "link-missing"),
        ("start > T > slutt; I > S > slutt", "link-missing"),
        ("start > T > U; I > S; J > slutt", "link-several"),
        ("start > T > U > slutt; I > S", "flow-wrong"),
        ("start > T > U; S > I > slutt", "flow-wrong"),
    ],
)
def test_a_link_without_one_partner_is_refused(flows, code):
    ends = {"U": "intermediateThrowEvent", "I": "intermediateCatchEvent", "J": "intermediateCatchEvent"}
    given = {ident: _link(kind) for ident, kind in ends.items() if ident in flows.replace(";", " ").split()}
    script = {"S": drawing.script("=1", "y")} if "S" in flows.split() else {}

    assert code in gating.errors(drawing.draw(flows, **gating.base("start T"), **given, **script))


_ENDS = {"s1": '<bpmn:startEvent id="s1"/>', "e1": '<bpmn:endEvent id="e1"/>'}


def _link(kind: str) -> str:
    return drawing.node(kind, drawing.link("L"))


def _pair(*throws: str) -> dict[str, str]:
    return {"I": _link("intermediateCatchEvent")} | {one: _link("intermediateThrowEvent") for one in throws}

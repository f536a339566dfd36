"""Files made to harm: refused in bounded time, by name, with nothing read from outside."""

from __future__ import annotations

import time

import drawing
import pytest

from engine import errors
from engine.bpmn.drawing import reading
from engine.bpmn.judging import gate, links
from engine.bpmn.running import routine

_NONE = links.Shelf()


def _codes(raw: bytes) -> set[str]:
    return {one.code for one in gate.judge({"a.bpmn": raw}, _NONE)[0]}


def _nested(levels: int) -> str:
    inner = '<bpmn:task id="innerst"/>'
    for number in range(levels):
        inner = f'<bpmn:subProcess id="d{number}">{inner}</bpmn:subProcess>'
    return inner


def _call(number: int) -> str:
    return drawing.call(f"p{number}")


_TASKS = "".join(f'<bpmn:userTask id="t{number}"/>' for number in range(20_000))
_LESS = "".join(f'<bpmn:userTask id="i{number}"/>' for number in range(1_600))
_DIAGRAM = drawing.draw("start > T > slutt")
HOSTILE = {
    "not XML": (b"hei", "xml-broken"),
    "empty": (b"", "xml-broken"),
    "cut off": (_DIAGRAM[:-30], "xml-broken"),
    "a DOCTYPE": (_DIAGRAM.replace(b"<bpmn:def", b"<!DOCTYPE a><bpmn:def", 1), "xml-doctype"),
    "a DOCTYPE in UTF-16": (
        _DIAGRAM.decode().replace("UTF-8", "UTF-16").replace("<bpmn:def", "<!DOCTYPE a><bpmn:def", 1).encode("utf-16"),
        "xml-doctype",
    ),
    "an entity bomb": (
        b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">' + b'<!ENTITY c "' + b"&b;" * 1000 + b'">]><a>&c;</a>',
        "xml-doctype",
    ),
    "a local file": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml-doctype"),
    "too large": (b"<a>" + b" " * 6_000_000 + b"</a>", "xml-too-large"),
    "too deep": (b"<a>" * 120 + b"</a>" * 120, "xml-too-deep"),
    "far too deep": (b"<a>" * 100_000 + b"</a>" * 100_000, "xml-broken"),
    "100 000 elements": (b"<a>" + b"<b/>" * 100_000 + b"</a>", "xml-too-many"),
    "400 000 attributes": (b"<a " + b" ".join(b'a%d=""' % n for n in range(400_000)) + b"/>", "xml-too-many"),
    "names of as many namespaces": (
        b"<a "
        + b" ".join(b'xmlns:a%d="u%d"' % (n, n) for n in range(60_000))
        + b" ".join(b' a%d:x=""' % n for n in range(60_000))
        + b"/>",
        "xml-too-many",
    ),
    "namespaces all the way down": (
        b"".join(b"<a " + b" ".join(b'xmlns:n%d_%d="u"' % (d, n) for n in range(150)) + b">" for d in range(90)),
        "xml-too-many",
    ),
    "only openings": (b"<" * 5_000_000, "xml-too-many"),
    "entities behind a comment": (
        b"<!-- definitions --><!DOCTYPE a [" + b"".join(b'<!ENTITY e%d "x">' % n for n in range(200_000)) + b"]><a/>",
        "xml-doctype",
    ),
    "too many steps": (drawing.draw(" > ".join(f"A{n}" for n in range(1600))), "too-many-elements"),
    "20 000 steps": (drawing.draw("start > A", extra=_TASKS), "too-many-elements"),
    "too many steps in a sub-process": (
        drawing.draw("start > A", extra=f'<bpmn:subProcess id="d">{_LESS}</bpmn:subProcess>'),
        "too-many-elements",
    ),
    "an id without end": (_DIAGRAM.replace(b'id="T"', b'id="' + b"x" * 300_000 + b'"'), "name-too-long"),
    "a name without end": (_DIAGRAM.replace(b'name="T"', b'name="' + b"x" * 300_000 + b'"'), "name-too-long"),
    "the name of a flow without end": (
        _DIAGRAM.replace(b"<bpmn:sequenceFlow ", b'<bpmn:sequenceFlow name="' + b"y " * 600 + b'" ', 1),
        "name-too-long",
    ),
    "a name with hidden signs": (_DIAGRAM.replace(b'name="T"', 'name="T\u202eksed"'.encode()), "name-hidden"),
    "an id with hidden signs": (_DIAGRAM.replace(b'id="T"', 'id="T\x9b"'.encode()), "name-hidden"),
    "a name that is deleted": (_DIAGRAM.replace(b'name="T"', b'name="&#127;"'), "name-hidden"),
    "sub-processes in sub-processes": (drawing.draw("start > T", extra=_nested(15)), "nesting-deep"),
    "a very long expression": (
        drawing.draw("start > S", S=drawing.script("=" + "1+" * 5000 + "1", "y")),
        "feel-too-costly",
    ),
    "another vocabulary": (b"<html/>", "not-bpmn"),
    "no process": (_DIAGRAM.split(b"<bpmn:process")[0] + b"</bpmn:definitions>", "not-executable"),
    "control characters": (_DIAGRAM.replace(b'name="T"', b'name="\x01"'), "xml-broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_bounded_time(name):
    raw, code = HOSTILE[name]
    begun = time.process_time()

    assert code in _codes(raw)
    assert time.process_time() - begun < 10


def test_a_finding_does_not_repeat_a_name_without_end():
    (found,) = gate.judge({"a.bpmn": HOSTILE["a name without end"][0]}, _NONE)[0]

    assert found.element == "T"
    assert max(len(str(one)) for one in (found.name, found.what, found.remedy)) < 100
    assert "300000 tegn" in found.what


def test_a_name_over_several_lines_is_none_that_hides():
    assert "name-hidden" not in _codes(_DIAGRAM.replace(b'name="T"', b'name="En&#10;to&#9;tre"'))


def test_routines_that_call_each_other_without_end_are_refused():
    chain = {
        f"{n}.bpmn": drawing.draw("start > D; start > E", process=f"p{n}", D=_call(n + 1), E=_call(n + 1))
        for n in range(60)
    }
    last = {"60.bpmn": drawing.draw("start > T", process="p60")}
    begun = time.perf_counter()

    assert "nesting-deep" in {one.code for one in gate.judge(chain | last, _NONE)[0]}
    assert "call-recursion" in {
        one.code
        for one in gate.judge(chain | {"60.bpmn": drawing.draw("start > D", process="p60", D=_call(0))}, _NONE)[0]
    }
    assert time.perf_counter() - begun < 60


def test_a_refused_file_cannot_be_run():
    with pytest.raises(errors.DiagramRefused, match=r"finnes ikke|støttes ikke"):
        routine.build([reading.read(drawing.draw("start > T", T=drawing.node("complexGateway")), file="a.bpmn")], "p")
    with pytest.raises(errors.RoutineNotFound):
        routine.build([reading.read(b"<", file="a.bpmn")], "p")


def test_tokens_that_multiply_without_end_stop_the_case():
    blocks = "; ".join(f"and{n} > xor{n}; and{n} > xor{n}; xor{n} > and{n + 1}" for n in range(14))
    definition = drawing.define(drawing.draw(f"start > and0; {blocks}; and14 > A"))

    with pytest.raises(errors.RoutineFault, match="5000 steg"):
        drawing.Play(definition).start()


def test_an_editor_that_declares_its_namespaces_on_every_element_is_read():
    again = '<bpmn:textAnnotation xmlns:egen="http://egen.invalid" id="t{}"/>'
    diagram = drawing.draw("start > T", extra="".join(again.format(number) for number in range(1_200)))

    assert not any(one.code.startswith("xml-") for one in gate.judge({"a.bpmn": diagram}, _NONE)[0])

"""A step whose role counts in a pupil's class or at a school is told of where the case has none."""

from __future__ import annotations

import re
from pathlib import Path

import diagrams
import drawing
import pytest

from engine import forms, publishing
from engine.publishing import owning

TOP = drawing.signal("stengt") + drawing.message("svar", key="")
PUPIL = diagrams.text_field("elev", properties={"register": "elev"}) | {"type": "select", "valuesKey": "elever"}
SUBJECT = PUPIL | {"properties": {"register": "elev", "saken-gjelder": "ja"}}
FORMS = {
    "hvem": diagrams.form("hvem", SUBJECT),
    "med": diagrams.form("med", PUPIL),
    "uten": diagrams.form("uten", diagrams.text_field("hva")),
    "team": diagrams.form(
        "team", diagrams.text_field("team", properties={"register": "ansatt", "rolle": "tiltaksteam"})
    ),
}
PER_SCHOOL = '<zeebe:properties><zeebe:property name="per" value="skole"/></zeebe:properties>'
STARTS = {
    "plain": drawing.node("startEvent"),
    "uten": drawing.node("startEvent", ext=diagrams.form_of("uten")),
    "med": drawing.node("startEvent", ext=diagrams.form_of("med")),
    "message": drawing.node("startEvent", drawing.on_message("svar")),
    "signal": drawing.node("startEvent", drawing.on_signal("stengt")),
    "timer": drawing.node("startEvent", drawing.timer("R/P1W", kind="timeCycle")),
    "per school": drawing.node("startEvent", drawing.timer("R/P1W", kind="timeCycle"), ext=PER_SCHOOL),
}


def task(role: str, **named: str) -> str:
    given = "".join(f' {key}="{text}"' for key, text in ({"candidateGroups": role} | named).items())
    return drawing.node("userTask", ext=f"<zeebe:assignmentDefinition{given}/>")


def told(*drawn: bytes) -> list[tuple[str, str]]:
    """Return the tasks that are told of, with the place that the case lacks."""
    files = {f"{number}.bpmn": raw for number, raw in enumerate(drawn)}
    found = owning.findings(files, [forms.parse(raw, name=name) for name, raw in FORMS.items()])
    assert all((one.code, one.level) == ("role-nobody", "warning") and one.line and one.remedy for one in found)
    return [(one.element, re.split("(?:saken har|og) ingen ", one.what)[1].split()[0].rstrip(".")) for one in found]


@pytest.mark.parametrize(
    ("start", "role", "lacks"),
    [
        *[(start, "Kontaktlærer", ["elev"]) for start in ("uten", "signal", "timer", "per school")],
        *[(start, "kontaktlærer", []) for start in ("med", "message", "plain")],
        ("uten", "Kontaktlærer/rektor", []),
        ("uten", "Kontaktlærer og rektor", ["elev"]),
        ("uten", "Kontaktlærer og rektor / avdelingsleder", []),
        ("timer", "Rektor", ["skole"]),
        ("timer", "skoleeier", []),
        ("timer", "tiltaksteam", []),
        *[(start, "intervensjonsteam", ["får"]) for start in ("uten", "message", "signal", "timer")],
        ("plain", "intervensjonsteam", []),
        ("uten", "Intervensjonsteam/rektor", []),
        *[(start, "rektor", []) for start in ("per school", "signal", "uten")],
        ("uten", "=rolle", []),
        ("uten", "nattevakt", []),
    ],
)
def test_a_role_without_a_place_in_the_case_is_told_of(start: str, role: str, lacks: list[str]) -> None:
    drawn = drawing.draw("inn > T > slutt", top=TOP, inn=STARTS[start], T=task(role))

    assert told(drawn) == [("T", one) for one in lacks]


def test_a_task_that_a_person_is_named_for_has_somebody() -> None:
    assert told(drawing.draw("inn > T > slutt", inn=STARTS["uten"], T=task("kontaktlærer", assignee="=den"))) == []


@pytest.mark.parametrize(("form", "told_of"), [("hvem", []), ("med", ["T"]), ("uten", ["T"])])
def test_a_step_on_the_way_may_ask_whom_the_case_is_about(form: str, told_of: list[str]) -> None:
    asks = drawing.node("userTask", ext=diagrams.form_of(form))
    drawn = drawing.draw("inn > A > T > slutt", top=TOP, inn=STARTS["signal"], A=asks, T=task("kontaktlærer"))

    assert [element for element, _place in told(drawn)] == told_of


def test_of_several_starts_each_is_held_against_the_steps_that_follow_it() -> None:
    flows = "inn > T > slutt; ogsaa > R > slutt; stengt > S > slutt"
    starts = {"inn": STARTS["med"], "ogsaa": STARTS["per school"], "stengt": STARTS["signal"]}
    steps = {"T": task("kontaktlærer"), "R": task("rektor"), "S": task("kontaktlærer")}

    assert told(drawing.draw(flows, top=TOP, **starts, **steps)) == [("S", "elev")]


def test_a_called_routine_has_what_its_caller_has() -> None:
    called = drawing.draw("inn > T > slutt", process="q", inn=STARTS["plain"], T=task("kontaktlærer"))
    flows = "inn > C > slutt"

    assert told(drawing.draw(flows, inn=STARTS["med"], C=drawing.call("q")), called) == []
    assert told(drawing.draw(flows, inn=STARTS["uten"], C=drawing.call("q")), called) == [("T", "elev")]
    assert told(called) == []


def test_the_check_says_where_the_case_begins_and_what_to_do(tmp_path: Path) -> None:
    drawn = drawing.draw("inn > T > slutt", inn=STARTS["uten"], T=task("kontaktlærer"))
    (tmp_path / "p.bpmn").write_bytes(drawn)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "uten.form").write_bytes(FORMS["uten"])

    (found,) = [
        one for one in publishing.check([tmp_path / "p.bpmn"], judge=diagrams.judge) if one.code == "role-nobody"
    ]

    assert found.what == "Rollen «kontaktlærer» er i elevens klasse, og saken har ingen elev når den begynner i «inn»."
    assert "register = elev" in found.remedy

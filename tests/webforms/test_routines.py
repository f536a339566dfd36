"""Rutiner: who answers for a routine sees its versions, picture and files; others are told whom to ask."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import diagrams
import drawing
import factories
import pytest
from playwright.sync_api import Page

from engine import cases, model, routines
from tests.webforms.browser import As

LANES = {"Kontaktlærer/Rektor": ["inn", "SAMTALE", "OPPFOLGING"]}


def test_history_tells_what_each_version_changed_and_how_many_follow_it(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    publish_again(municipality, due="4 skoledager", note="Fire dager i stedet for tre")

    page = as_role("prosesseier").get("/rutiner/prove").text

    assert page.index("Utgave 2") < page.index("Utgave 1")
    assert "Fire dager i stedet for tre" in page
    assert "frist: 3 skoledager → 4 skoledager" in page
    assert "0 saker følger den nå" in page
    assert "1 sak følger den nå" in page
    assert "Fortellingene ble ikke spilt" in page


def test_who_answers_for_routines_is_told_how_to_publish_and_others_are_not(routine: str, as_role: As) -> None:
    owner, teacher = (as_role(role).get("/rutiner").text for role in ("prosesseier", "kontaktlærer"))

    assert "skolemiljo publish --municipality" in owner
    assert "skolemiljo publish" not in teacher


@pytest.mark.parametrize("width", [390, 1280])
def test_how_to_publish_stands_clear_of_the_list(gallery_page: Callable[[str, int], Page], width: int) -> None:
    page = gallery_page("rutiner", width)

    table, how = (page.locator(one).bounding_box() for one in (".table-wrap", "details.panel"))

    assert how["y"] - (table["y"] + table["height"]) >= 16


def test_version_has_its_outline_picture_and_files(routine: str, as_role: As) -> None:
    owner = as_role("prosesseier")

    page = owner.get(f"/rutiner/{routine}/utgave/1").text
    picture = owner.get(f"/rutiner/{routine}/utgave/1/diagram.json").json
    file = owner.get(f"/rutiner/{routine}/utgave/1/fil/forms/melding.form")
    packed = owner.get(f"/rutiner/{routine}/utgave/1/filer.zip")

    assert "SAMTALE" in page
    assert picture["drawings"][0]["xml"].startswith("<?xml")
    assert picture["opens"] is None
    assert file.data == diagrams.REPORT
    assert "attachment" in file.headers["Content-Disposition"]
    assert "prove.bpmn" in zipfile.ZipFile(io.BytesIO(packed.data)).namelist()


def test_a_routine_that_others_call_is_listed_as_called(municipality: factories.Town, as_role: As) -> None:
    call = '<bpmn:callActivity id="RUNDE" name="En runde"><bpmn:extensionElements>'
    call += '<zeebe:calledElement processId="runde" /></bpmn:extensionElements></bpmn:callActivity>'
    caller = diagrams.chain("hoved", call, lanes={"Rektor": ["inn", "RUNDE", "slutt"]})
    called = diagrams.chain("runde", diagrams.task("EN"), lanes={"Rektor": ["inn", "EN", "slutt"]}, start="")
    files = {"hoved.bpmn": caller, "runde.bpmn": called, "forms/melding.form": diagrams.REPORT}
    routines.publish(files, ["hoved"], municipality_id=municipality.id, by=None)

    page = as_role("prosesseier").get("/rutiner").text

    assert "Runde" in page
    assert "kalles fra Hoved" in page


def test_a_routine_that_the_clock_begins_is_listed_though_nobody_can_report_it(
    municipality: factories.Town, as_role: As
) -> None:
    start = drawing.node("startEvent", drawing.timer("R/2027-03-01T08:00/P1Y", kind="timeCycle"))
    yearly = drawing.draw("inn > slutt", process="aar", inn=start)
    routines.publish({"aar.bpmn": yearly}, ["aar"], municipality_id=municipality.id, by=None)

    assert 'href="/rutiner/aar"' in as_role("prosesseier").get("/rutiner").text


def test_others_are_told_whom_to_ask(routine: str, as_role: As) -> None:
    for path in ("", "/utgave/1", "/utgave/1/diagram.json", "/utgave/1/fil/prove.bpmn", "/utgave/1/filer.zip"):
        refused = as_role("lærer").get(f"/rutiner/{routine}{path}")

        assert refused.status_code == 403
        assert "prosesseieren i kommunen" in refused.text or refused.is_json
    assert f'href="/rutiner/{routine}"' not in as_role("lærer").get("/rutiner").text


def test_what_is_not_there_is_not_found(routine: str, as_role: As) -> None:
    owner = as_role("prosesseier")

    paths = ("/rutiner/ukjent", "/rutiner/prove/utgave/9", "/rutiner/prove/utgave/1/fil/../../etc/passwd")
    assert [owner.get(path).status_code for path in paths] == [404] * 3


def test_picture_opens_on_the_drawing_of_the_open_step(municipality: factories.Town, as_role: As) -> None:
    call = (
        '<bpmn:callActivity id="KALL" name="Runden"><bpmn:extensionElements>'
        '<zeebe:calledElement processId="kalt" /></bpmn:extensionElements></bpmn:callActivity>'
    )
    files = {
        "kalt.bpmn": diagrams.chain("kalt", diagrams.task("INNE"), lanes={"Rektor": ["inn", "INNE"]}),
        "kaller.bpmn": diagrams.chain("kaller", call, lanes={"Rektor": ["inn", "KALL"]}),
        "forms/melding.form": diagrams.REPORT,
    }
    routines.publish(files, ["kaller"], municipality_id=municipality.id, by=None)
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    opened = cases.open_case(by=municipality.person("ansatt"), routine="kaller", raw=raw, token="engang-2")

    picture = as_role("rektor").get(f"/sak/{opened.number}/diagram.json").json

    assert picture["opens"] == {"process": "kalt", "element": "INNE"}
    inner = next(one for one in picture["drawings"] if one["process"] == "kalt")
    assert (inner["caller"], inner["call"], inner["name"]) == ("kaller", "KALL", "Runden")
    assert picture["drawings"][0]["states"]["KALL"] == "now"


def publish_again(town: factories.Town, *, due: str, note: str) -> None:
    """Publish the routine of the fixture with another deadline."""
    held = '<zeebe:properties><zeebe:property name="gjennomfort" value="gjennomfort" /></zeebe:properties>'
    talk = diagrams.task("SAMTALE", diagrams.due("straks"), held)
    diagram = diagrams.chain("prove", talk, diagrams.task("OPPFOLGING", diagrams.due(due)), lanes=LANES)
    files = {"prove.bpmn": diagram, "forms/melding.form": diagrams.REPORT}
    routines.publish(files, ["prove"], municipality_id=town.id, by=None, record=routines.Record(note))


def test_what_did_not_come_to_a_case_stands_on_the_page_and_can_be_tried_again(
    municipality: factories.Town, as_role: As
) -> None:
    start = drawing.node("startEvent", drawing.on_signal("brann"))
    end, xor = drawing.node("endEvent"), drawing.node("exclusiveGateway")
    flows = "rop > xor; xor > B : =hva > 3; xor > D : =hva > 4; B > slutt; D > slutt; rop2 > E > slutt2"
    await_it = drawing.node("startEvent", drawing.on_message("svar"))
    top = drawing.signal("brann") + drawing.message("svar", key="=hva")
    drawn = drawing.draw(flows, process="startet", top=top, rop=start, rop2=await_it, xor=xor, slutt=end, slutt2=end)
    diagrams.publish(municipality.id, "startet", drawn)
    cases.receive_signal(municipality_id=municipality.id, signal="brann", data={})
    [_] = cases.receive_message(municipality_id=municipality.id, message="svar", key="Testelev A", data={})
    assert cases.receive_message(municipality_id=municipality.id, message="svar", key="Testelev A", data={}) == []
    owner = as_role("prosesseier")

    page = owner.get("/rutiner")
    again = owner.fill(page, {}, "")

    assert "Saker som ikke kunne åpnes" in page.text
    assert "Meldinger som ingen sak venter på ennå" in page.text
    assert "Testelev A" not in page.text
    assert again.status_code == 302
    assert "Det feilet igjen." in owner.get("/rutiner").text
    assert "Saker som ikke kunne åpnes" not in as_role("rektor").get("/rutiner").text
    assert owner.post("/rutiner/start", {"slag": "clock", "rad": "x"}).status_code in (400, 404, 409, 422)

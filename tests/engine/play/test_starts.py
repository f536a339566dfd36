"""Stories that begin by a person, a message, a signal and the clock, straight and saved at each step."""

from __future__ import annotations

from pathlib import Path

import diagrams
import drawing
import pytest

from engine import db, errors, play

STORIES = Path(__file__).parent / "starts"
TOP = drawing.message("tips", key="") + drawing.signal("stengt") + drawing.message("mer", key="=hva")


@pytest.mark.parametrize("is_straight", [True, False], ids=["straight", "saved"])
@pytest.mark.parametrize("path", sorted(STORIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_story_for_each_kind_of_start_holds(path: Path, is_straight: bool, schema: db.Database) -> None:
    result = play.play(play.read(path), _files(), database=schema, is_straight=is_straight)

    assert result.failure is None
    assert result.happenings[0].kind == "case-opened"


def test_a_case_that_the_clock_opened_begins_when_its_start_is_due(schema: db.Database) -> None:
    result = play.play(play.read(STORIES / "klokke.yaml"), _files(), database=schema)

    assert (result.happenings[0].at, result.happenings[0].by) == ("2026-01-12T10:00:00+01:00", "")


def test_a_start_that_is_not_there_is_told(schema: db.Database) -> None:
    text = (STORIES / "melding.yaml").read_text().replace("message: tips", "message: ukjent", 1)

    with pytest.raises(errors.StoryUnreadable, match="ingen starthendelse som venter på «ukjent»"):
        play.play(play.story.parse(text.encode(), Path("annen.yaml")), _files(), database=schema)


def _files() -> dict[str, bytes]:
    rektor = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'
    per = '<zeebe:properties><zeebe:property name="per" value="skole"/></zeebe:properties>'
    own = {one: drawing.node("userTask", ext=rektor) for one in ("A", "B", "C")}
    starts = {
        "inn": drawing.node("startEvent", ext=diagrams.form_of("melding")),
        "TIPS": drawing.node("startEvent", drawing.on_message("tips")),
        "SIGNAL": drawing.node("startEvent", drawing.on_signal("stengt")),
        "UKE": drawing.node("startEvent", drawing.timer("R/P1W", kind="timeCycle"), ext=per),
    }
    edges = {
        "MER": drawing.boundary("A", drawing.on_message("mer"), is_interrupting=False),
        "STENGT": drawing.boundary("D", drawing.on_signal("stengt")),
    }
    flows = "; ".join(f"{one} > HVA" for one in starts) + "; HVA > D > slutt; STENGT > C > slutt"
    inside = {one: edges.get(one) or own[one] for one in ("A", "B", "MER")}
    ends = {one: drawing.node(kind) for one, kind in (("s", "startEvent"), ("e", "endEvent"))}
    inner = drawing.node("subProcess", drawing.inside("s > A > e; MER > B > e", prefix="i", **inside, **ends))
    script = drawing.script('=if hva = null then "-" else hva', "hva")
    drawn = {**starts, "D": inner, "C": own["C"], "STENGT": edges["STENGT"], "HVA": script}
    diagram = drawing.draw(flows, process="starter", top=TOP, slutt=drawing.node("endEvent"), **drawn)
    return {"starter.bpmn": diagram, "forms/melding.form": diagrams.REPORT}

"""Stories that begin by a person, a message, a signal and the clock, straight and saved at each step."""

from __future__ import annotations

from pathlib import Path

import diagrams
import drawing
import pytest
from lxml import etree

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


@pytest.mark.parametrize("data", ["{skole: Lia skole}", "{elev: Testelev A}"])
def test_the_school_or_pupil_that_a_message_names_is_there(schema: db.Database, data: str) -> None:
    assert _begun_by_message(schema, f", data: {data}", "see: {task: A, roles: [rektor]}") is None


def test_a_message_that_names_no_school_opens_a_case_at_the_only_one_and_that_is_noted(schema: db.Database) -> None:
    text = BEGUN.format(more="", look="see: {task: A, roles: [rektor]}")

    result = play.play(play.story.parse(text.encode(), Path("a.yaml")), _files(), database=schema)

    assert result.failure is None
    assert result.notes == (
        "start: det som starter saken, sier ikke hvilken skole den er ved. Har kommunen flere, er oppgavene til "
        "rektor ingens: si «data: {skole: Fjellet skole}» eller «data: {elev: Testelev A}».",
    )


BEGUN = "routine: starter\nat: 2026-01-05 10:00\nstart: {{message: tips{more}}}\nsteps:\n  - {look}\n"


def _begun_by_message(schema: db.Database, more: str, look: str) -> str | None:
    text = BEGUN.format(more=more, look=look)
    failure = play.play(play.story.parse(text.encode(), Path("a.yaml")), _files(), database=schema).failure
    return failure.seen if failure else None


ANSWER = """\
routine: spor
at: 2026-01-05 10:00
start: {by: rektor}
steps:
  - do: A
    by: rektor
  - see: {tasks: [B]}
"""


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_story_holds_whose_start_is_defined_at_the_root(path: Path, schema: db.Database) -> None:
    files = _files()
    for kind in ("message", "signal", "timer"):
        files["starter.bpmn"] = _at_root(files["starter.bpmn"], kind)

    assert play.play(play.read(path), files, database=schema).failure is None


@pytest.mark.parametrize("kind", ["startEvent", "eventDefinitionRef", "receiveTask", "UTF-16"])
def test_a_routine_beside_it_that_its_message_opens_answers_it(schema: db.Database, kind: str) -> None:
    top = drawing.message("be om svar", key="=sak.nummer") + drawing.message("svar", key="=sak.nummer")
    own = {one: diagrams.task(one) for one in ("A", "B")}
    send = drawing.node(
        "intermediateThrowEvent", drawing.on_message("be om svar"), ext=drawing.io(inputs={"nr": "=sak.nummer"})
    )
    wait = drawing.node("receiveTask", messageRef="svar")
    asks = drawing.draw(
        "inn > A > S > V > B", process="spor", top=top, inn=drawing.node("startEvent"), S=send, V=wait, **own
    )
    outputs = drawing.io(outputs={"nr": "=nr"})
    begin = drawing.node("startEvent", drawing.on_message("be om svar"), ext=outputs)
    if kind == "receiveTask":
        begin = drawing.node("receiveTask", ext=outputs, messageRef="be om svar", instantiate="true")
    end = (
        drawing.node("sendTask", messageRef="svar")
        if kind == "eventDefinitionRef"
        else drawing.node("intermediateThrowEvent", drawing.on_message("svar"))
    )
    replies = drawing.draw(
        "inn > SVAR > slutt",
        process="svarer",
        inn=begin,
        SVAR=end,
        slutt=drawing.node("endEvent"),
        top=drawing.message("be om svar") + drawing.message("svar", key="=nr"),
    )

    if kind == "eventDefinitionRef":
        replies = _at_root(replies, "message")
    if kind == "UTF-16":
        replies = replies.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    one = play.story.parse(ANSWER.encode(), Path("spor.yaml"))
    assert play.play(one, {"spor.bpmn": asks, "svarer.bpmn": replies}, database=schema).failure is None


@pytest.mark.parametrize(
    "step", ["see: {task: T}", "see: {tasks: [T]}", "see: {some-tasks: [T]}", "do: T\n    by: rektor"]
)
def test_a_task_of_the_case_that_the_message_opened_is_told_to_be_in_another(schema: db.Database, step: str) -> None:
    top = drawing.message("be om svar", key="")
    send = drawing.node("intermediateThrowEvent", drawing.on_message("be om svar"))
    asks = drawing.draw(
        "inn > S > A", process="spor", top=top, inn=drawing.node("startEvent"), S=send, A=diagrams.task("A")
    )
    begin = drawing.node("startEvent", drawing.on_message("be om svar"))
    replies = drawing.draw("inn > T", process="svarer", top=top, inn=begin, T=diagrams.task("T"))
    text = f"{ANSWER.partition('  - do')[0]}  - {step}\n"

    one = play.story.parse(text.encode(), Path("spor.yaml"))
    failure = play.play(one, {"spor.bpmn": asks, "svarer.bpmn": replies}, database=schema).failure

    assert failure is not None
    assert failure.seen.endswith("«T» er åpen i en annen sak; en fortelling følger bare sin egen.")


@pytest.mark.parametrize(("element", "holds"), [("xor", True), ("slutt", False)])
def test_a_story_can_say_why_its_case_cannot_begin(element: str, holds: bool, schema: db.Database) -> None:
    flows = "inn > xor; xor > slutt : =1 = 2; xor > slutt : =1 = 3"
    drawn = {"inn": drawing.node("startEvent"), "slutt": drawing.node("endEvent")}
    diagram = drawing.draw(flows, process="spor", xor=drawing.node("exclusiveGateway"), **drawn)
    text = ANSWER.partition("  - do")[0] + f"  - see: {{incident: {element}}}\n"

    result = play.play(play.story.parse(text.encode(), Path("spor.yaml")), {"spor.bpmn": diagram}, database=schema)
    assert (result.failure is None) is holds


@pytest.mark.parametrize("element", ["null", "none"])
def test_a_case_that_is_refused_without_an_incident_did_not_begin(element: str, schema: db.Database) -> None:
    flow = drawing.draw("inn > slutt", process="spor", inn=drawing.node("startEvent", ext=diagrams.form_of("melding")))
    text = ANSWER.partition("  - do")[0] + f"  - see: {{incident: {element}}}\n"
    files = {
        "spor.bpmn": flow,
        "forms/melding.form": diagrams.form("melding", diagrams.text_field("hva", required=True)),
    }

    assert play.play(play.story.parse(text.encode(), Path("spor.yaml")), files, database=schema).failure is not None


def _at_root(diagram: bytes, kind: str) -> bytes:
    """Return the diagram with what its start events of a kind wait for at the root, in front of the process."""
    root = etree.fromstring(diagram)
    for start in root.iter("{*}startEvent"):
        for own in start.findall(f"{{*}}{kind}EventDefinition"):
            refers = etree.Element(own.tag.replace(f"{kind}EventDefinition", "eventDefinitionRef"))
            refers.text = f"{kind}-ved-roten"
            own.set("id", refers.text)
            start.replace(own, refers)
            root.insert(0, own)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


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

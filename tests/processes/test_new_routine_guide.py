"""docs/ny-rutine.md: what it tells a process owner to write is right as it stands there, and its lists are whole."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import diagrams
import pytest

from engine import db, play, publishing, roles, settings

GUIDE = (settings.ROOT / "docs/ny-rutine.md").read_text("utf-8")
PROCESSES = settings.ROOT / "processes"
PLACES = {"kommunen": "municipality", "skolen": "school", "elevens klasse": "class", "saken": "case"}
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="skyss-rett" name="Rett til skyss"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e" typeRef="number"><text>km</text></inputExpression></input>
<output id="o" label="Rett" name="rett" typeRef="string" />
<rule id="r1"><inputEntry id="c1"><text>&gt; 4</text></inputEntry>
<outputEntry id="v1"><text>"ja"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c2"><text>-</text></inputEntry>
<outputEntry id="v2"><text>"nei"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=deltakere" inputElement="deltaker" /></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
)

PUPIL = {
    "type": "select",
    "key": "elev",
    "id": "f0",
    "label": "Elev",
    "valuesKey": "elever",
    "properties": {"register": "elev"},
}
STAFF = {
    "type": "taglist",
    "key": "deltakere",
    "id": "f1",
    "label": "Hvem?",
    "valuesKey": "ansatte",
    "properties": {"register": "ansatt"},
}
YES = {
    "type": "radio",
    "key": "medhold",
    "id": "f2",
    "label": "Medhold?",
    "values": [{"label": one, "value": one} for one in ("ja", "nei")],
}
NUMBERS = [{"type": "number", "key": one, "id": f"f{one}", "label": one} for one in ("trinn", "km")]
FORMS = {
    "skyss-klage": [PUPIL, diagrams.text_field("klage"), *NUMBERS],
    "skyss-vurder": [STAFF],
    "skyss-uttalelse": [diagrams.text_field("uttalelse")],
    "skyss-vedtak": [YES, diagrams.text_field("begrunnelse")],
}


def test_its_letter_and_story_hold_with_the_routine_that_it_describes(folder: Path, stage: db.Database) -> None:
    found = [one for one in publishing.check([folder / "skoleskyss.bpmn"]) if one.code != "not-drawn"]
    files = publishing.gather([folder / "skoleskyss.bpmn"], "skoleskyss")

    played = play.play(play.read(folder / "stories" / "skoleskyss.medhold.yaml"), files, database=stage)

    assert (found, played.failure) == ([], None)


@pytest.mark.parametrize("routine", re.findall(r"^\| `(felles-[\w-]+)` \|", GUIDE, re.MULTILINE))
def test_a_shared_routine_takes_what_it_says_that_a_call_gives(folder: Path, routine: str) -> None:
    row = re.search(rf"^\| `{routine}` \|(.*?)\|(.*?)\|$", GUIDE, re.MULTILINE)
    given, back = ([*re.findall(r"`(\w+)`", cell)] for cell in row.groups())
    inputs = "".join(f'<zeebe:input source="=null" target="{one}" />' for one in given)
    outputs = "".join(f'<zeebe:output source="={one}" target="{one}" />' for one in back)
    call = (
        f'<bpmn:callActivity id="KALL"><bpmn:extensionElements><zeebe:calledElement processId="{routine}" />'
        f"<zeebe:ioMapping>{inputs}{outputs}</zeebe:ioMapping></bpmn:extensionElements></bpmn:callActivity>"
    )
    (folder / "kaller.bpmn").write_bytes(diagrams.chain("kaller", call, lanes={"Rektor": ["KALL"]}, start=""))

    found = publishing.check([folder / "kaller.bpmn"])

    assert [one for one in found if one.level == "error"] == []


def test_it_names_every_role_and_where_it_counts() -> None:
    told = {place: dict(re.findall(r"^\| ([\w ]+) \| (.*) \|$", GUIDE, re.MULTILINE))[place] for place in PLACES}

    assert {role: PLACES[place] for place, row in told.items() for role in row.split(", ")} == dict(roles.DEFAULTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The routine of the guide, with its letter and its story as they stand in it."""
    shutil.copytree(PROCESSES, tmp_path / "alle")
    folder = tmp_path / "alle"
    blocks = dict(re.findall(r"```(typst|json|yaml)\n(.*?)```", GUIDE, re.DOTALL))
    (folder / "letters" / "skyss-svar.typ").write_text(blocks["typst"], "utf-8")
    (folder / "letters" / "skyss-svar.json").write_text(blocks["json"], "utf-8")
    (folder / "stories" / "skoleskyss.medhold.yaml").write_text(blocks["yaml"], "utf-8")
    (folder / "decisions").mkdir()
    (folder / "decisions" / "skyss-rett.dmn").write_bytes(TABLE)
    for name, content in FORMS.items():
        (folder / "forms" / f"{name}.form").write_bytes(diagrams.form(name, *content))
    (folder / "skoleskyss.bpmn").write_bytes(drawn())
    return folder


@pytest.fixture
def stage(database_url: str) -> Iterator[db.Database]:
    """A private schema to play in."""
    with play.stage.schema(database_url) as one:
        yield one


def drawn() -> bytes:
    """Return the routine as the guide's table says to draw it."""
    headers = '<zeebe:taskHeaders><zeebe:header key="til" value="Skoleeier" /></zeebe:taskHeaders>'
    letter = (
        '<zeebe:taskHeaders><zeebe:header key="mal" value="skyss-svar" /><zeebe:header key="kilde" value="Vedtak" />'
        '<zeebe:header key="mottaker" value="foresatte" /></zeebe:taskHeaders>'
    )
    person = '<zeebe:assignmentDefinition assignee="=deltaker" />'
    elements = {
        "Vurder": diagrams.task("Vurder", diagrams.form_of("skyss-vurder"), diagrams.due("3 skoledager")),
        "Rett": of(
            "businessRuleTask", "Rett", '<zeebe:calledDecision decisionId="skyss-rett" resultVariable="rett" />'
        ),
        "Uttalelse": diagrams.task("Uttalelse", diagrams.form_of("skyss-uttalelse"), person).replace(
            "</bpmn:userTask>", EACH
        ),
        "Vedtak": diagrams.task("Vedtak", diagrams.form_of("skyss-vedtak"), diagrams.due("2 uker")),
        "Uke": '<bpmn:boundaryEvent id="Uke" attachedToRef="Vedtak" cancelActivity="false"><bpmn:timerEventDefinition '
        'id="t"><bpmn:timeDuration>P1W</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
        "Minn_om": of("sendTask", "Minn_om", f'<zeebe:taskDefinition type="varsel" />{headers}'),
        "Medhold": '<bpmn:exclusiveGateway id="Medhold" default="Medhold-avslag" />',
        "Lag_svar": of("serviceTask", "Lag_svar", f'<zeebe:taskDefinition type="brev" />{letter}'),
        **{one: f'<bpmn:endEvent id="{one}" />' for one in ("medhold", "avslag", "minnet")},
    }
    path = ["inn", "Vurder", "Rett", "Uttalelse", "Vedtak", "Medhold"]
    pairs = [
        *itertools.pairwise(path),
        ("Lag_svar", "medhold"),
        ("Medhold", "avslag"),
        *itertools.pairwise(["Uke", "Minn_om", "minnet"]),
    ]
    flows = [*itertools.starmap(diagrams.flow, pairs), diagrams.flow("Medhold", "Lag_svar", '=medhold = "ja"')]
    lanes = {
        "Rektor": ["inn", "Vurder", "Rett", "Uttalelse"],
        "Skoleeier": ["Vedtak", "Medhold", "Lag_svar", "Minn_om"],
    }
    return diagrams.routine("skoleskyss", elements, flows, lanes=lanes, start="skyss-klage")


def of(kind: str, ident: str, extension: str) -> str:
    """Return a task of that kind."""
    return f'<bpmn:{kind} id="{ident}" name="{ident}">{diagrams.extensions(extension)}</bpmn:{kind}>'

"""A case in each state it can be in, made by the real commands, and who may see it: for tests that walk every page.

One routine has a way into each state; which way a case goes is what the first step answers. `OPEN_TO` is written by
hand from design 4 and domain.md 0.4: it is the rule, not what the product answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from engine import cases, clock, db, documents, model, routines, settings, tables, timers

ROUTINE = "tilstand"
LETTER = "melding-om-mottatt-bekymring"
WRITING = "BAE-H-04.b"  # the letter takes its text from a step of this name
LETTER_ANSWERS = {
    "mottatt_fra": "foresatte", "mottatt_via": "telefon", "mottatt_dato": "5. januar",
    "henvendelse_til": "kontaktlærer", "saksansvarlig": "Rektor Eksempel", "avsender": "rektor",
    "avsender_navn": "Rektor Eksempel",
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\x00" * 40
START = "2026-01-05 10:00"
LATER = timedelta(days=14)

# state → the roles of the case's own school, and of the municipality, that may open it
OPEN_TO = {
    "åpen": {"kontaktlærer", "rektor"},
    "tatt": {"kontaktlærer", "rektor"},
    "holdt": {"kontaktlærer", "rektor"},
    "over-fristen": {"kontaktlærer", "rektor"},
    "uten-elev": {"rektor"},  # of no class, so of no kontaktlærer
    "venter": {"kontaktlærer", "rektor"},  # who has done a task of it sees it while it is open
    "stanset": {"kontaktlærer", "rektor"},
    "uten-eier": {"kontaktlærer", "rektor"},
    "ses-over": {"kontaktlærer", "rektor"},
    "rettet": {"kontaktlærer", "rektor"},
    "delt": {"kontaktlærer", "rektor", "helsesykepleier"},
    "skjermet": {"skoleeier"},
    "avsluttet": {"rektor"},
    "brev-sendt": {"rektor"},
}


@dataclass(frozen=True)
class Seen:
    """One case with the names that addresses take."""

    state: str
    number: str
    task: UUID | None  # open, or the last that was
    answer: int | None
    document: int | None


def make_all(town: factories.Town, own: clock.Clock, pupil: str = "Testelev A") -> dict[str, Seen]:
    """Publish the routine, open a case for each state, and let two weeks pass; return them by state."""
    publish(town)
    made: dict[str, model.CaseRef] = {}
    for state in ("over-fristen", "uten-elev"):
        made[state] = report(town, state, pupil if state != "uten-elev" else "")
    own.set(own.now() + LATER)
    timers.fire_due()
    for state, make in MAKERS.items():
        made[state] = report(town, state, pupil)
        make(town, made[state])
    timers.fire_due()
    return {state: look(state, case) for state, case in made.items()}


def report(town: factories.Town, state: str, pupil: str) -> model.CaseRef:
    """Open a case, reported by lærer."""
    raw = {"hva": "Står alene", **({"elev": str(town.pupil(pupil).id)} if pupil else {})}
    return cases.open_case(by=town.person("lærer"), routine=ROUTINE, raw=raw, token=f"engang-{state}")


def look(state: str, case: model.CaseRef) -> Seen:
    """Return what addresses of this case name."""
    t, a, d = tables.tasks.c, tables.answers.c, tables.documents.c
    with db.reading() as connection:
        task = connection.scalar(
            sa.select(t.id).where(t.case_id == case.id).order_by(t.status == "open", t.opened_at).limit(1)
        )
        open_one = connection.scalar(sa.select(t.id).where(t.case_id == case.id, t.status == "open"))
        answer = connection.scalar(sa.select(sa.func.max(a.id)).where(a.case_id == case.id))
        document = connection.scalar(sa.select(sa.func.max(d.id)).where(d.case_id == case.id))
    return Seen(state, case.number, open_one or task, answer, document)


def is_of_case(rule: str) -> bool:
    """Tell whether a route's address names a case, or something in one."""
    return any(name in rule for name in ("<number>", "task_id", "answer_id", "document_id"))


def addresses(app: Flask, seeds: dict[str, Seen]) -> Iterator[tuple[Rule, Seen, str]]:
    """Give every address that can be opened, of each case; those of no case once."""
    bound = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        is_ours = is_of_case(rule.rule)
        for seen in seeds.values() if is_ours else [next(iter(seeds.values()))]:
            values = {
                "number": seen.number if is_ours else 1,
                "task_id": seen.task,
                "answer_id": seen.answer,
                "document_id": seen.document,
                "routine": ROUTINE,
                "sheet": 1,
                "path": f"{ROUTINE}.bpmn",
            }
            own = {key: values[key] for key in rule.arguments if values.get(key) is not None}
            if own.keys() == rule.arguments:
                yield rule, seen, bound.build(rule.endpoint, own)


def publish(town: factories.Town) -> None:
    """Publish a routine whose first step chooses the way."""
    reviewed = f'<zeebe:properties><zeebe:property name="se-over" value="{LETTER}" /></zeebe:properties>'
    by_hand = '<zeebe:properties><zeebe:property name="lag-brev" value="innkalling" /></zeebe:properties>'
    ways = {"vent": "VENT", "ingen": "INGEN", "skjerm": "SKJERM", "brev": WRITING, "slutt": "slutt"}
    elements = {
        "SAMTALE": diagrams.task("SAMTALE", diagrams.form_of("samtale"), diagrams.due("3 skoledager"), by_hand),
        "VALG": '<bpmn:exclusiveGateway id="VALG" name="Hvilken vei?" />',
        "VENT": '<bpmn:intermediateCatchEvent id="VENT" name="Seks uker"><bpmn:timerEventDefinition id="seks">'
        '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P6W</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:intermediateCatchEvent>",
        "INGEN": diagrams.task("INGEN"),
        "SKJERM": _action("SKJERM", "skjerm", rolle="skoleeier"),
        "EIER": diagrams.task("EIER"),
        WRITING: diagrams.task(WRITING, diagrams.form_of("brevet"), reviewed),
        "BREV": _action("BREV", "brev", mal=LETTER),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    pairs = [("inn", "SAMTALE"), ("SAMTALE", "VALG"), ("VENT", "slutt"), ("INGEN", "slutt"), ("SKJERM", "EIER")]
    pairs += [("EIER", "slutt"), (WRITING, "BREV"), ("BREV", "slutt")]
    flows = [diagrams.flow(*pair) for pair in pairs]
    flows += [diagrams.flow("VALG", to, f'= vei = "{way}"') for way, to in ways.items()]
    lanes = {
        "Kontaktlærer/Rektor": ["inn", "SAMTALE", "VALG", "VENT", "SKJERM", "slutt"],
        "Rektor": [WRITING, "BREV"], "Skoleeier": ["EIER"], "Intervensjonsteam": ["INGEN"],
    }  # fmt: skip
    talk = [diagrams.text_field("referat", required=True), diagrams.text_field("vei")]
    talk.append({"type": "filepicker", "id": "fi", "key": "vedlegg", "label": "Vedlegg", "multiple": True})
    files = {
        f"{ROUTINE}.bpmn": diagrams.routine(ROUTINE, elements, flows, lanes=lanes),
        "forms/melding.form": diagrams.REPORT,
        "forms/samtale.form": diagrams.form("samtale", *talk),
        "forms/brevet.form": diagrams.form("brevet", *[diagrams.text_field(key) for key in LETTER_ANSWERS]),
    }
    letters = settings.ROOT / "processes" / "letters"
    files |= {f"letters/{path.name}": path.read_bytes() for path in letters.iterdir()}
    routines.publish(files, [ROUTINE], municipality_id=town.id, by=None)


def _action(element_id: str, kind: str, **headers: str) -> str:
    told = "".join(f'<zeebe:header key="{key}" value="{value}" />' for key, value in headers.items())
    task = f'<zeebe:taskDefinition type="{kind}" /><zeebe:taskHeaders>{told}</zeebe:taskHeaders>'
    return (
        f'<bpmn:serviceTask id="{element_id}" name="Gjør {element_id}">{diagrams.extensions(task)}</bpmn:serviceTask>'
    )


def _open_task(case: model.CaseRef) -> UUID:
    t = tables.tasks.c
    with db.reading() as connection:
        return connection.execute(sa.select(t.id).where(t.case_id == case.id, t.status == "open")).scalar_one()


def _goes(way: str) -> Callable[[factories.Town, model.CaseRef], None]:
    """Return what completes the first step so that the case goes one way; a file goes with it."""

    def go(town: factories.Town, case: model.CaseRef) -> None:
        task, by = _open_task(case), town.person("kontaktlærer")
        document = documents.keep_upload(by=by, task_id=task, name="tegning.png", content=PNG)
        raw = {"referat": "Fortalt i samtale", "vei": way, "vedlegg": [str(document)]}
        cases.complete_task(task, by=by, raw=raw, seen_version=None)

    return go


def _writes(town: factories.Town, case: model.CaseRef) -> None:
    _goes("brev")(town, case)
    cases.save_draft(by=town.person("rektor"), content=LETTER_ANSWERS, version=0, task_id=_open_task(case))


def _sends(town: factories.Town, case: model.CaseRef) -> None:
    _goes("brev")(town, case)
    rektor = town.person("rektor")
    cases.complete_task(_open_task(case), by=rektor, raw=LETTER_ANSWERS, seen_version=None)
    letter = look("", case).document
    assert letter
    cases.record_delivery(letter, by=rektor, channel="Digital post", recipient="foresatte", sent_at=clock.now())


def _corrects(town: factories.Town, case: model.CaseRef) -> None:
    _goes("vent")(town, case)
    answer = look("", case).answer
    assert answer
    by, raw = town.person("kontaktlærer"), {"referat": "Det var i går", "vei": "vent"}
    cases.correct_answers(answer, by=by, raw=raw, reason="Skrev feil")
    other = town.pupil("Testelev B").id
    cases.correct_pupil(case.id, by=town.person("rektor"), pupil_id=other, reason="Feil elev")


def _shares(town: factories.Town, case: model.CaseRef) -> None:
    helper = town.person("helsesykepleier").id
    cases.add_member(case.id, by=town.person("rektor"), person_id=helper, reason="Følger opp eleven")


MAKERS: dict[str, Callable[[factories.Town, model.CaseRef], object]] = {
    "åpen": lambda _town, _case: None,
    "tatt": lambda town, case: cases.take_task(_open_task(case), by=town.person("kontaktlærer")),
    "holdt": lambda town, case: cases.mark_held(_open_task(case), by=town.person("rektor")),
    "venter": _goes("vent"),
    "stanset": _goes("ingen slik vei"),
    "uten-eier": _goes("ingen"),
    "ses-over": _writes,
    "rettet": _corrects,
    "delt": _shares,
    "skjermet": _goes("skjerm"),
    "avsluttet": _goes("slutt"),
    "brev-sendt": _sends,
}

"""A case with a plan: the real forms of Bærum's and Øyer's plans in a short routine, for tests that look at plans."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import diagrams
import factories
import sqlalchemy as sa

from engine import cases, clock, db, model, routines, settings, tables

PROCESSES = settings.ROOT / "processes"
PLAN = {
    "melding_dato_type": "5. januar, telefon", "melding_mottaker": "kontaktlærer", "bakgrunn": "Står alene",
    "problem": "Utestengt i friminutt", "mal": "Trygg i alle friminutt", "undersokelser": "Samtaler",
    "perspektiv": "Hørt i samtale", "samlet_vurdering": "Trenger tiltak", "barnets_beste": "Vurdert",
    "evalueringsdato": "2026-02-10",
}  # fmt: skip
ADULT = {
    "navn": "Tryggperson", "beskrivelse": "Møter ved porten", "igangsettes": "2026-01-07", "ansvarlig": "Kontaktlærer",
}  # fmt: skip
PLACES = {
    "navn": "Faste plasser", "beskrivelse": "I klasserommet", "igangsettes": "2026-01-08", "ansvarlig": "Faglærer",
}  # fmt: skip
GROUP = {"navn": "Lekegruppe", "beskrivelse": "I storefri", "igangsettes": "2026-02-12", "ansvarlig": "SFO-leder"}


@dataclass(frozen=True)
class Planned:
    """The case, and who leads it."""

    case: model.CaseRef
    town: factories.Town

    @property
    def rektor(self) -> model.Person:
        """Return who does every step."""
        return self.town.person("rektor")

    def open_tasks(self) -> dict[str, list[UUID]]:
        """Return the open tasks by element."""
        t = tables.tasks.c
        query = sa.select(t.element_id, t.id).where(t.case_id == self.case.id, t.status == "open").order_by(t.instance)
        found: dict[str, list[UUID]] = {}
        with db.reading() as connection:
            for element, task in connection.execute(query):
                found.setdefault(element, []).append(task)
        return found

    def do(self, element: str, raw: Mapping[str, object], instance: int = 0) -> None:
        """Complete an open task."""
        task = self.open_tasks()[element][instance]
        cases.complete_task(task, by=self.rektor, raw=raw, seen_version=None)

    def plan(
        self, *individual: Mapping[str, object], system: tuple[Mapping[str, object], ...] = ()
    ) -> dict[str, object]:
        """Return the answers of Bærum's plan with these measures."""
        own = {"koordinator": str(self.rektor.id), "tiltak_individ": [*individual], "tiltak_system": [*system]}
        return {**PLAN, **own}

    def last_answer(self, element: str) -> int:
        """Return the newest answer record of a step."""
        a = tables.answers.c
        mine = sa.and_(a.case_id == self.case.id, a.element_id == element)
        with db.reading() as connection:
            return int(connection.scalar(sa.select(sa.func.max(a.id)).where(mine)) or 0)


def baerum(town: factories.Town) -> Planned:
    """Open a case in: plan → measures carried out → evaluated → closed or a new round."""
    steps = {
        "PLAN": ("aktivitetsplan", {"plan": "versjon"}),
        "STATUS": ("iverksetting", {"plan": "status"}),
        "EVAL": ("evalueringsmote", {"plan": "evaluering", "gjennomfort": "gjennomfort"}),
        "AVSLUTT": ("avslutning", {"plan": "avslutning"}),
    }
    again = [
        diagrams.flow("AVSLUTT", "VALG"),
        diagrams.flow("VALG", "PLAN", '= beslutning = "fortsett" or beslutning_utrygg = "fortsett"'),
        diagrams.flow("VALG", "slutt", '= beslutning = "avslutt"'),
    ]
    gateway = {"VALG": '<bpmn:exclusiveGateway id="VALG" name="Hva nå?" />'}
    return _opened(town, "planprove", steps, gateway, again)


EVALUATED = {
    "gjennomfort": "2026-02-10T10:00", "deltakere": "Elev, mor, kontaktlærer", "elevens_uttalelse": "Litt bedre",
    "bedret": "ja", "elev_trygg": "nei", "videre": "Ny plan",
}  # fmt: skip
GO_ON = {
    "eleven_sier": "nei", "elevens_uttalelse": "Jeg gruer meg", "uttalelse_dato": "2026-02-10",
    "beslutning_utrygg": "fortsett", "begrunnelse": "Ikke trygg ennå",
}  # fmt: skip


def two_rounds(made: Planned, own: clock.Clock) -> None:
    """Accept a plan, correct it, tell of its measures, evaluate it, and accept another one: three versions."""
    made.do("PLAN", made.plan(ADULT, system=(PLACES,)))
    own.set(factories.moment("2026-01-06 09:00"))
    fixed = made.plan({**ADULT, "ansvarlig": "Miljøterapeut"}, system=(PLACES,))
    cases.correct_answers(made.last_answer("PLAN"), by=made.rektor, raw=fixed, reason="Annen ansvarlig")
    told = {"tiltak": "Tryggperson", "tilstand": "i_gang", "dato": "2026-01-07", "merknad": "Hver morgen ved porten"}
    made.do("STATUS", {"status": [told]})
    own.set(factories.moment("2026-02-10 12:00"))
    rated = {"tiltak": "Tryggperson", "virker": "delvis", "konklusjon": "Virker om morgenen, ikke i storefri"}
    made.do("EVAL", {**EVALUATED, "vurdering": [rated]})
    made.do("AVSLUTT", GO_ON)
    own.set(factories.moment("2026-02-11 12:00"))
    made.do("PLAN", made.plan(ADULT, GROUP, system=()))


def oyer(town: factories.Town) -> Planned:
    """Open a case in: plan → one task for each measure → evaluated."""
    steps = {
        "PLAN": ("oyer-aktivitetsplan", {"plan": "versjon"}),
        "STATUS": ("oyer-tiltak", {"plan": "status", "plan-om": "ett.navn"}),
        "EVAL": ("oyer-evaluering", {"plan": "evaluering"}),
    }
    return _opened(town, "oyerprove", steps, {}, [diagrams.flow("EVAL", "slutt")], each="STATUS")


def changed(town: factories.Town) -> Planned:
    """Open a case in: plan → evaluated; until then a message begins the step that changes the plan."""
    steps = {
        "PLAN": ("oyer-aktivitetsplan", {"plan": "versjon"}),
        "EVAL": ("oyer-evaluering", {"plan": "evaluering"}),
    }
    by_hand = '<zeebe:property name="for-hand" value="rektor" /><zeebe:property name="plan" value="endring" />'
    more = {
        "MÅ": '<bpmn:boundaryEvent id="MÅ" name="Planen må endres" cancelActivity="false" attachedToRef="EVAL">'
        f"{diagrams.extensions(f'<zeebe:properties>{by_hand}</zeebe:properties>')}"
        '<bpmn:messageEventDefinition id="d1" messageRef="m1" /></bpmn:boundaryEvent>',
        "ENDRE": _task("ENDRE", "oyer-aktivitetsplan", {"plan": "endring"}, is_each=False),
        "endret": '<bpmn:endEvent id="endret" name="Endret" />',
    }
    last = [diagrams.flow("EVAL", "slutt"), diagrams.flow("MÅ", "ENDRE"), diagrams.flow("ENDRE", "endret")]
    return _opened(town, "endreprove", steps, more, last, top=diagrams.message("m1", "endres", "=sak.nummer"))


def oyer_plan(made: Planned, *measures: Mapping[str, object]) -> dict[str, object]:
    """Return the answers of Øyer's plan with these measures."""
    rows = [{"ansvarlig": str(made.rektor.id), **one} for one in measures]
    return {
        "oppsummering": "Samtaler", "vurderinger": "Trenger voksne ute", "elev_bidrag": "Hørt", "problem": "Alene",
        "mal": "Noen å være med", "tiltak": rows, "evalueringsdato": "2026-02-10", "barnets_beste": "Vurdert",
    }  # fmt: skip


def _opened(
    town: factories.Town,
    routine: str,
    steps: Mapping[str, tuple[str, Mapping[str, str]]],
    more: Mapping[str, str],
    last: list[str],
    each: str = "",
    top: str = "",
) -> Planned:
    elements = {name: _task(name, form, own, is_each=name == each) for name, (form, own) in steps.items()}
    elements |= {**more, "slutt": '<bpmn:endEvent id="slutt" name="Trygt og godt" />'}
    path = ["inn", *steps]
    flows = [diagrams.flow(source, target) for source, target in itertools.pairwise(path)] + last
    diagram = diagrams.routine(routine, elements, flows, lanes={"Rektor": ["inn", *elements]}, top=top)
    files = {f"{routine}.bpmn": diagram, "forms/melding.form": diagrams.REPORT}
    files |= {f"forms/{form}.form": (PROCESSES / f"forms/{form}.form").read_bytes() for form, _own in steps.values()}
    files |= {f"tiltak/{path.name}": path.read_bytes() for path in (PROCESSES / "tiltak").iterdir()}
    routines.publish(files, [routine], municipality_id=town.id, by=None)
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return Planned(cases.open_case(by=town.person("lærer"), routine=routine, raw=raw, token=f"en-{routine}"), town)


def _task(name: str, form: str, own: Mapping[str, str], *, is_each: bool) -> str:
    said = "".join(f'<zeebe:property name="{key}" value="{value}" />' for key, value in own.items())
    properties = f"<zeebe:properties>{said}</zeebe:properties>"
    written = diagrams.task(name, diagrams.form_of(form), properties)
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=tiltak" inputElement="ett" />'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    return written.replace("</bpmn:userTask>", f"{loop}</bpmn:userTask>") if is_each else written

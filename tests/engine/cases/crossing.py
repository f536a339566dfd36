"""Small routines that throw and catch between cases: signal `brann`, messages `svar` and `ut` with `hva` as key."""

from __future__ import annotations

import diagrams
import drawing
import factories

from engine import cases, model
from tests.engine.cases import looking

TOP = drawing.signal("brann") + drawing.message("svar", key="=hva") + drawing.message("ut", key="=hva")
REKTOR = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'
TASK = drawing.node("userTask", ext=REKTOR)
END = drawing.node("endEvent")
READS = drawing.script("=frist", "lest")  # what nothing reads later is not kept


def publish(
    town: factories.Town, name: str, flows: str, *, report: str = "melding", forms: dict[str, bytes] | None = None,
    **elements: str,
) -> None:  # fmt: skip
    """Publish a routine; `inn` is its start with the form `report`."""
    begin = {"inn": drawing.node("startEvent", ext=diagrams.form_of(report))} if "inn" in flows else {}
    diagrams.publish(town.id, name, drawing.draw(flows, process=name, top=TOP, **begin, **elements), **(forms or {}))


def publish_waiting(town: factories.Town, symbol: str) -> None:
    """Publish `venter`, which waits for the symbol after task A, and takes `frist` of what comes."""
    catch = drawing.node("intermediateCatchEvent", symbol, ext=drawing.io(outputs={"frist": "=frist"}))
    publish(town, "venter", "inn > A > V > S > B > slutt", A=TASK, V=catch, S=READS, B=TASK, slutt=END)


def waiting() -> dict[str, str]:
    """Draw a routine that waits for the signal, and stops where it was opened with «feil»; what `publish` takes."""
    catch = drawing.node("intermediateCatchEvent", drawing.on_signal("brann"))
    flows = 'inn > V > xor; xor > B : =hva != "feil"; B > slutt; xor > D : =hva = "aldri"; D > slutt'
    given = {"V": catch, "xor": drawing.node("exclusiveGateway"), "slutt": END}
    return {"flows": flows, "B": TASK, "D": TASK, **given}


def throwing() -> dict[str, str]:
    """Draw a routine that throws the signal, and then has task C."""
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"))
    return {"flows": "inn > K > C > slutt", "K": throw, "C": TASK, "slutt": END}


def starting(symbol: str, way: str = "B") -> dict[str, str]:
    """Draw a routine that the symbol opens."""
    return {"flows": f"rop > {way} > slutt", "rop": drawing.node("startEvent", symbol), "B": TASK, "slutt": END}


def opened(town: factories.Town, routine: str, hva: str = "noe", **answers: object) -> model.CaseRef:
    """Open one more case of a routine."""
    token = f"{routine}-{len(looking.cases_of(routine))}"
    by = town.person("kontaktlærer")
    return cases.open_case(by=by, routine=routine, raw={"hva": hva, **answers}, token=token)


def do(town: factories.Town, case_id: int, task: str) -> None:
    """Let rektor complete the first open task of an element."""
    task_id = next(row.id for row in looking.open_tasks(case_id) if row.element_id == task)
    cases.complete_task(task_id, by=town.person("rektor"), raw={}, seen_version=None)


def send(town: factories.Town, key: object, **data: object) -> list[int]:
    """Send the message `svar` from outside; return the cases that it opened or met."""
    return cases.receive_message(municipality_id=town.id, message="svar", key=key, data=data)

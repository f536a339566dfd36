"""Signals and messages between cases: each case by itself, a fault in one stops none, nobody learns of the others."""

from __future__ import annotations

import contextlib
import threading
from contextvars import copy_context

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables

TOP = drawing.signal("brann") + drawing.message("svar", key="=hva")
REKTOR = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'


def test_a_signal_reaches_all_cases_that_wait_and_one_that_fails_stops_no_other(town: factories.Town) -> None:
    _publish(town, "ventende", _waiting())
    _publish(town, "kaster", _throwing())
    first, faulty, third = (_open(town, "ventende", hva) for hva in ("a", "feil", "b"))

    thrower = _open(town, "kaster")

    assert [_tasks(one) for one in (first, faulty, third, thrower)] == [["B"], [], ["B"], ["C"]]
    assert [row.case_number for row in overview.standing(town.person("rektor")).rows] == [faulty.number]
    assert _left() == 0


def test_a_case_that_failed_on_a_signal_gets_it_again_after_a_mend(town: factories.Town) -> None:
    _publish(town, "ventende", _waiting())
    _publish(town, "kaster", _throwing())
    faulty = _open(town, "ventende", "feil")
    state = diagrams.variables_of(faulty.id)
    _open(town, "kaster")

    _set_state(faulty, state.replace('"feil"', '"bra"'))
    assert cases.retry_incident(faulty.id, by=town.person("rektor")) == 1

    assert _tasks(faulty) == ["B"]
    assert overview.standing(town.person("rektor")).rows == ()


def test_a_signal_opens_a_case_of_each_routine_that_starts_by_it_at_the_throwers_school(town: factories.Town) -> None:
    _publish(town, "startet", _starting(drawing.on_signal("brann")))
    _publish(town, "kaster", _throwing())

    thrower = _open(town, "kaster")

    assert [(one.school_id, one.opened_by) for one in _cases("startet")] == [(_case(thrower.id).school_id, None)]
    with db.reading() as connection:
        facts = connection.scalar(
            sa.select(tables.events.c.facts).where(
                tables.events.c.case_id == _cases("startet")[0].id, tables.events.c.kind == model.EventKind.CASE_OPENED
            )
        )
    assert facts == {"routine": "startet", "version": 1, "by": "signal"}


@pytest.mark.parametrize("event", ["signal", "message"])
def test_a_case_that_a_shielded_case_opens_is_shielded_as_it_is(town: factories.Town, event: str) -> None:
    symbol = drawing.on_signal("brann") if event == "signal" else drawing.on_message("svar")
    _publish(town, "startet", _starting(symbol))
    throw = drawing.node("intermediateThrowEvent", symbol)
    shield = drawing.action("skjerm", rolle="skoleeier")
    _publish(town, "skjermet", "inn > S > K > C > slutt", S=shield, K=throw, C=_task(), slutt=drawing.node("endEvent"))

    _open(town, "skjermet")

    (started,) = _cases("startet")
    assert started.shielded_role == "skoleeier"
    assert model.EventKind.CASE_SHIELDED in diagrams.event_kinds(started.id)
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, town.person("rektor"))


def test_a_routine_that_cannot_be_opened_stops_no_other_that_the_message_starts(town: factories.Town) -> None:
    broken = drawing.node("exclusiveGateway")
    flows = "rop > xor; xor > B : =hva > 3; xor > D : =hva > 4; B > slutt; D > slutt"
    for name in ("a-feil", "c-feil"):
        start, end = drawing.node("startEvent", drawing.on_message("svar")), drawing.node("endEvent")
        _publish(town, name, flows, rop=start, xor=broken, B=_task(), D=_task(), slutt=end)
    with pytest.raises(errors.RoutineFault):
        _send(town, "k0", hva="ikke et tall")
    _publish(town, "b-startet", _starting(drawing.on_message("svar")))

    (opened,) = _send(town, "k1", hva="ikke et tall")

    assert [one.id for one in _cases("b-startet")] == [opened]
    assert _cases("a-feil") + _cases("c-feil") == []


@pytest.mark.parametrize("is_shielded", [True, False])
def test_a_thrown_start_that_failed_stands_and_is_opened_after_a_mend(
    town: factories.Town, *, is_shielded: bool
) -> None:
    start, xor = drawing.node("startEvent", drawing.on_signal("brann")), drawing.node("exclusiveGateway")
    flows = "rop > xor; xor > B : =hva > 3; xor > D : =hva > 4; B > slutt; D > slutt"
    _publish(town, "startet", flows, rop=start, xor=xor, B=_task(), D=_task(), slutt=drawing.node("endEvent"))
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"), ext=drawing.io(inputs={"sagt": "=hva"}))
    shield = drawing.action("skjerm", rolle="skoleeier")
    way = "inn > S > K > C > slutt" if is_shielded else "inn > K > C > slutt"
    given = {"S": shield} if is_shielded else {}
    _publish(town, "kaster", way, K=throw, C=_task(), slutt=drawing.node("endEvent"), **given)
    owner = town.person("prosesseier")

    _open(town, "kaster")

    (stands,) = overview.undelivered(owner).starts
    assert (stands.kind, "xor" in stands.problem) == ("thrown", not is_shielded)
    assert not cases.retry_start("thrown", stands.id, by=owner)
    script = drawing.script("=sagt", "lest")
    mended = {"rop": start, "S": script, "B": _task(), "slutt": drawing.node("endEvent")}
    _publish(town, "startet", "rop > S > B > slutt", **mended)
    assert cases.retry_start("thrown", stands.id, by=owner)

    (opened,) = _cases("startet")
    assert "noe" in diagrams.variables_of(opened.id)
    assert overview.undelivered(owner).starts == ()


def test_nothing_crosses_between_municipalities(town: factories.Town) -> None:
    other = factories.municipality("Nabo kommune")
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))
    for place in (town, other):
        _publish(place, "ventende", _waiting())
        _publish(place, "venter", "inn > V > B > slutt", V=catch, B=_task(), slutt=drawing.node("endEvent"))
        _publish(place, "startet", _starting(drawing.on_signal("brann")))
    _publish(town, "kaster", _throwing())
    _publish(town, "sender", "inn > slutt", slutt=drawing.node("endEvent", drawing.on_message("svar")))
    theirs = [_open(other, "ventende", "a"), _open(other, "venter", "samme")]

    _open(town, "kaster")
    _open(town, "sender", "samme")
    cases.receive_signal(municipality_id=town.id, signal="brann", data={})
    assert _send(town, "samme") == []
    cases.deliver()

    assert [_tasks(one) for one in theirs] == [[], []]
    assert {_case(one.id).municipality_id for one in _cases("startet")} == {town.id}


def test_what_a_step_threw_is_not_sent_when_the_step_is_undone(town: factories.Town) -> None:
    _publish(town, "ventende", _waiting())
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"))
    broken = drawing.node("exclusiveGateway")
    flows = "inn > K > xor; xor > C : =hva > 3; xor > D : =hva > 4"
    _publish(town, "kaster", flows, K=throw, xor=broken, C=_task(), D=_task())
    waiting = _open(town, "ventende", "a")

    with pytest.raises(errors.RoutineFault):
        _open(town, "kaster", "ikke et tall")

    assert _tasks(waiting) == []
    assert _left() == 0


def test_a_case_that_is_held_by_others_gets_the_signal_at_the_clocks_next_sweep(town: factories.Town) -> None:
    _publish(town, "ventende", _waiting())
    _publish(town, "kaster", _throwing())
    waiting = _open(town, "ventende", "a")

    with db.transaction(waiting.id):
        _open(town, "kaster")
    assert (_tasks(waiting), _left()) == ([], 1)

    assert cases.deliver() == 1
    assert (_tasks(waiting), _left()) == (["B"], 0)


def test_a_signal_arrives_once_with_two_clocks_delivering(town: factories.Town) -> None:
    _publish(town, "ventende", _waiting())
    _publish(town, "kaster", _throwing())
    waiting = [_open(town, "ventende", f"sak {number}") for number in range(8)]
    with contextlib.ExitStack() as held:
        for case in waiting:
            held.enter_context(db.transaction(case.id))
        _open(town, "kaster")
    assert _left() == 8

    clocks = [threading.Thread(target=copy_context().run, args=(cases.deliver,)) for _ in range(2)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    cases.deliver()

    assert [_tasks(one) for one in waiting] == [["B"]] * 8
    assert [diagrams.event_kinds(one.id).count(model.EventKind.TASK_OPENED) for one in waiting] == [1] * 8


def test_cases_that_set_each_other_off_without_end_are_stopped(town: factories.Town) -> None:
    start = drawing.node("startEvent", drawing.on_signal("brann"))
    _publish(town, "evig", "inn > slutt2; rop > slutt", rop=start, slutt=_end(), slutt2=_end())

    _open(town, "evig")
    cases.deliver()

    assert 2 < len(_cases("evig")) < 50
    assert _left() == 0


def test_a_thrown_message_goes_to_the_cases_that_wait_for_it_by_key(town: factories.Town) -> None:
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))
    _publish(town, "venter", "inn > V > B > slutt", V=catch, B=_task(), slutt=drawing.node("endEvent"))
    throw = drawing.node("endEvent", drawing.on_message("svar"))
    _publish(town, "sender", "inn > slutt", slutt=throw)
    same, other = _open(town, "venter", "samme"), _open(town, "venter", "annen")

    assert _open(town, "sender", "samme").ended_by_event == "slutt"
    assert [_tasks(one) for one in (same, other)] == [["B"], []]


def test_a_message_opens_one_case_for_a_key_while_it_is_open(town: factories.Town) -> None:
    _publish(town, "startet", _starting(drawing.on_message("svar")))

    (first,) = _send(town, "k1", skole="Fjellet skole")
    assert _send(town, "k1") == []
    (second,) = _send(town, "k2")
    keyless = [_send(town, None), _send(town, None)]
    task = _task_ids(first)[0]
    cases.complete_task(task, by=town.person("rektor"), raw={}, seen_version=None)
    (again,) = _send(town, "k1")

    assert len({first, second, again, *keyless[0], *keyless[1]}) == 5


def test_what_a_message_brings_are_the_cases_variables_and_say_where_it_belongs(town: factories.Town) -> None:
    script = drawing.script('=elev + ": " + hva', "svaret")
    _publish(town, "startet", _starting(drawing.on_message("svar"), "S > B"), S=script)
    pupil = town.pupil("Testelev D")

    (case_id,) = _send(town, "k1", elev="Testelev D", hva="noe")
    (at_school,) = _send(town, "k2", elev="Ingen Kjent", skole="Vika skule")

    assert (_case(case_id).pupil_id, _case(case_id).school_id) == (pupil.id, town.schools[1].id)
    assert (_case(at_school).pupil_id, _case(at_school).school_id) == (None, town.schools[1].id)
    assert f'"{pupil.id}: noe"' in diagrams.variables_of(case_id)


def test_a_condition_at_the_edge_is_met_when_another_branch_is_completed(town: factories.Town) -> None:
    edge = drawing.boundary("A", drawing.on_condition('=svaret = "trygt"'))
    flows = "inn > and1 > A > slutt; and1 > C > slutt; V > B > slutt"
    form = {"form": diagrams.form("svar", diagrams.text_field("svaret"))}
    own = drawing.node("userTask", ext=REKTOR + diagrams.form_of("svar"))
    given = {"A": _task(), "B": _task(), "C": own, "V": edge, "slutt": drawing.node("endEvent")}
    _publish(town, "delt", flows, forms={"svar": form["form"]}, **given)
    case = _open(town, "delt")

    ids = dict(zip(_tasks(case), _task_ids(case.id), strict=True))
    cases.complete_task(ids["C"], by=town.person("rektor"), raw={"svaret": "trygt"}, seen_version=None)

    assert _tasks(case) == ["B"]


# -- drawn


def _waiting() -> dict[str, str]:
    """A routine that waits for the signal, and stops where it was opened with «feil»."""
    catch = drawing.node("intermediateCatchEvent", drawing.on_signal("brann"))
    flows = 'inn > V > xor; xor > B : =hva != "feil"; B > slutt; xor > D : =hva = "aldri"; D > slutt'
    given = {"V": catch, "xor": drawing.node("exclusiveGateway"), "slutt": drawing.node("endEvent")}
    return {"flows": flows, "B": _task(), "D": _task(), **given}


def _throwing() -> dict[str, str]:
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"))
    return {"flows": "inn > K > C > slutt", "K": throw, "C": _task(), "slutt": drawing.node("endEvent")}


def _starting(symbol: str, way: str = "B") -> dict[str, str]:
    start = drawing.node("startEvent", symbol)
    return {"flows": f"rop > {way} > slutt", "rop": start, "B": _task(), "slutt": drawing.node("endEvent")}


def _task() -> str:
    return drawing.node("userTask", ext=REKTOR)


def _end() -> str:
    return drawing.node("endEvent", drawing.on_signal("brann"))


def _publish(town: factories.Town, name: str, drawn: dict[str, str] | str, *, forms: dict[str, bytes] | None = None,
             **more: str) -> None:  # fmt: skip
    elements = {**(drawn if isinstance(drawn, dict) else {"flows": drawn}), **more}
    flows = elements.pop("flows")
    begin = {"inn": drawing.node("startEvent", ext=diagrams.form_of("melding"))} if "inn" in flows else {}
    diagram = drawing.draw(flows, process=name, top=TOP, **begin, **elements)
    diagrams.publish(town.id, name, diagram, **(forms or {}))


# -- done and seen


def _open(town: factories.Town, routine: str, hva: str = "noe") -> model.CaseRef:
    by = town.person("kontaktlærer")
    token = f"{routine}-{hva}-{len(_cases(routine))}"
    return cases.open_case(by=by, routine=routine, raw={"hva": hva}, token=token)


def _send(town: factories.Town, key: object, **data: object) -> list[int]:
    return cases.receive_message(municipality_id=town.id, message="svar", key=key, data=data)


def _cases(routine: str) -> list[sa.Row]:
    with db.reading() as connection:
        return list(connection.execute(sa.select(tables.cases).where(tables.cases.c.routine == routine)))


def _case(case_id: int) -> sa.Row:
    with db.reading() as connection:
        return connection.execute(sa.select(tables.cases).where(tables.cases.c.id == case_id)).one()


def _rows(case_id: int) -> list[sa.Row]:
    t = tables.tasks.c
    with db.reading() as connection:
        query = sa.select(t.id, t.element_id).where(t.case_id == case_id, t.status == "open").order_by(t.element_id)
        return list(connection.execute(query))


def _tasks(case: model.CaseRef) -> list[str]:
    return [row.element_id for row in _rows(case.id)]


def _task_ids(case_id: int) -> list[object]:
    return [row.id for row in _rows(case_id)]


def _left() -> int:
    b = tables.broadcasts.c
    with db.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).where(b.done_at.is_(None))) or 0)


def _set_state(case: model.CaseRef, state: str) -> None:
    c = tables.cases.c
    with db.transaction() as connection:
        change = {"state": state, "state_version": c.state_version + 1}
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(change))


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on a Monday."""
    return municipality

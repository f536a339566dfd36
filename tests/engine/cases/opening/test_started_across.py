"""Cases that a signal or a message opens: where they belong, shielded as the thrower, again after a mend."""

from __future__ import annotations

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, errors, model, overview, tables
from tests.engine.cases import crossing, looking


def test_a_signal_opens_a_case_of_each_routine_that_starts_by_it_at_the_throwers_school(town: factories.Town) -> None:
    crossing.publish(town, "startet", **crossing.starting(drawing.on_signal("brann")))
    crossing.publish(town, "kaster", **crossing.throwing())

    thrower = crossing.opened(town, "kaster")

    (started,) = looking.cases_of("startet")
    assert (started.school_id, started.opened_by) == (looking.case(thrower.id).school_id, None)
    e = tables.events.c
    with db.reading() as connection:
        opened = sa.select(e.facts).where(e.case_id == started.id, e.kind == model.EventKind.CASE_OPENED)
        facts = connection.scalar(opened)
    assert facts == {"routine": "startet", "version": 1, "by": "signal"}


@pytest.mark.parametrize("event", ["signal", "message"])
def test_a_case_that_a_shielded_case_opens_is_shielded_as_it_is(town: factories.Town, event: str) -> None:
    symbol = drawing.on_signal("brann") if event == "signal" else drawing.on_message("svar")
    crossing.publish(town, "startet", **crossing.starting(symbol))
    throw = drawing.node("intermediateThrowEvent", symbol)
    shield = drawing.action("skjerm", rolle="skoleeier")
    crossing.publish(
        town, "skjermet", "inn > S > K > C > slutt", S=shield, K=throw, C=crossing.TASK, slutt=crossing.END
    )

    crossing.opened(town, "skjermet")

    (started,) = looking.cases_of("startet")
    assert started.shielded_role == "skoleeier"
    assert model.EventKind.CASE_SHIELDED in diagrams.event_kinds(started.id)
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, town.person("rektor"))


def test_a_routine_that_cannot_be_opened_stops_no_other_that_the_message_starts(town: factories.Town) -> None:
    broken = drawing.node("exclusiveGateway")
    flows = "rop > xor; xor > B : =hva > 3; xor > D : =hva > 4; B > slutt; D > slutt"
    for name in ("a-feil", "c-feil"):
        start, end = drawing.node("startEvent", drawing.on_message("svar")), crossing.END
        crossing.publish(town, name, flows, rop=start, xor=broken, B=crossing.TASK, D=crossing.TASK, slutt=end)
    with pytest.raises(errors.RoutineFault):
        crossing.send(town, "k0", hva="ikke et tall")
    crossing.publish(town, "b-startet", **crossing.starting(drawing.on_message("svar")))

    (opened,) = crossing.send(town, "k1", hva="ikke et tall")

    assert [one.id for one in looking.cases_of("b-startet")] == [opened]
    assert looking.cases_of("a-feil") + looking.cases_of("c-feil") == []


@pytest.mark.parametrize("is_shielded", [True, False])
def test_a_thrown_start_that_failed_stands_and_is_opened_after_a_mend(
    town: factories.Town, *, is_shielded: bool
) -> None:
    start, xor = drawing.node("startEvent", drawing.on_signal("brann")), drawing.node("exclusiveGateway")
    flows = "rop > xor; xor > B : =hva > 3; xor > D : =hva > 4; B > slutt; D > slutt"
    crossing.publish(town, "startet", flows, rop=start, xor=xor, B=crossing.TASK, D=crossing.TASK, slutt=crossing.END)
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"), ext=drawing.io(inputs={"sagt": "=hva"}))
    shield = drawing.action("skjerm", rolle="skoleeier")
    way = "inn > S > K > C > slutt" if is_shielded else "inn > K > C > slutt"
    given = {"S": shield} if is_shielded else {}
    crossing.publish(town, "kaster", way, K=throw, C=crossing.TASK, slutt=crossing.END, **given)
    owner = town.person("prosesseier")

    crossing.opened(town, "kaster")

    (stands,) = overview.undelivered(owner).starts
    assert (stands.kind, "xor" in stands.problem) == ("thrown", not is_shielded)
    assert not cases.retry_start("thrown", stands.id, by=owner)
    script = drawing.script("=sagt", "lest")
    mended = {"rop": start, "S": script, "B": crossing.TASK, "slutt": crossing.END}
    crossing.publish(town, "startet", "rop > S > B > slutt", **mended)
    assert cases.retry_start("thrown", stands.id, by=owner)

    (opened,) = looking.cases_of("startet")
    assert "noe" in diagrams.variables_of(opened.id)
    assert overview.undelivered(owner).starts == ()


def test_a_message_opens_one_case_for_a_key_while_it_is_open(town: factories.Town) -> None:
    crossing.publish(town, "startet", **crossing.starting(drawing.on_message("svar")))

    (first,) = crossing.send(town, "k1", skole="Fjellet skole")
    assert crossing.send(town, "k1") == []
    (second,) = crossing.send(town, "k2")
    keyless = [crossing.send(town, None), crossing.send(town, None)]
    task = looking.open_tasks(first)[0].id
    cases.complete_task(task, by=town.person("rektor"), raw={}, seen_version=None)
    (again,) = crossing.send(town, "k1")

    assert len({first, second, again, *keyless[0], *keyless[1]}) == 5


def test_what_a_message_brings_are_the_cases_variables_and_say_where_it_belongs(town: factories.Town) -> None:
    script = drawing.script('=elev + ": " + hva', "svaret")
    crossing.publish(town, "startet", **crossing.starting(drawing.on_message("svar"), "S > B"), S=script)
    pupil = town.pupil("Testelev D")

    (case_id,) = crossing.send(town, "k1", elev="Testelev D", hva="noe")
    (at_school,) = crossing.send(town, "k2", elev="Ingen Kjent", skole="Vika skule")

    assert (looking.case(case_id).pupil_id, looking.case(case_id).school_id) == (pupil.id, town.schools[1].id)
    assert (looking.case(at_school).pupil_id, looking.case(at_school).school_id) == (None, town.schools[1].id)
    assert f'"{pupil.id}: noe"' in diagrams.variables_of(case_id)

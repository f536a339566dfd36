"""What waits beside a running case is begun by hand by who the diagram says, in that case alone, and once a press."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import looking

MESSAGE = diagrams.message("m1", "krav", "=sak.nummer") + diagrams.message("m2", "svar", "=sak.nummer")
ASKED = (
    '<bpmn:startEvent id="krav" name="Noen ber om innsyn" isInterrupting="false">'
    "<bpmn:documentation>Også muntlig.</bpmn:documentation><bpmn:extensionElements><zeebe:properties>"
    '<zeebe:property name="for-hand" value="rektor" /></zeebe:properties></bpmn:extensionElements>'
    '<bpmn:messageEventDefinition id="d1" messageRef="m1" /></bpmn:startEvent>'
)


def test_it_is_offered_to_the_roles_that_the_diagram_names(town: factories.Town) -> None:
    case = open_case(town)

    assert [(one.element_id, one.name, one.guidance) for one in offered(case, town.person("rektor"))] == [
        ("krav", "Noen ber om innsyn", "Også muntlig.")
    ]
    assert offered(case, town.person("kontaktlærer")) == ()


def test_it_begins_in_that_case_alone_and_says_who_did_it(town: factories.Town) -> None:
    case, other, rektor = open_case(town), open_case(town, token="to"), town.person("rektor")

    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))

    assert (looking.open_now(case.id), looking.open_now(other.id)) == (["A", "T"], ["A"])
    log = [one for one in overview.case_page(case.number, rektor).events if one.element_name == "Noen ber om innsyn"]
    assert [(one.kind, one.by) for one in log] == [("event-begun", rektor.name), ("element-passed", "")]


def test_two_presses_begin_it_once(town: factories.Town) -> None:
    case, rektor = open_case(town), town.person("rektor")
    seen = version(case)
    cases.begin(case.id, by=rektor, element="krav", seen_version=seen)

    with pytest.raises(errors.StaleVersion):
        cases.begin(case.id, by=rektor, element="krav", seen_version=seen)

    assert looking.open_now(case.id) == ["A", "T"]


def test_it_is_not_offered_while_the_step_that_the_diagram_names_is_open(town: factories.Town) -> None:
    once = ASKED.replace('value="rektor" />', 'value="rektor" /><zeebe:property name="ikke-mens" value="T" />')
    publish(town, asked=once)
    case, rektor = open_case(town), town.person("rektor")
    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))

    with pytest.raises(errors.NotAllowed):
        cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))
    during = offered(case, rektor)
    asked = next(row.task for row in overview.case_page(case.number, rektor).open_tasks if row.task.element_id == "T")
    cases.complete_task(asked.id, by=rektor, raw={}, seen_version=1)

    assert during == ()
    assert [one.element_id for one in offered(case, rektor)] == ["krav"]


def test_it_touches_the_case_as_whatever_a_person_does(town: factories.Town, own: clock.Clock) -> None:
    case, rektor = open_case(town), town.person("rektor")
    own.set(own.now() + timedelta(days=1))

    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))

    with db.reading() as connection:
        touched = sa.select(tables.cases.c.touched_at).where(tables.cases.c.id == case.id)
        assert connection.scalar(touched) == own.now()


def test_an_overdue_timer_fires_before_it_and_the_page_is_then_of_before(
    town: factories.Town, own: clock.Clock
) -> None:
    case, rektor = open_case(town), town.person("rektor")
    own.set(own.now() + timedelta(days=3))

    with pytest.raises(errors.StaleVersion):
        cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))
    assert looking.open_now(case.id) == ["B"]

    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))
    assert looking.open_now(case.id) == ["B", "T"]


def test_it_begins_there_and_not_where_the_same_message_is_waited_for_too(town: factories.Town) -> None:
    publish(
        town,
        annet=(
            '<bpmn:boundaryEvent id="annet" attachedToRef="A" cancelActivity="false">'
            '<bpmn:messageEventDefinition id="d3" messageRef="m1" /></bpmn:boundaryEvent>'
        ),
    )
    case, rektor = open_case(town), town.person("rektor")

    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))

    assert looking.open_now(case.id) == ["A", "T"]
    assert [one.element_id for one in offered(case, rektor)] == ["krav"]


def test_one_whose_name_is_worked_out_is_offered_while_it_waits(town: factories.Town) -> None:
    named = MESSAGE.replace('name="krav"', 'name="=&quot;krav-&quot; + hva"')
    publish(town, top=named)
    case, rektor = open_case(town), town.person("rektor")
    assert [one.element_id for one in offered(case, rektor)] == ["krav"]

    cases.begin(case.id, by=rektor, element="krav", seen_version=version(case))

    assert looking.open_now(case.id) == ["A", "T"]


@pytest.mark.parametrize("waits_for_all", ["true", "false"])
def test_an_event_with_several_symbols_is_offered_once_and_begun_as_a_whole(
    town: factories.Town, waits_for_all: str
) -> None:
    by_hand = '<bpmn:extensionElements><zeebe:properties><zeebe:property name="for-hand" value="rektor" />'
    event = (
        f'<bpmn:boundaryEvent id="k" attachedToRef="A" cancelActivity="false" parallelMultiple="{waits_for_all}">'
        f"{by_hand}</zeebe:properties></bpmn:extensionElements>"
        '<bpmn:messageEventDefinition id="d4" messageRef="m1" /><bpmn:messageEventDefinition id="d5" messageRef="m2" />'
        "</bpmn:boundaryEvent>"
    )
    publish(town, k=event)
    case, rektor = open_case(town), town.person("rektor")
    assert [one.element_id for one in offered(case, rektor)] == ["k", "krav"]

    cases.begin(case.id, by=rektor, element="k", seen_version=version(case))

    assert looking.open_now(case.id) == ["A", "B"]
    assert [one.element_id for one in offered(case, rektor)] == ["k", "krav"]


def test_who_has_no_such_role_or_no_part_in_the_case_cannot_begin_it(town: factories.Town) -> None:
    case = open_case(town)

    with pytest.raises(errors.NotAllowed):
        cases.begin(case.id, by=town.person("rektor"), element="A", seen_version=version(case))
    with pytest.raises(errors.CaseNotFound):
        cases.begin(case.id, by=town.person("helsesykepleier"), element="krav", seen_version=version(case))

    assert looking.open_now(case.id) == ["A"]


def test_a_case_that_has_ended_offers_nothing(town: factories.Town) -> None:
    case, rektor = open_case(town), town.person("rektor")
    task = overview.case_page(case.number, rektor).open_tasks[0].task
    cases.complete_task(task.id, by=rektor, raw={}, seen_version=1)

    assert offered(case, rektor) == ()


def open_case(town: factories.Town, token: str = "en") -> model.CaseRef:
    raw = {"elev": str(town.pupil().id), "hva": "nøkkel"}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)


def offered(case: model.CaseRef, person: model.Person) -> tuple[object, ...]:
    return overview.case_page(case.number, person).beginnings


def version(case: model.CaseRef) -> int:
    with db.reading() as connection:
        return connection.scalar(sa.select(tables.cases.c.state_version).where(tables.cases.c.id == case.id))


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where rektor may begin a request for access beside the one task of `prove`."""
    publish(municipality)
    return municipality


def publish(town: factories.Town, *, top: str = MESSAGE, asked: str = ASKED, **more: str) -> None:
    """Publish `prove`, with `more` elements beside the rest."""
    elements = {
        "A": diagrams.task("A"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
        "over": (
            '<bpmn:boundaryEvent id="over" attachedToRef="A"><bpmn:timerEventDefinition id="d2">'
            "<bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        ),
        "B": diagrams.task("B"),
        "H": diagrams.beside("H", "Innsyn", asked, task_id="T", end="behandlet"),
        **more,
    }
    flows = [diagrams.flow("inn", "A"), diagrams.flow("A", "slutt"), diagrams.flow("over", "B")]
    flows += [diagrams.flow(one, "B") for one in more]
    diagram = diagrams.routine("prove", elements, flows, lanes={"Rektor/kontaktlærer": ["inn", *elements]}, top=top)
    diagrams.publish(town.id, "prove", diagram)

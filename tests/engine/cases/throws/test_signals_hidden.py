"""What a shielded case sets off is hidden from whom it is about, as it is itself: cases, tasks, messages, data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import crossing, looking

SYMBOLS = {"signal": drawing.on_signal("brann"), "message": drawing.on_message("svar")}
ABOUT = {"type": "select", "id": "Field_hvem", "label": "Hvem", "valuesKey": "ansatte"}
ABOUT |= {"properties": {"register": "ansatt", "saken-gjelder": "ja"}}
EVENTS = pytest.mark.parametrize("event", list(SYMBOLS))


@EVENTS
def test_a_case_that_it_opens_is_hidden_too(town: factories.Town, deputy: model.Person, event: str) -> None:
    _publish_started(town, event)
    _publish_throwing(town, event)

    first = _open(town, "kaster", hvem=deputy)

    (started,) = looking.cases_of("startet")
    for number in (first.number, started.number):
        overview.case_page(number, town.person("rektor"))
        with pytest.raises(errors.CaseNotFound):
            overview.case_page(number, deputy)
    assert _listed(deputy) == set()
    assert _told(started.id) == {town.person("rektor").id}


@EVENTS
def test_so_is_one_that_is_opened_by_that_case(town: factories.Town, deputy: model.Person, event: str) -> None:
    other = next(one for one in SYMBOLS if one != event)
    start, throw = drawing.node("startEvent", SYMBOLS[event]), drawing.node("endEvent", SYMBOLS[other])
    _publish(town, "mellom", "rop > S > slutt", rop=start, S=drawing.script('="noe"', "hva"), slutt=throw)
    _publish_started(town, other)
    _publish_throwing(town, event)

    _open(town, "kaster", hvem=deputy)

    (started,) = looking.cases_of("startet")
    assert _told(started.id) == {town.person("rektor").id}
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, deputy)


@EVENTS
def test_whom_a_correction_names_sees_nothing_of_what_was_opened_before_and_whom_it_takes_out_does(
    town: factories.Town, deputy: model.Person, event: str
) -> None:
    other = next(one for one in SYMBOLS if one != event)
    start, throw = drawing.node("startEvent", SYMBOLS[event]), drawing.node("endEvent", SYMBOLS[other])
    _publish(town, "mellom", "rop > S > slutt", rop=start, S=drawing.script('="noe"', "hva"), slutt=throw)
    _publish_started(town, other)
    _publish_throwing(town, event)
    first = _open(town, "kaster")
    (started,) = looking.cases_of("startet")
    overview.case_page(started.number, deputy)

    _correct(town, first, hvem=deputy)
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, deputy)
    assert _listed(deputy) == set()

    _correct(town, first, hvem=town.person("lærer"))
    overview.case_page(started.number, deputy)


def test_what_a_correction_hides_from_all_who_have_the_shields_role_is_skoleeiers(town: factories.Town) -> None:
    _publish_started(town, "signal")
    _publish_throwing(town, "signal")
    first = _open(town, "kaster")
    (started,) = looking.cases_of("startet")

    _correct(town, first, hvem=town.person("rektor"))

    for number in (first.number, started.number):
        overview.case_page(number, town.person("skoleeier"))
        with pytest.raises(errors.CaseNotFound):
            overview.case_page(number, town.person("rektor"))


def test_no_answer_in_the_case_that_was_opened_shows_it_to_whom_the_first_is_about(
    town: factories.Town, deputy: model.Person
) -> None:
    _publish_throwing(town, "signal")
    asks = drawing.node(
        "userTask", ext='<zeebe:assignmentDefinition candidateGroups="rektor"/>' + diagrams.form_of("om")
    )
    start = drawing.node("startEvent", SYMBOLS["signal"])
    _publish(town, "startet", "rop > A > B > slutt", rop=start, A=asks, B=crossing.TASK, slutt=crossing.END)
    _open(town, "kaster", hvem=deputy)
    (started,) = looking.cases_of("startet")

    raw = {"hva": "noe", "hvem": str(town.person("lærer").id)}
    (task,) = looking.open_tasks(started.id)
    cases.complete_task(task.id, by=town.person("rektor"), raw=raw, seen_version=None)

    assert looking.open_now(started.id) == ["B"]
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, deputy)


def test_a_kept_message_opens_a_hidden_case(town: factories.Town, deputy: model.Person) -> None:
    _publish_waiting(town, "message")
    _publish_throwing(town, "message")
    _open(town, "kaster", hvem=deputy)

    _publish_started(town, "message")
    cases.deliver()

    (started,) = looking.cases_of("startet")
    assert started.shielded_role == "rektor"
    assert _listed(deputy) == set()
    assert _told(started.id) == {town.person("rektor").id}


def test_what_nobody_else_could_see_is_skoleeiers(town: factories.Town, deputy: model.Person, own: clock.Clock) -> None:
    _publish_waiting(town, "message")
    _publish_throwing(town, "message")
    _open(town, "kaster", hvem=deputy)
    own.set(own.now() + timedelta(days=1))
    _end_roles(town.person("rektor"), own)

    _publish_started(town, "message")
    cases.deliver()

    (started,) = looking.cases_of("startet")
    assert started.shielded_role == "skoleeier"
    assert _listed(deputy) == set()
    overview.case_page(started.number, town.person("skoleeier"))
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(started.number, deputy)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize(
    ("thrown_about", "waits_about", "is_told"),
    [
        (["deputy"], [], False),
        (["deputy"], ["lærer"], False),
        (["deputy"], ["deputy"], True),
        (["deputy"], ["deputy", "lærer"], True),
        ([], ["deputy"], True),
    ],
)
def test_its_data_goes_to_a_case_that_is_hidden_from_the_same_people(
    town: factories.Town,
    deputy: model.Person,
    thrown_about: list[str],
    waits_about: list[str],
    *,
    is_told: bool,
    is_kept: bool,
) -> None:
    who = {"deputy": deputy, "lærer": town.person("lærer")}
    _publish_waiting(town, "message")
    _publish_throwing(town, "message")
    waiting = _open(town, "venter", **_about(who[one] for one in waits_about))

    steps = [
        lambda: crossing.do(town, waiting.id, "A"),
        lambda: _open(town, "kaster", **_about(who[one] for one in thrown_about)),
    ]
    for step in reversed(steps) if is_kept else steps:
        step()

    assert looking.open_now(waiting.id) == ["B"]
    assert ("hemmelig" in diagrams.variables_of(waiting.id)) == is_told


# -- drawn


def _publish_throwing(town: factories.Town, event: str) -> None:
    """Publish a routine that is shielded for rektor, and throws with data."""
    shield = drawing.action("skjerm", rolle="rektor")
    throw = drawing.node("intermediateThrowEvent", SYMBOLS[event], ext=drawing.io(inputs={"frist": '="hemmelig"'}))
    _publish(town, "kaster", "inn > S > K > C > slutt", S=shield, K=throw, C=crossing.TASK, slutt=crossing.END)


def _publish_started(town: factories.Town, event: str) -> None:
    start = drawing.node("startEvent", SYMBOLS[event])
    _publish(town, "startet", "rop > B > slutt", rop=start, B=crossing.TASK, slutt=crossing.END)


def _publish_waiting(town: factories.Town, event: str) -> None:
    """Publish a routine that is shielded for rektor, waits after a task, and reads what comes."""
    catch = drawing.node("intermediateCatchEvent", SYMBOLS[event], ext=drawing.io(outputs={"frist": "=frist"}))
    more = {"L": drawing.script("=frist", "lest"), "S": drawing.action("skjerm", rolle="rektor")}
    _publish(
        town,
        "venter",
        "inn > S > A > V > L > B > slutt",
        A=crossing.TASK,
        V=catch,
        B=crossing.TASK,
        slutt=crossing.END,
        **more,
    )


def _publish(town: factories.Town, name: str, flows: str, **elements: str) -> None:
    pupil = {"type": "select", "key": "elev", "id": "Field_elev", "label": "Elev", "valuesKey": "elever"}
    pupil |= {"properties": {"register": "elev"}}
    both = [{**ABOUT, "key": "hvem"}, {**ABOUT, "key": "annen", "id": "Field_annen"}]
    form = diagrams.form("om", pupil, diagrams.text_field("hva"), *both)
    crossing.publish(town, name, flows, report="om", forms={"om": form}, **elements)


# -- done and seen


def _open(town: factories.Town, routine: str, **about: model.Person) -> model.CaseRef:
    raw = {"elev": str(town.pupil().id), "hva": "noe", **{field: str(who.id) for field, who in about.items()}}
    return cases.open_case(by=town.person("kontaktlærer"), routine=routine, raw=raw, token=routine)


def _correct(town: factories.Town, case: model.CaseRef, **about: model.Person) -> None:
    a = tables.answers.c
    with db.reading() as connection:
        newest = sa.select(a.id, a.content).where(a.case_id == case.id).order_by(a.id.desc()).limit(1)
        row = connection.execute(newest).one()
    raw = {**row.content, **{field: str(who.id) for field, who in about.items()}}
    cases.correct_answers(row.id, by=town.person("rektor"), raw=raw, reason="Glemt")


def _about(people: Iterable[model.Person]) -> dict[str, model.Person]:
    return dict(zip(("hvem", "annen"), people, strict=False))


def _end_roles(person: model.Person, own: clock.Clock) -> None:
    with db.transaction() as connection:
        ended = sa.update(tables.holdings).where(tables.holdings.c.person_id == person.id)
        connection.execute(ended.values(last_day=own.now().date() - timedelta(days=1)))


def _listed(person: model.Person) -> set[str]:
    return {task.case_number for task in looking.inbox(person)}


def _told(case_id: int) -> set[int]:
    m = tables.messages.c
    with db.reading() as connection:
        return set(connection.scalars(sa.select(m.person_id).where(m.case_id == case_id)))


@pytest.fixture
def deputy(town: factories.Town, own: clock.Clock) -> model.Person:
    """Who has rektor's role for some days beside rektor."""
    person, today = town.person("avdelingsleder"), own.now().date()
    factories.hold(person.id, "rektor", f"s:{town.schools[0].id}", today, today + timedelta(days=7))
    return person

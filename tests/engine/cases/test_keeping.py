"""A message that comes before anybody waits for it is kept, given once, and not lost in silence."""

from __future__ import annotations

import threading
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, model, overview, play, routines, tables
from engine.cases import spreading

TOP = drawing.signal("brann") + drawing.message("svar", key="=hva")
REKTOR = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'


def test_a_message_from_outside_is_there_when_the_case_begins_to_wait(town: factories.Town) -> None:
    case = _open(town, "venter")

    assert _send(town, "noe", frist="mandag") == []
    assert _tasks(case) == ["A"]
    _do(town, case, "A")

    assert _tasks(case) == ["B"]
    assert '"mandag"' in diagrams.variables_of(case.id)
    assert _kept() == [("given", {})]


def test_it_arrives_once_and_each_of_two_once(town: factories.Town) -> None:
    first, second = _open(town, "venter"), _open(town, "venter", token="2")
    _send(town, "noe")
    _do(town, first, "A")
    _do(town, second, "A")
    cases.deliver()

    assert (_tasks(first), _tasks(second)) == (["B"], [])

    _send(town, "noe")
    assert (_tasks(first), _tasks(second)) == (["B"], ["B"])


def test_two_kept_ones_are_given_one_after_the_other_to_a_case_that_waits_twice(town: factories.Town) -> None:
    case = _open(town, "to-ganger")
    _send(town, "noe", frist="første")
    _send(town, "noe", frist="andre")
    assert '"andre"' not in diagrams.variables_of(case.id)

    _do(town, case, "A")
    cases.deliver()

    assert _tasks(case) == ["B"]
    assert '"andre"' in diagrams.variables_of(case.id)


def test_the_key_and_the_municipality_decide(town: factories.Town) -> None:
    case = _open(town, "venter")
    _send(town, "annen")

    _do(town, case, "A")
    cases.deliver()

    assert _tasks(case) == []
    assert _kept() == [("waiting", {})]


def test_a_thrown_message_is_kept_too_and_for_the_thrower_itself(town: factories.Town) -> None:
    case = _open(town, "venter")
    _open(town, "sender")
    _do(town, case, "A")
    assert _tasks(case) == ["B"]

    own = _open(town, "til-seg-selv", "egen")
    assert _tasks(own) == ["B"]


def test_a_message_of_a_name_that_no_routine_knows_is_refused(town: factories.Town) -> None:
    with pytest.raises(errors.MessageNotAwaited, match="ukjent"):
        cases.receive_message(municipality_id=town.id, message="ukjent", key="noe", data={})

    assert _kept() == []


def test_a_thrown_message_that_no_routine_takes_is_for_others_and_not_kept(town: factories.Town) -> None:
    _publish(town, "utad", "inn > slutt", slutt=drawing.node("endEvent", drawing.on_message("ut")))

    _open(town, "utad")

    assert _kept() == []


def test_what_nobody_waits_for_in_time_is_swept_away(town: factories.Town, own: clock.Clock) -> None:
    case = _open(town, "venter")
    _send(town, "noe", frist="hemmelig")
    own.set(clock.now() + timedelta(days=14, seconds=1))

    cases.deliver()
    _do(town, case, "A")

    assert _tasks(case) == []
    assert _kept() == [("expired", {})]
    own.set(clock.now() + timedelta(days=91))
    cases.deliver()
    assert _kept() == []


def test_a_message_that_came_well_before_is_told_of_in_the_log(town: factories.Town, own: clock.Clock) -> None:
    case = _open(town, "venter")
    _send(town, "noe")
    own.set(clock.now() + timedelta(hours=1))

    _do(town, case, "A")

    assert model.EventKind.MESSAGE_WAITED in diagrams.event_kinds(case.id)


def test_a_message_whose_case_stops_waiting_on_the_way_is_kept(town: factories.Town) -> None:
    case = _open(town, "venter")
    _do(town, case, "A")
    with db.transaction(case.id):
        _open(town, "sender")
    cases.intervene(case.id, by=town.person("rektor"), deed=cases.Deed("stop"), reason="Prøve")
    cases.deliver()

    again = _open(town, "venter", token="2")
    _do(town, again, "A")

    assert _tasks(again) == ["B"]


def test_a_second_message_of_a_key_opens_its_case_when_the_first_has_ended(town: factories.Town) -> None:
    start = drawing.node("startEvent", drawing.on_message("svar"))
    _publish(town, "startet", "rop > D > slutt", rop=start, D=_task(), slutt=drawing.node("endEvent"))
    (first,) = _send(town, "k1", skole="Fjellet skole")
    assert _send(town, "k1", skole="Fjellet skole") == []
    cases.deliver()
    assert len(_cases("startet")) == 1

    cases.complete_task(_ids(first)["D"], by=town.person("rektor"), raw={}, seen_version=None)
    cases.deliver()

    assert [one.status for one in _cases("startet")] == ["ended", "open"]


def test_a_message_that_came_as_the_case_began_to_wait_is_met_by_the_sweep(town: factories.Town) -> None:
    case = _open(town, "venter")
    with db.transaction() as connection:  # what the case could not see when it looked: committed in the same instant
        _do(town, case, "A")
        spreading.keep(connection, town.id, bpmn.Throw("message", "svar", "noe", {}, "", ""))
    assert _tasks(case) == []

    cases.deliver()

    assert _tasks(case) == ["B"]


def test_many_that_send_and_begin_to_wait_at_once_lose_and_double_nothing(town: factories.Town) -> None:
    opened = [_open(town, "venter", f"nøkkel {number}", token=str(number)) for number in range(12)]
    sends = [lambda key=f"nøkkel {number}": _send(town, key) for number in range(12)]
    does = [lambda case=case: _do(town, case, "A") for case in opened]
    threads = [
        threading.Thread(target=copy_context().run, args=(deed,))
        for pair in zip(sends, does, strict=True)
        for deed in pair
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    cases.deliver()
    cases.deliver()

    assert [_tasks(one) for one in opened] == [["B"]] * 12
    kinds = [diagrams.event_kinds(one.id) for one in opened]
    assert [one.count(model.EventKind.TASK_OPENED) for one in kinds] == [2] * 12


def test_what_waits_and_what_was_lost_is_shown_by_name_without_key_or_data(
    town: factories.Town, own: clock.Clock
) -> None:
    _send(town, "Testelev A", frist="hemmelig")
    owner = town.person("prosesseier")

    (waiting,) = overview.undelivered(owner).waiting
    own.set(clock.now() + timedelta(days=15))
    cases.deliver()
    (lost,) = overview.undelivered(owner).lost

    assert (waiting.name, lost.name, lost.lost_at) == ("svar", "svar", clock.now())
    assert "Testelev A" not in f"{waiting}{lost}"
    assert overview.undelivered(town.person("lærer")) == overview.undelivered(town.person("rektor"))


STORY = """\
routine: venter
at: 2026-01-05 10:00
start: {by: kontaktlærer, answers: {hva: noe}}
steps:
  - send: {message: svar, key: noe, data: {frist: mandag}}
  - see: {tasks: [A]}
  - do: A
    by: rektor
  - see: {tasks: [B]}
"""


def test_a_story_sends_a_message_before_the_case_waits_for_it(
    town: factories.Town, tmp_path: Path, database_url: str
) -> None:
    with db.reading() as connection:
        version = routines.current(connection, town.id, "venter")
        files = dict(routines.files_of(connection, version.publication_id))
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "tidlig.yaml").write_text(STORY, encoding="utf-8")

    with play.stage.schema(database_url) as schema:
        played = play.play(play.read(tmp_path / "stories" / "tidlig.yaml"), files, database=schema)

    assert played.failure is None


# -- shielded


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("event", ["message", "signal"])
def test_the_data_of_a_shielded_case_stays_among_the_shielded(
    town: factories.Town, event: str, *, is_kept: bool
) -> None:
    if is_kept and event == "signal":
        return  # a signal is not kept
    if event == "signal":
        _publish_waiting(town, drawing.on_signal("brann"))
    symbol = drawing.on_message("svar") if event == "message" else drawing.on_signal("brann")
    _publish_shielded(town, symbol, "skoleeier")
    waiting = _open(town, "venter")
    if not is_kept:
        _do(town, waiting, "A")

    thrower = _open(town, "skjermet")
    if is_kept:
        _do(town, waiting, "A")

    assert _tasks(waiting) == ["B"]
    assert "hemmelig" not in diagrams.variables_of(waiting.id)
    assert diagrams.event_kinds(thrower.id).count(model.EventKind.DATA_WITHHELD) == 1


@pytest.mark.parametrize(("role", "is_same_school", "is_told"), [
    ("skoleeier", False, True), ("rektor", True, True), ("rektor", False, False),
])  # fmt: skip
def test_it_goes_to_a_case_that_the_same_people_may_open(
    town: factories.Town, role: str, *, is_same_school: bool, is_told: bool
) -> None:
    _publish_shielded(town, drawing.on_message("svar"), role)
    waiting = _open(town, "venter")
    _do(town, waiting, "A")
    c, school = tables.cases.c, town.schools[0 if is_same_school else 1].id
    with db.transaction() as connection:
        change = {"shielded_role": role, "school_id": school}
        connection.execute(sa.update(tables.cases).where(c.id == waiting.id).values(change))

    _open(town, "skjermet")

    assert ("hemmelig" in diagrams.variables_of(waiting.id)) == is_told


def test_what_a_schools_shielded_case_opens_stays_at_that_school(town: factories.Town) -> None:
    start = drawing.node("startEvent", drawing.on_message("ut"))
    _publish(town, "startet", "rop > D > slutt", rop=start, D=_task(), slutt=drawing.node("endEvent"))
    _publish_shielded(town, drawing.on_message("ut"), "rektor", name="skole", value='="Vika skule"')

    thrower = _open(town, "skjermet")

    (started,) = _cases("startet")
    (threw,) = [one for one in _cases("skjermet") if one.id == thrower.id]
    assert (started.school_id, started.shielded_role) == (threw.school_id, "rektor")


# -- drawn


def _publish_waiting(town: factories.Town, symbol: str) -> None:
    catch = drawing.node("intermediateCatchEvent", symbol, ext=drawing.io(outputs={"frist": "=frist"}))
    end = drawing.node("endEvent")
    _publish(town, "venter", "inn > A > V > S > B > slutt", A=_task(), V=catch, S=_reads(), B=_task(), slutt=end)


def _reads() -> str:
    return drawing.script("=frist", "lest")


def _publish_shielded(
    town: factories.Town, symbol: str, role: str, name: str = "frist", value: str = '="hemmelig"'
) -> None:
    throw = drawing.node("intermediateThrowEvent", symbol, ext=drawing.io(inputs={name: value}))
    shield = drawing.action("skjerm", rolle=role)
    end = drawing.node("endEvent")
    _publish(town, "skjermet", "inn > S > K > C > slutt", S=shield, K=throw, C=_task(), slutt=end)


def _task() -> str:
    return drawing.node("userTask", ext=REKTOR)


def _publish(town: factories.Town, name: str, flows: str, **elements: str) -> None:
    begin = {"inn": drawing.node("startEvent", ext=diagrams.form_of("melding"))} if "inn" in flows else {}
    top = TOP + drawing.message("ut", key="=hva")
    diagrams.publish(town.id, name, drawing.draw(flows, process=name, top=top, **begin, **elements))


# -- done and seen


def _open(town: factories.Town, routine: str, hva: str = "noe", token: str = "") -> model.CaseRef:
    by = town.person("kontaktlærer")
    return cases.open_case(by=by, routine=routine, raw={"hva": hva}, token=f"{routine}-{hva}-{token}")


def _do(town: factories.Town, case: model.CaseRef, task: str) -> None:
    cases.complete_task(_ids(case.id)[task], by=town.person("rektor"), raw={}, seen_version=None)


def _send(town: factories.Town, key: str, **data: object) -> list[int]:
    return cases.receive_message(municipality_id=town.id, message="svar", key=key, data=data)


def _cases(routine: str) -> list[sa.Row]:
    c = tables.cases.c
    with db.reading() as connection:
        return list(connection.execute(sa.select(tables.cases).where(c.routine == routine).order_by(c.id)))


def _ids(case_id: int) -> dict[str, object]:
    t = tables.tasks.c
    with db.reading() as connection:
        query = sa.select(t.element_id, t.id).where(t.case_id == case_id, t.status == "open").order_by(t.element_id)
        return {row.element_id: row.id for row in connection.execute(query)}


def _tasks(case: model.CaseRef) -> list[str]:
    return list(_ids(case.id))


def _kept() -> list[tuple[str, object]]:
    with db.reading() as connection:
        found = connection.execute(sa.select(tables.kept_messages).order_by(tables.kept_messages.c.id)).all()
    return [("given" if row.given_at else "expired" if row.expired_at else "waiting", row.data) for row in found]


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on a Monday, with routines that wait for a message after a task, and one that sends it."""
    _publish_waiting(municipality, drawing.on_message("svar"))
    given = drawing.io(outputs={"frist": "=frist"})
    catch = drawing.node("intermediateCatchEvent", drawing.on_message("svar"), ext=given)
    twice = {"V": catch, "W": catch, "A": _task(), "S": _reads(), "B": _task(), "slutt": drawing.node("endEvent")}
    _publish(municipality, "to-ganger", "inn > A > V > W > S > B > slutt", **twice)
    throw = drawing.node("endEvent", drawing.on_message("svar"))
    _publish(municipality, "sender", "inn > slutt", slutt=throw)
    own_throw = drawing.node("intermediateThrowEvent", drawing.on_message("svar"))
    end = drawing.node("endEvent")
    _publish(municipality, "til-seg-selv", "inn > K > V > B > slutt", K=own_throw, V=catch, B=_task(), slutt=end)
    return municipality

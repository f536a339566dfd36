"""A message that comes before anybody waits for it is kept, and given once to the first that does."""

from __future__ import annotations

from pathlib import Path

import diagrams
import drawing
import factories
import pytest
import racing

from engine import bpmn, cases, db, errors, model, play, routines
from engine.cases.throws import spreading
from tests.engine.cases import crossing, looking


def test_a_message_from_outside_is_there_when_the_case_begins_to_wait(town: factories.Town) -> None:
    case = crossing.opened(town, "venter")

    assert crossing.send(town, "noe", frist="mandag") == []
    assert looking.open_now(case.id) == ["A"]
    crossing.do(town, case.id, "A")

    assert looking.open_now(case.id) == ["B"]
    assert '"mandag"' in diagrams.variables_of(case.id)
    assert looking.kept_messages() == [("given", {})]


def test_it_arrives_once_and_each_of_two_once(town: factories.Town) -> None:
    first, second = crossing.opened(town, "venter"), crossing.opened(town, "venter")
    crossing.send(town, "noe")
    crossing.do(town, first.id, "A")
    crossing.do(town, second.id, "A")
    cases.deliver()

    assert (looking.open_now(first.id), looking.open_now(second.id)) == (["B"], [])

    crossing.send(town, "noe")
    assert (looking.open_now(first.id), looking.open_now(second.id)) == (["B"], ["B"])


def test_two_kept_ones_are_given_one_after_the_other_to_a_case_that_waits_twice(town: factories.Town) -> None:
    case = crossing.opened(town, "to-ganger")
    crossing.send(town, "noe", frist="første")
    crossing.send(town, "noe", frist="andre")
    assert '"andre"' not in diagrams.variables_of(case.id)

    crossing.do(town, case.id, "A")
    cases.deliver()

    assert looking.open_now(case.id) == ["B"]
    assert '"andre"' in diagrams.variables_of(case.id)


def test_the_key_and_the_municipality_decide(town: factories.Town) -> None:
    case = crossing.opened(town, "venter")
    crossing.send(town, "annen")

    crossing.do(town, case.id, "A")
    cases.deliver()

    assert looking.open_now(case.id) == []
    assert looking.kept_messages() == [("waiting", {})]


def test_a_thrown_message_is_kept_too_and_for_the_thrower_itself(town: factories.Town) -> None:
    case = crossing.opened(town, "venter")
    crossing.opened(town, "sender")
    crossing.do(town, case.id, "A")
    assert looking.open_now(case.id) == ["B"]

    own = crossing.opened(town, "til-seg-selv", "egen")
    assert looking.open_now(own.id) == ["B"]


def test_one_whose_name_is_worked_out_is_found_by_the_name_that_it_has_then(town: factories.Town) -> None:
    named = drawing.message("svar", key="=hva").replace('name="svar"', 'name="=&quot;svar-&quot; + hva"')
    catch, ends = (drawing.node(kind, drawing.on_message("svar")) for kind in ("intermediateCatchEvent", "endEvent"))
    inn = drawing.node("startEvent", ext=diagrams.form_of("melding"))
    given = {"inn": inn, "A": crossing.TASK, "V": catch, "B": crossing.TASK, "slutt": crossing.END}
    diagrams.publish(town.id, "regner", drawing.draw("inn > A > V > B > slutt", process="regner", top=named, **given))
    diagrams.publish(town.id, "roper", drawing.draw("inn > K", process="roper", top=named, inn=inn, K=ends))
    early, late = crossing.opened(town, "regner", "to"), crossing.opened(town, "regner", "en")

    crossing.opened(town, "roper", "to")
    crossing.do(town, early.id, "A")
    crossing.do(town, late.id, "A")
    with pytest.raises(errors.MessageNotAwaited):
        cases.receive_message(municipality_id=town.id, message="noe annet", key="en", data={})
    cases.receive_message(municipality_id=town.id, message="svar-to", key="en", data={})

    assert (looking.open_now(early.id), looking.open_now(late.id)) == (["B"], [])
    cases.receive_message(municipality_id=town.id, message="svar-en", key="en", data={})
    assert looking.open_now(late.id) == ["B"]


def test_a_message_whose_case_stops_waiting_on_the_way_is_kept(town: factories.Town) -> None:
    case = crossing.opened(town, "venter")
    crossing.do(town, case.id, "A")
    with db.transaction(case.id):
        crossing.opened(town, "sender")
    cases.intervene(case.id, by=town.person("rektor"), deed=cases.Deed("stop"), reason="Prøve")
    cases.deliver()

    again = crossing.opened(town, "venter")
    crossing.do(town, again.id, "A")

    assert looking.open_now(again.id) == ["B"]


def test_a_second_message_of_a_key_opens_its_case_when_the_first_has_ended(town: factories.Town) -> None:
    start = drawing.node("startEvent", drawing.on_message("svar"))
    crossing.publish(town, "startet", "rop > D > slutt", rop=start, D=crossing.TASK, slutt=crossing.END)
    (first,) = crossing.send(town, "k1", skole="Fjellet skole")
    assert crossing.send(town, "k1", skole="Fjellet skole") == []
    cases.deliver()
    assert len(looking.cases_of("startet")) == 1

    crossing.do(town, first, "D")
    cases.deliver()

    assert [one.status for one in looking.cases_of("startet")] == ["ended", "open"]


def test_a_message_that_came_as_the_case_began_to_wait_is_met_by_the_sweep(town: factories.Town) -> None:
    case = crossing.opened(town, "venter")
    with db.transaction() as connection:  # what the case could not see when it looked: committed in the same instant
        crossing.do(town, case.id, "A")
        spreading.keep(connection, town.id, bpmn.Throw("message", "svar", "noe", {}, "", ""))
    assert looking.open_now(case.id) == []

    cases.deliver()

    assert looking.open_now(case.id) == ["B"]


def test_many_that_send_and_begin_to_wait_at_once_lose_and_double_nothing(town: factories.Town) -> None:
    opened = [crossing.opened(town, "venter", f"nøkkel {number}") for number in range(12)]
    sends = [lambda key=f"nøkkel {number}": crossing.send(town, key) for number in range(12)]
    does = [lambda case=case: crossing.do(town, case.id, "A") for case in opened]
    racing.at_once(*(deed for pair in zip(sends, does, strict=True) for deed in pair))
    cases.deliver()
    cases.deliver()

    assert [looking.open_now(one.id) for one in opened] == [["B"]] * 12
    kinds = [diagrams.event_kinds(one.id) for one in opened]
    assert [one.count(model.EventKind.TASK_OPENED) for one in kinds] == [2] * 12


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

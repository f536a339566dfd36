"""Stories on a small routine: every verb, every `see`, what is said when an expectation does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import diagrams
import psycopg
import pytest

from engine import db, errors, play
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]


@pytest.mark.parametrize("due", ["2026-01-08 16:00", "2026-01-08 16:00:00"])
def test_a_deadline_may_be_said_to_the_minute(played: Played, due: str) -> None:
    assert played(STORY.replace("due: 2026-01-08", f"due: {due}")).failure is None


def test_story_with_every_verb_holds(played: Played) -> None:
    result = played(STORY)

    assert result.failure is None
    assert [one.kind for one in result.happenings if one.kind in play.record.KINDS] == [
        "case-opened", "task-opened", "timer-set", "message-queued", "timer-fired", "message-queued",
        "task-completed", "task-opened", "message-queued", "task-completed", "case-ended",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "seen"),
    [
        ("see: {tasks: [B]}", "see: {tasks: [A, B]}", "åpne oppgaver er B"),
        ("see: {tasks: [B]}", "see: {tasks: []}", "åpne oppgaver er B"),
        ("see: {some-tasks: [B]}", "see: {some-tasks: [C]}", "åpne oppgaver er B"),
        ("roles: [kontaktlærer]", "roles: [rektor]", "A har rollene kontaktlærer"),
        ("due: 2026-01-08", "due: 2026-01-09", "A har fristen 2026-01-08 16:00:00"),
        ("due: 2026-01-08", "due: 2026-01-08 15:00", "A har fristen 2026-01-08 16:00:00"),
        ("straks: false", "straks: true", "A er ikke straks"),
        ("to: kontaktlærer}", "to: rektor}", "ny-oppgave (A) til kontaktlærer"),
        ("message: SI_FRA", "message: frist-passert", "varsler siden sist: varsel (SI_FRA) til rektor"),
        ("at: 2026-01-05 13:00", "at: 2026-01-05 14:00", "timere nå: A.frist 2026-01-05 13:00:00"),
        ("see: {timer: A.frist, at: none}", "see: {timer: A.frist}", "timere nå: ingen"),
        ("see: {ended: slutt}", "see: {ended: sagt}", "saken endte i slutt"),
        ("see: {ended: none}", "see: {ended: slutt}", "saken er åpen"),
        ("see: {incident: none}", "see: {incident: A}", "ingen driftsstans"),
        ("see: {incident: none}", "see: {letter: aktivitetsplan}", "brev siden sist: ingen"),
        ("by: rektor, because: not-allowed", "by: rektor, because: invalid", "avvist, men som «not-allowed»"),
        ("because: invalid", "answers: {notat: x}, because: invalid", "handlingen ble ikke avvist"),
        ("answers: {notat: ferdig}", "answers: {notat: ''}", "det ble avvist"),
    ],
)
def test_changed_expectation_says_what_was_seen_instead_and_where(
    played: Played, was: str, becomes: str, seen: str
) -> None:
    text = STORY.replace(was, becomes, 1)
    assert text != STORY

    failure = played(text).failure

    assert failure is not None
    assert seen in str(failure)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if becomes in line)
    near = (line, line - 1, line - 2)  # a verb stands above its own `answers`
    assert failure.line in near
    assert str(failure).startswith(f"{failure.path}:{failure.line}: ventet «")
    assert not str(failure).endswith("..")


def test_an_answer_that_no_field_asks_for_is_told_of(played: Played) -> None:
    result = played(STORY.replace("answers: {notat: ferdig}", "answers: {notat: ferdig, notatt: igjen}"))

    assert result.failure is None
    assert result.notes == (
        "linje 17: «notatt» er ikke et felt i skjemaet «notat», og ble ikke med; mente du «notat»?",
    )
    assert played(STORY).notes == ()


def test_who_may_not_do_a_task_is_told_whose_it_is(played: Played) -> None:
    failure = played(STORY.replace("  - do: B\n    by: rektor", "  - do: B\n    by: vikar", 1)).failure

    assert failure is not None
    assert failure.seen.endswith("Oppgaven er for rektor.")


def test_a_time_that_is_past_already_comes_at_once(played: Played, folder: Path) -> None:
    diagram = folder / "prove.bpmn"
    past = "<bpmn:timeDate>2026-01-01T08:00:00+01:00</bpmn:timeDate>"
    diagram.write_text(re.sub("<bpmn:timeDuration.*?</bpmn:timeDuration>", past, diagram.read_text()))
    see = "  - see: {timer: A.frist, at: 2026-01-01 08:00}\n  - see: {message: SI_FRA, to: rektor}\n"
    wait = "  - wait: PT1M\n  - see: {message: SI_FRA, to: rektor}\n"
    begin, _, _ = STORY.partition("  - see: {task: A")

    assert [played(begin + one).failure for one in (see, wait, see + wait)] == [None, None, None]


def test_message_to_another_case_is_kept_and_moves_this_one_not(played: Played) -> None:
    failure = played(STORY.replace("key: sak.nummer", "key: 2026-0002", 1)).failure

    assert failure is not None
    assert failure.expected == "«see: ended: slutt»"
    assert failure.seen == "saken er åpen; åpne oppgaver er ingen"


def test_what_was_seen_instead_names_the_incident_that_stopped_the_case(played: Played, folder: Path) -> None:
    diagram = folder / "prove.bpmn"
    gateway = '<bpmn:exclusiveGateway id="B" />'
    text = re.sub('<bpmn:userTask id="B".*?(/>|</bpmn:userTask>)', gateway, diagram.read_text(), flags=re.DOTALL)
    diagram.write_text(text.replace(diagrams.flow("B", "VENT"), diagrams.flow("B", "VENT", '=notat = "x"')))

    failure = played(STORY).failure

    assert failure is not None
    assert "(driftsstans i " in str(failure)
    assert "standardflyt" in str(failure)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("because: invalid", "because: derfor", "«because: derfor» er ukjent"),
        ("see: {tasks: [B]}", "see: {oppgaver: [B]}", "«see» kjenner ikke «oppgaver»"),
        ("see: {tasks: [B]}", "see: B", "«see» må si hva"),
        ("by: rektor\n", "by: rektoren\n", "«rektoren» er verken en rolle"),
        ("answers: {notat: ferdig}", "answers: ferdig", "«answers» må være"),
        ("wait: PT3H", "wait: en stund", "en stund"),
        ("wait: PT3H", "wait: {until: i morgen}", "i morgen"),
        ("at: 2026-01-05 10:00", "at: i dag", "i dag"),
        ("send: {message: svar-utenfra, key: sak.nummer}", "send: {key: sak.nummer}", "message"),
        ("by: lærer", "by: rektoren", "«rektoren»"),
        ("do: A\n", "do: A[x]\n", "A[x]"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_of_its_own(played: Played, was: str, becomes: str, says: str) -> None:
    text = STORY.replace(was, becomes, 1)
    assert text != STORY

    with pytest.raises(errors.SkolemiljoError) as refused:
        played(text)

    assert isinstance(refused.value, errors.StoryUnreadable)
    assert says in refused.value.message
    assert "annen.yaml" in refused.value.message


def test_stale_page_can_be_refused_in_a_story(played: Played) -> None:
    """A story sees no page; `stale` is known as a reason, and an act that goes well is told."""
    text = STORY.replace("because: invalid", "answers: {notat: x}, because: stale", 1)

    failure = played(text).failure

    assert "handlingen ble ikke avvist" in str(failure)


def test_straight_and_restored_give_the_same_log(played: Played, folder: object, schema: db.Database) -> None:
    from pathlib import Path

    from engine import publishing

    restored = played(STORY)
    path = Path(str(folder)) / "stories" / "prove.yaml"
    files = publishing.gather([Path(str(folder)) / "prove.bpmn"], "prove")

    straight = play.play(play.read(path), files, database=schema, is_straight=True)

    def plain(result: play.Result) -> list[dict[str, object]]:
        lines = [one.as_json() for one in result.happenings]
        return [{key: value for key, value in line.items() if key != "at"} for line in lines]

    assert plain(straight) == plain(restored)


def test_json_has_the_keys_of_the_design_and_is_ordered(played: Played) -> None:
    lines = [one.as_json() for one in played(STORY).happenings if one.kind in play.record.KINDS]
    known = {
        "at", "kind", "element", "name", "path", "instance", "roles", "due", "by", "message", "to", "letter", "error",
        "end",
    }  # fmt: skip

    assert {key for line in lines for key in line} <= known
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert lines[0]["at"] == "2026-01-05T10:00:00+01:00"
    opened = next(line for line in lines if line["kind"] == "task-opened")
    assert (opened["element"], opened["name"], opened["roles"]) == ("A", "Steg A", ["kontaktlærer"])
    assert str(opened["due"]).startswith("2026-01-08T16:00:00+01:00")
    assert lines[-1]["end"] == "slutt"


def test_schema_left_by_a_killed_run_is_dropped_by_the_next_start(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection, psycopg.connect(database_url) as alive:
        connection.execute("CREATE SCHEMA play_dead00000000")
        connection.execute("CREATE SCHEMA play_alive0000000")
        alive.execute("SELECT pg_advisory_lock(hashtext('play_alive0000000'))")

        with play.stage.schema(database_url) as own:
            left = {row[0] for row in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'play%'")}

        assert own.schema in left
        assert "play_alive0000000" in left
        assert "play_dead00000000" not in left
        connection.execute("DROP SCHEMA play_alive0000000")


def test_schema_is_dropped_also_where_a_killed_process_still_holds_its_locks(database_url: str) -> None:
    with play.stage.schema(database_url) as own:
        held = own.pool.connect()
        held.exec_driver_sql("LOCK TABLE cases")

    with psycopg.connect(database_url) as connection:
        left = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = %s", (own.schema,)).fetchall()
    assert left == []
    held.invalidate()
    held.close()


def test_a_stage_whose_server_has_gone_ends_quietly_and_is_dropped_by_the_next_start(database_url: str) -> None:
    lost = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
        " AND objid = (hashtext(%s)::bigint & 4294967295)::oid"
    )
    with psycopg.connect(database_url, autocommit=True) as connection:
        with play.stage.schema(database_url) as own:
            assert connection.execute(lost, (own.schema,)).fetchall() == [(True,)]
        with play.stage.schema(database_url):
            left = [row[0] for row in connection.execute("SELECT nspname FROM pg_namespace")]

    assert own.schema not in left


def test_correct_sets_the_pupil_right_for_all_that_follows(played: Played) -> None:
    result = played(
        "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer, answers: {elev: Testelev A}}\nsteps:\n"
        "  - correct: {pupil: Testelev B}\n    by: rektor\n    reason: Forvekslet\n  - see: {tasks: [A]}\n"
    )

    assert result.failure is None


def test_correct_says_whom(played: Played) -> None:
    with pytest.raises(errors.StoryUnreadable, match="hvilken elev"):
        played("routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer}\nsteps:\n  - correct: Testelev B\n")


def test_correct_is_the_leaders(played: Played) -> None:
    result = played(
        "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer, answers: {elev: Testelev A}}\nsteps:\n"
        "  - correct: {pupil: Testelev B}\n    by: lærer\n"
    )

    assert result.failure is not None
    assert "leder saken" in result.failure.seen

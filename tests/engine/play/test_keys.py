"""A word that a story's step does not take is told: else it would be an expectation that nobody looks at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import diagrams
import pytest

from engine import errors, forms, play
from engine.cases.answers import answering
from engine.play import filling, story
from tests.engine.play.conftest import STORY

Played = Callable[[str], play.Result]
HEAD = "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer}\nsteps:\n"
BEGUN = STORY[: STORY.index("steps:")] + "steps:\n"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("see: {task: A, frist: 2026-01-08}", "«frist» hører ikke til «see: {task: …}». Kjente ord: task, by, due"),
        ("see: {task: A, role: rektor}", "mente du «roles»?"),
        ("see: {tasks: [A], due: 2026-01-08}", "«due» hører ikke til «see: {tasks: …}»"),
        ("see: {task: [A, B]}", "«task» er én oppgave. Skriv «tasks» for dem som er åpne"),
        ("see: {timer: A, due: 2026-01-08}", "Kjente ord: timer, at."),
        ("do: A\n    answer: {notat: x}", "«answer» hører ikke til «do»; mente du «answers»?"),
        ("do: {task: A, by: rektor}", "«do» tar én id. Skriv resten under: «- do: A», «  by: rektor»."),
        ("send: {melding: svar}", "«melding» hører ikke til «send: {…}». Kjente ord: message, signal, key, data."),
        ("wait: {days: 3}", "«days» hører ikke til «wait: {…}». Kjente ord: until."),
        ("refuse: {do: A, because: not-open, answer: {}}", "mente du «answers»?"),
        ("do: [A, B]", "«do» tar én id, for eksempel «do: A»."),
        ("hold:", "«hold» tar én id, for eksempel «hold: A»."),
        ("wait:", "«wait» må si hvor lenge, for eksempel «wait: 6 uker»."),
        ("see: {task: A, where: [rektor]}", "«where» må være «felt: verdi»."),
        ("do: A\n    where: Testelev A", "«where» må være «felt: verdi»."),
    ],
)
def test_an_unknown_word_is_told_with_those_there_are(step: str, says: str) -> None:
    with pytest.raises(errors.StoryUnreadable) as refused:
        story.parse(f"{HEAD}  - {step}\n".encode(), Path("s.yaml"))

    assert refused.value.message.startswith("s.yaml:5: ")
    assert says in refused.value.message


def test_an_unknown_word_of_the_start_is_told(tmp_path: Path) -> None:
    text = HEAD.replace("start: {by: lærer}", "start:\n  by: lærer\n  answer: {hva: uro}")

    with pytest.raises(errors.StoryUnreadable) as refused:
        story.parse(text.encode(), Path("s.yaml"))

    assert refused.value.message.startswith("s.yaml:4: «answer» hører ikke til «start»; mente du «answers»?")


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ("see: {task: A, roles: rektor}", "A har rollene kontaktlærer"),
        ("see: {tasks: [A], ended: slutt}", "saken er åpen; åpne oppgaver er A"),
    ],
)
def test_all_that_one_look_says_is_looked_at(played: Played, look: str, seen: str) -> None:
    failure = played(f"{BEGUN}  - {look}\n").failure

    assert failure is not None
    assert failure.seen == seen


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        ("{until: 2026-01-04 10:00}", "«2026-01-04 10:00» er før fortellingens klokke, som står på 2026-01-05 10:00."),
        ("2026-01-09 10:00", "Skriv «wait: {until: 2026-01-09 10:00}»."),
        ("3", "Skriv hva det er 3 av, for eksempel «wait: 3 dager»."),
    ],
)
def test_a_wait_that_says_no_time_to_come_is_told(played: Played, wait: str, says: str) -> None:
    with pytest.raises(errors.StoryUnreadable) as refused:
        played(f"{BEGUN}  - wait: {wait}\n")

    assert says in refused.value.message


@pytest.mark.parametrize(
    ("answers", "seen"),
    [
        ("{}", "«notat» mangler svar."),
        ("{notat: Ja}", "«notat» er ikke et av svarene (ja, nei)."),
        ("{notat: ja, antall: mange}", "«antall» er ikke det slaget svar som feltet tar."),
        ("{notat: ja, antall: 9}", "«antall» er for stort."),
    ],
)
def test_an_answer_that_the_form_refuses_is_told_with_what_it_takes(
    folder: Path, played: Played, answers: str, seen: str
) -> None:
    values = [{"label": "Ja!", "value": "ja"}, {"label": "Nei!", "value": "nei"}]
    chosen = {"type": "radio", "id": "f1", "key": "notat", "values": values, "validate": {"required": True}}
    number = {"type": "number", "id": "f2", "key": "antall", "validate": {"max": 5}}
    (folder / "forms" / "notat.form").write_bytes(diagrams.form("notat", chosen, number))

    failure = played(f"{BEGUN}  - do: A\n    by: kontaktlærer\n    answers: {answers}\n").failure

    assert failure is not None
    assert failure.seen == f"det ble avvist: Noen av svarene må rettes før oppgaven kan fullføres. {seen}"


@pytest.mark.parametrize("role", ["ppt", "PPT", "Rektor", "KONTAKTLÆRER"])
def test_a_role_may_be_written_in_any_case(played: Played, role: str) -> None:
    act = f"do: A\n    by: {role}\n    answers: {{notat: x}}"
    if role != "KONTAKTLÆRER":
        act = f"refuse: {{do: A, by: {role}, because: not-allowed}}"

    assert played(f"{BEGUN}  - {act}\n").failure is None


@pytest.mark.parametrize("kind", [*forms.KINDS, answering.OWN_PUPIL])
def test_whatever_a_form_refuses_is_told_in_words(kind: str) -> None:
    told = filling.refused(None, {"felt": [kind]})

    assert told.startswith("«felt» ")
    assert kind not in told

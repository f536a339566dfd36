"""The worker that compiles letters: its limits, its queue, what it keeps and what it cannot reach."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import waiting

from engine import letters
from engine.letters import press
from tests.engine.pressing import LOOP, compiled, worker

BOMB = "#range(100000000).map(x => [#x]).join()"


def test_a_template_that_never_ends_is_killed_and_the_next_letter_works(own_press):
    before = time.monotonic()
    first = compiled(own_press, LOOP)
    took = time.monotonic() - before

    second = compiled(own_press, "Etterpå")

    assert first.reason == "time"
    assert 0.9 < took < 60
    assert second.pdf.startswith(b"%PDF")
    assert own_press.starts == 2


def test_a_letter_is_made_although_the_machine_lets_it_wait_longer_than_it_may_work(own_press):
    compiled(own_press, "Før")
    held = worker(own_press)
    with ThreadPoolExecutor(1) as pool:
        held.send_signal(signal.SIGSTOP)
        late = pool.submit(compiled, own_press, "Etter")
        began = time.monotonic()
        waiting.until(lambda: time.monotonic() - began > 2 * own_press.seconds)
        held.send_signal(signal.SIGCONT)

        assert late.result().pdf.startswith(b"%PDF")
    assert own_press.starts == 1


def test_a_worker_that_is_stuck_is_killed_and_the_next_letter_works(own_press):
    compiled(own_press, "Før")
    own_press.stuck_seconds = 0.5
    worker(own_press).send_signal(signal.SIGSTOP)

    assert compiled(own_press, "Fast").reason == "time"
    own_press.stuck_seconds = 60
    assert compiled(own_press, "Etter").pdf.startswith(b"%PDF")


def test_a_template_that_takes_all_memory_is_ended_and_the_next_letter_works(own_press):
    own_press.seconds = 30

    first = compiled(own_press, BOMB)
    second = compiled(own_press, "Etterpå")

    assert first.reason == "memory"
    assert second.pdf.startswith(b"%PDF")


def test_the_watch_ends_a_worker_over_its_share_where_the_system_does_not(own_press):
    own_press.memory = 1

    assert compiled(own_press, "#range(3000000).map(str).len()").reason == "memory"


def test_the_limit_of_a_letter_is_five_seconds():
    assert press.the_press.seconds == 5


def test_parallel_letters_come_out_as_they_do_alone(own_press):
    texts = [f"Brev {number}" for number in range(16)]
    alone = [compiled(own_press, text).pdf for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: compiled(own_press, text).pdf, texts))

    assert together == alone


def test_the_queue_has_an_end(own_press):
    own_press.queue = 1
    own_press.forget()

    assert reasons_of_two(own_press) == ("time", "queue")


def test_a_letter_does_not_wait_for_its_turn_for_ever(own_press):
    own_press.wait_seconds = 0.05

    assert reasons_of_two(own_press) == ("time", "queue")


def test_the_worker_knows_no_secret_and_no_way_out(own_press, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://hemmelig")
    monkeypatch.setenv("SKOLEMILJO_SECRET_KEY", "hemmelig")

    compiled(own_press, "Brev")

    known = worker(own_press).environ()
    assert not any("hemmelig" in value for value in known.values())
    assert known["https_proxy"] == "http://127.0.0.1:9"


def test_letter_data_never_touches_the_disk(own_press):
    compiled(own_press, "#json(bytes(sys.inputs.data)).tittel", title="Testelev A")

    kept = [path for path in Path(own_press._folder).rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["brev.typ"]
    assert b"Testelev" not in kept[0].read_bytes()


def test_old_bundles_are_forgotten_and_come_back_when_asked_for(own_press):
    made = [compiled(own_press, f"Brev {number}").pdf for number in range(12)]

    assert len(list(Path(own_press._folder).iterdir())) == 8
    assert compiled(own_press, "Brev 0").pdf == made[0]


def test_the_machines_fonts_are_not_used(own_press):
    made = compiled(own_press, '#text(font: "DejaVu Sans")[Brev]')

    assert any("unknown font family" in message for message, _ in made.warnings)


def test_a_letter_takes_at_most_its_budget_when_warm():
    folder = Path(__file__).resolve().parents[2] / "processes" / "letters"
    times = []
    for number in range(8):
        data = letters.sample("melding-om-mottatt-bekymring", bundle=folder)
        data["sak"]["nummer"] = f"2026-{number:05}"
        before = time.perf_counter()
        letters.render("melding-om-mottatt-bekymring", bundle=folder, data=data, locale="nb")
        times.append(time.perf_counter() - before)

    # the budget is 50 ms on a machine of its own (design 12); the suite shares it with others, CI with strangers
    assert min(times) < 0.5


def reasons_of_two(own: press.Press) -> tuple[str, str]:
    """Send a letter while one that never ends has its turn; return why each of the two was not made."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(compiled, own, LOOP)
        waiting.until(own._turn.locked)

        second = compiled(own, "Venter")

        return slow.result().reason, second.reason

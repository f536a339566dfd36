"""The worker that compiles letters: its limits, its queue, its birth and its death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from engine import letters
from engine.letters import press

ROOT = Path(__file__).resolve().parents[2]
LOOP = "#for a in range(90000) { for b in range(90000) { if a < 0 { a } } }"
BOMB = "#range(100000000).map(x => [#x]).join()"


def test_a_template_that_never_ends_is_killed_and_the_next_letter_works(own_press):
    before = time.monotonic()
    first = compiled(own_press, LOOP)
    took = time.monotonic() - before

    second = compiled(own_press, "Etterpå")

    assert first.reason == "time"
    assert 0.9 < took < 5
    assert second.pdf.startswith(b"%PDF")
    assert own_press.starts == 2


def test_a_letter_is_made_although_the_machine_lets_it_wait_longer_than_it_may_work(own_press):
    compiled(own_press, "Før")
    held = worker(own_press)
    with ThreadPoolExecutor(1) as pool:
        held.send_signal(signal.SIGSTOP)
        waiting = pool.submit(compiled, own_press, "Etter")
        began = time.monotonic()
        until(lambda: time.monotonic() - began > 2 * own_press.seconds)
        held.send_signal(signal.SIGCONT)

        assert waiting.result().pdf.startswith(b"%PDF")
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


def test_a_worker_that_dies_between_two_letters_is_started_again(own_press):
    compiled(own_press, "Før")
    worker(own_press).kill()
    worker(own_press).wait()

    assert compiled(own_press, "Etter").pdf.startswith(b"%PDF")


def test_the_limit_of_a_letter_is_five_seconds():
    assert press.the_press.seconds == 5


def test_one_worker_serves_many_letters(own_press):
    made = [compiled(own_press, f"Brev {number}") for number in range(12)]

    assert all(one.pdf for one in made)
    assert own_press.starts == 1


def test_parallel_letters_come_out_as_they_do_alone(own_press):
    texts = [f"Brev {number}" for number in range(16)]
    alone = [compiled(own_press, text).pdf for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: compiled(own_press, text).pdf, texts))

    assert together == alone


def test_the_queue_has_an_end(own_press):
    own_press.queue = 1
    own_press.forget()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(compiled, own_press, LOOP)
        until(own_press._turn.locked)

        refused = compiled(own_press, "For mange")

    assert refused.reason == "queue"
    assert slow.result().reason == "time"


def test_a_letter_does_not_wait_for_its_turn_for_ever(own_press):
    own_press.wait_seconds = 0.05
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(compiled, own_press, LOOP)
        until(own_press._turn.locked)

        refused = compiled(own_press, "Venter")

    assert refused.reason == "queue"
    assert slow.result().reason == "time"


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


def test_closing_ends_the_worker_and_removes_its_folder(own_press):
    compiled(own_press, "Brev")
    process, folder = worker(own_press), Path(own_press._folder)

    own_press.close()

    assert not process.is_running()
    assert not folder.exists()


def test_a_forked_server_process_starts_a_worker_of_its_own():
    done = script("""
        import os, sys
        first = brev()
        parent = press.the_press._process.pid
        child = os.fork()
        if child == 0:
            same = brev() == first and press.the_press._process.pid != parent
            letters.close()
            os._exit(0 if same else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert brev() == first
        assert press.the_press._process.pid == parent
        assert press.the_press.starts == 1
    """)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_worker_and_its_folder_go_when_the_server_is_killed():
    with tempfile.TemporaryDirectory() as folder:
        server = popen("""
            brev()
            print(press.the_press._process.pid, flush=True)
            import time
            time.sleep(60)
        """, folder)  # fmt: skip
        pid = int(first_line(server))

        server.send_signal(signal.SIGKILL)
        server.communicate()

        until(lambda: not psutil.pid_exists(pid))
        assert list(Path(folder).iterdir()) == []


def test_a_worker_in_the_middle_of_a_letter_does_not_outlive_its_server_for_long():
    with tempfile.TemporaryDirectory() as folder:
        server = popen(f"""
            import threading
            press.the_press.seconds = 0.5
            brev()
            print(press.the_press._process.pid, flush=True)
            press.the_press.seconds = 60
            brev({LOOP!r})
        """, folder)  # fmt: skip
        pid = int(first_line(server))
        until(lambda: psutil.Process(pid).cpu_times().user > 0.3)

        server.send_signal(signal.SIGKILL)
        server.communicate()

        until(lambda: not psutil.pid_exists(pid))


def test_the_machines_fonts_are_not_used(own_press):
    made = compiled(own_press, '#text(font: "DejaVu Sans")[Brev]')

    assert any("unknown font family" in message for message, _ in made.warnings)


def test_a_letter_takes_at_most_its_budget_when_warm():
    folder = ROOT / "processes" / "letters"
    times = []
    for number in range(8):
        data = letters.sample("melding-om-mottatt-bekymring", bundle=folder)
        data["sak"]["nummer"] = f"2026-{number:05}"
        before = time.perf_counter()
        letters.render("melding-om-mottatt-bekymring", bundle=folder, data=data, locale="nb")
        times.append(time.perf_counter() - before)

    # the budget is 50 ms on a machine of its own (design 12); the suite shares it with others
    assert min(times) < 0.15


def compiled(own: press.Press, body: str, *, title: str = "Prøve") -> press.Printed:
    data = {"tittel": title, "locale": "nb", "avsender": "Eksempel skole"}
    source = f"= Overskrift\n{body}".encode()
    bundle = f"{hash(body) & (1 << 64) - 1:064x}"
    return own.compile("brev", bundle=bundle, files={"brev.typ": source}, data=json.dumps(data), timestamp=0)


def worker(own: press.Press) -> psutil.Process:
    assert own._process is not None
    return psutil.Process(own._process.pid)


def until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < end, "waited 30 s in vain"
        time.sleep(0.01)


_START = """
import json
from engine import letters
from engine.letters import press

def brev(body="Brev"):
    data = json.dumps({"tittel": "Brev", "locale": "nb", "avsender": ""})
    files = {"brev.typ": ("= Brev\\n" + body).encode()}
    return press.the_press.compile("brev", bundle=f"{len(body):064x}", files=files, data=data, timestamp=0).pdf
"""


def popen(body: str, folder: str) -> subprocess.Popen[str]:
    lines = "\n".join(line.strip() for line in body.splitlines())
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _START + lines],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": folder},
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline()


def script(body: str) -> subprocess.CompletedProcess[str]:
    text = _START + "\n".join(line.removeprefix(" " * 8) for line in body.splitlines())
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", text]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def own_press():
    made = press.Press(seconds=1.0)
    yield made
    made.close()

"""Tries what `make test` tries with a few examples with very many: `make fuzz`, `make fuzz ROUNDS=1 SEED=7`.

Some rounds together are a process of its own with its own seed, two at a time; what fails is printed with the command
that makes it fail again. 20 rounds are 20 000 random diagrams against the reference model, and as many times the usual
examples of every other property. Knows which tests are properties, not what they try.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROPERTIES = (
    "tests/engine/bpmn/model/test_random.py",
    "tests/engine/bpmn/model/test_keeping.py",
    "tests/engine/test_deadlines_properties.py",
)
ROUNDS = 20
AT_ONCE = 2
TOGETHER = 5  # rounds in one process: loading it costs seconds


@dataclass(frozen=True)
class Batch:
    """What some rounds found; `said` is empty when everything held."""

    seed: int
    rounds: int
    seconds: float
    said: str
    tally: Counter[str]


def main(arguments: list[str]) -> int:
    """Run the rounds, tell each in a line, and what was met in all; return the exit code."""
    parser = argparse.ArgumentParser(description="Prøv egenskapene med svært mange tilfeldige eksempler.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"antall runder (ellers {ROUNDS})")
    parser.add_argument("--seed", type=int, default=None, help="frø for første runde (ellers et tilfeldig)")
    given = parser.parse_args(arguments)
    first = secrets.randbelow(10**9) if given.seed is None else given.seed
    print(
        f"{given.rounds} runder fra frø {first}. Samme igjen: make fuzz ROUNDS={given.rounds} SEED={first}", flush=True
    )
    began = time.monotonic()
    tally: Counter[str] = Counter()
    failed = 0
    batches = [(first + at, min(TOGETHER, given.rounds - at)) for at in range(0, given.rounds, TOGETHER)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for done in pool.map(lambda batch: run(*batch), batches):
            tally.update(done.tally)
            failed += bool(done.said)
            again = f"make fuzz ROUNDS={done.rounds} SEED={done.seed}"
            outcome = f"feil. Samme igjen: {again}\n{done.said}" if done.said else "ok"
            print(f"frø {done.seed}, {done.rounds} runder ({done.seconds:.0f} s): {outcome}", flush=True)
    print(json.dumps(dict(sorted(tally.items())), ensure_ascii=False, indent=1))
    seconds = time.monotonic() - began
    many = tally["drawings"]
    print(f"{many} diagrammer på {seconds:.0f} s: {many / seconds:.1f} i sekundet. {failed} kjøringer feilet.")
    return 1 if failed else 0


def run(seed: int, rounds: int) -> Batch:
    """Run some rounds in one process."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "tally"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}", *PROPERTIES],
            check=False,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "FUZZ_TIMES": str(rounds), "FUZZ_TALLY": str(told)},
        )
        lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    tally: Counter[str] = Counter()
    for line in lines:
        tally.update(json.loads(line))
    said = done.stdout if done.returncode else "" if tally["drawings"] else "Ingen diagrammer ble talt."
    return Batch(seed, rounds, time.monotonic() - began, said, tally)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

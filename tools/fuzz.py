"""Tries what `make test` tries with a few examples with very many: `make fuzz`, `make fuzz ROUNDS=1 SEED=7`.

A round is 1 000 random diagrams that are run against the reference model, none of them tried before, and told in a
line as it ends; two processes take every other round each. `SEED=7-3-141`, as a fault is told by, tries that diagram
alone. Then come the usual examples of every other property, as many times over. Ctrl-C stops all of it, and tells how
far it came. Knows which tests are properties, not what they try.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKER = "tests.engine.bpmn.model.sowing"
PROPERTIES = ("tests/engine/bpmn/model/test_keeping.py", "tests/engine/test_deadlines_properties.py")
ROUNDS, EACH = 20, 1_000
AT_ONCE = 2
SILENT_SECONDS = 1_800.0  # a round that tells nothing for so long has not been bounded
STOPPED = 130


@dataclass
class Found:
    """What all rounds came to so far."""

    began: float = field(default_factory=time.monotonic)
    rounds: int = 0
    distinct: int = 0
    again: int = 0
    tally: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Run the rounds, tell each in a line, and what was met in all; return the exit code."""
    parser = argparse.ArgumentParser(description="Prøv egenskapene med svært mange tilfeldige eksempler.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"antall runder (ellers {ROUNDS})")
    parser.add_argument("--seed", help="frø (ellers et tilfeldig), eller ett diagram: FRØ-RUNDE-NUMMER")
    parser.add_argument("--each", type=int, default=EACH, help=f"diagrammer i en runde (ellers {EACH})")
    parser.add_argument("--diagrams-only", action="store_true", help="bare diagrammene, ikke de andre egenskapene")
    given = parser.parse_args(arguments)
    if given.seed and "-" in given.seed:
        return one(given.seed)
    seed = given.seed or str(secrets.randbelow(10**9))
    print(f"{given.rounds} runder fra frø {seed}. Samme igjen: make fuzz ROUNDS={given.rounds} SEED={seed}", flush=True)
    # stopped by another program as by Ctrl-C: the workers end with it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = Found()
    workers: list[subprocess.Popen[str]] = []
    try:
        diagrams((seed, given.rounds, given.each), found, workers)
        if not given.diagrams_only:
            others(seed, given.rounds, found, workers)
    except KeyboardInterrupt:
        print("Stoppet.", flush=True)
        tell(found)
        return STOPPED
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return tell(found)


def diagrams(given: tuple[str, int, int], found: Found, workers: list[subprocess.Popen[str]]) -> None:
    """Run all rounds of diagrams, and tell each when it ends; `given` are the seed, the rounds, and each one's size."""
    seed, rounds, each = given
    shares = min(AT_ONCE, rounds)
    lines: queue.Queue[str | None] = queue.Queue()
    for share in range(shares):
        how = (
            "--seed",
            seed,
            "--rounds",
            str(rounds),
            "--each",
            str(each),
            "--share",
            str(share),
            "--shares",
            str(shares),
        )
        workers.append(started("-m", WORKER, *how))
        threading.Thread(target=read, args=(workers[-1], lines), daemon=True).start()
    working = shares
    while working:
        try:
            line = lines.get(timeout=SILENT_SECONDS)
        except queue.Empty:
            found.failed.append(f"Ingen runde har meldt seg på {SILENT_SECONDS:.0f} s.")
            return
        working -= line is None
        if line is not None:
            take(json.loads(line), found)
    if found.rounds < rounds:
        found.failed.append(f"Bare {found.rounds} av {rounds} runder kom til sin ende.")


def read(worker: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    """Hand on each line of a worker, and None when there are no more."""
    assert worker.stdout  # noqa: S101 - opened by `started`
    for line in worker.stdout:
        lines.put(line)
    lines.put(None)


def take(told: dict[str, Any], found: Found) -> None:
    """Add what one round came to, and tell it."""
    found.rounds += 1
    found.distinct += told["distinct"]
    found.again += told["again"]
    found.tally.update(told["tally"])
    found.faults += told["faults"]
    seconds = time.monotonic() - found.began
    print(
        f"runde {told['number']}: {told['distinct']} ulike på {told['seconds']:.0f} s, {len(told['faults'])} uenige. "
        f"I alt {found.distinct} ulike på {seconds:.0f} s, {found.distinct / seconds:.1f} i sekundet, "
        f"{len(found.faults)} uenige.",
        flush=True,
    )
    for fault in told["faults"]:
        print(f"  uenig, {fault['size']} elementer. Samme igjen, mindre: make fuzz SEED={fault['seed']}", flush=True)


def others(seed: str, rounds: int, found: Found, workers: list[subprocess.Popen[str]]) -> None:
    """Run the other properties, each in a process, and tell what fails."""
    number = int(seed) if seed.isdigit() else 0
    how = ("-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={number}")
    running = [(file, started(*how, file, FUZZ_TIMES=str(rounds))) for file in PROPERTIES]
    workers += [worker for _, worker in running]
    for file, worker in running:
        said, _ = worker.communicate()
        print(f"{file}: {'feil' if worker.returncode else 'ok'}", flush=True)
        if worker.returncode:
            found.failed.append(said)


def started(*arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start a process of ours from the root of the repository."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
    )


def one(seed: str) -> int:
    """Try one diagram again, made as small as it still fails; return the exit code."""
    worker = started("-m", WORKER, "--again", "--seed", seed)
    said, _ = worker.communicate()
    fault = json.loads(said or "null")
    if fault is None and not worker.returncode:
        print(f"Diagrammet {seed}: ingen uenighet.")
        return 0
    print(json.dumps(fault["example"], ensure_ascii=False) + "\n" + fault["what"] if fault else "Det gikk ikke.")
    return 1


def tell(found: Found) -> int:
    """Tell what all came to, and the smallest disagreement; return the exit code."""
    seconds = time.monotonic() - found.began
    tally = found.tally
    print(json.dumps(dict(sorted(tally.items())), ensure_ascii=False))
    print(
        f"{found.distinct} ulike diagrammer kjørt på {seconds:.0f} s. Tegnet {tally['drawings']}, "
        f"avvist av kontrollen {tally['refused']}, like noen før {found.again}, "
        f"uavgjort {tally['undecided']}, steg {tally['steps']}. {len(found.faults)} uenige."
    )
    for said in found.failed:
        print(said)
    if found.faults:
        worst = min(found.faults, key=lambda one: one["size"])
        print(f"Minste uenighet: {worst['size']} elementer. Samme igjen, mindre: make fuzz SEED={worst['seed']}")
        print(worst["what"])
    return 1 if found.faults or found.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

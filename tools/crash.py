"""Kills web and clock processes hundreds of times under load, then PostgreSQL itself, and asks the rows what was lost.

`make crash`, `make crash KILLS=50 SEED=7`. Loopback only, a database of its own in a temporary folder (fsync on), ends
by itself. The same storm as in tests/crashes, longer; prints one JSON line a part, and what does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import factories  # noqa: E402
import psutil  # noqa: E402
import psycopg  # noqa: E402

from engine import db, expressions, migrations, postgres  # noqa: E402
from tests.crashes import invariants, storm  # noqa: E402

KILLS, STOPS = 500, 10


def main(arguments: list[str]) -> int:
    """Run both parts; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Drep prosesser under last, og se om noe er tapt eller gjort to ganger."
    )
    parser.add_argument("--kills", type=int, default=KILLS, help=f"hvor mange ganger web eller klokke drepes ({KILLS})")
    parser.add_argument(
        "--stops", type=int, default=STOPS, help=f"hvor mange ganger PostgreSQL stoppes brått ({STOPS})"
    )
    parser.add_argument("--seed", type=int, default=None, help="frø (ellers et tilfeldig)")
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    print(f"frø {seed}. Samme igjen: make crash KILLS={given.kills} SEED={seed}", flush=True)
    for name in [one for one in os.environ if one == "DATABASE_URL" or one.startswith("SKOLEMILJO_")]:
        del os.environ[name]
    expressions.start()
    parts = (("web og klokke", given.kills, 0), ("PostgreSQL", 0, given.stops))
    return max(_part(name, kills, stops, seed) for name, kills, stops in parts if kills or stops)


def _part(name: str, kills: int, stops: int, seed: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="skolemiljo-crash-") as folder, postgres.start(Path(folder)) as server:
        database = db.connect(server.url)
        db.configure(database)
        migrations.upgrade(database)
        logs = Path(folder) / "logs"
        logs.mkdir()
        with storm.raised(server.url, logs, factories.municipality(), seed) as raging:
            raging.rage(kills)
            for _ in range(stops):
                raging.let_work(10)
                _stop_database(Path(folder), raging)
            storm.until_quiet(raging, server.url)
        database.pool.dispose()
        found = invariants.broken(server.url, raging.work.sent, raging.post.taken)
        told = {
            "part": name, "seed": seed, "killed": dict(raging.killed), "stops": stops,
            "seconds": round(time.monotonic() - began), "sent": len(raging.work.sent),
            "answered": dict(sorted(Counter(str(one.status) for one in raging.work.sent).items())),
            **_counts(server.url), "mails": sum(raging.post.taken.values()),
            "mails_again": invariants.repeated(raging.post.taken),
            "broken": {key: len(rows) for key, rows in found.items()},
        }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False), flush=True)
    for key, rows in found.items():
        print(f"{key}: {rows[:10]}", file=sys.stderr)
    return 1 if found else 0


def _stop_database(folder: Path, raging: storm.Storm) -> None:
    """Stop the server at once, as after a power cut (its own processes too), and start it again.

    A clock and a part of the web start while it is away.
    """
    process = int((folder / "pgdata" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(process, signal.SIGQUIT)
    psutil.wait_procs([psutil.Process(process)], timeout=30)
    raging.kill("clock")
    raging.kill("worker")
    again = postgres.start(folder)  # recovers
    again.stop()


def _counts(url: str) -> dict[str, int]:
    names = {
        "cases": "SELECT count(*) FROM cases",
        "answers": "SELECT count(*) FROM answers",
        "timers_fired": "SELECT count(*) FROM timers WHERE fired_at IS NOT NULL",
    }
    with psycopg.connect(url) as connection:
        return {name: (connection.execute(query).fetchone() or (0,))[0] for name, query in names.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

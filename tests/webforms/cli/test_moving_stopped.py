"""`skolemiljo move` as a process of its own: Ctrl-C stops between two cases, and the same command goes on."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys

import diagrams
import factories
import pytest
import sqlalchemy as sa
import waiting

from engine import cases, db, model, tables
from engine.people import accounts

LANES = {"Rektor": ["inn", "B", "C"]}
MOVE = [sys.executable, "-m", "webforms.cli", "move", "--routine", "rutine", "--to", "2", "--by", "prosesseier"]


def test_ctrl_c_finishes_the_case_under_way_and_the_same_command_goes_on(
    opened: list[model.CaseRef], database_url: str
) -> None:
    terminal, its_end = pty.openpty()
    command = [*MOVE, "--reason", "Ny utgave"]
    with db.transaction(opened[1].id):  # the second case is in somebody's hands
        process = subprocess.Popen(command, env=_env(database_url), stdout=subprocess.PIPE, stderr=its_end, text=True)
        os.close(its_end)
        # the signal may not come between two cases
        waiting.until(lambda: _moved() == 1 and waiting.somebody_waits_for_a_lock(database_url), "the second case")
        process.send_signal(signal.SIGINT)
    said, _none = process.communicate(timeout=300)

    assert process.returncode == 130, said
    assert (_moved(), "2 flyttet" in said) == (2, True)
    assert "Saker" in os.read(terminal, 65536).decode()
    os.close(terminal)

    again = subprocess.run(command, env=_env(database_url), capture_output=True, text=True, timeout=600, check=False)
    assert (again.returncode, _moved(), "1 flyttet" in again.stdout) == (0, 3, True)


def _env(database_url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url, "SKOLEMILJO_LOCK_WAIT_SECONDS": "20"}


def _moved() -> int:
    with db.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(tables.moves)) or 0)


@pytest.fixture
def opened(municipality: factories.Town) -> list[model.CaseRef]:
    """Open three cases in version 1, and publish version 2 with one more step."""
    accounts.create(
        person_id=municipality.person("prosesseier").id, username="prosesseier", password="et langt passord 1"
    )
    raw, by = {"elev": str(municipality.pupil().id), "hva": "Står alene"}, municipality.person("ansatt")
    for tasks in ("B", "BC"):
        drawn = diagrams.chain("rutine", *map(diagrams.task, tasks), lanes=LANES)
        diagrams.publish(municipality.id, "rutine", drawn)
        if tasks == "B":
            found = [cases.open_case(by=by, routine="rutine", raw=raw, token=str(one)) for one in range(3)]
    return found

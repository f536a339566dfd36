"""bpmn-engine on Node doing the same: a child process that times its own acts (`node.mjs`).

It gets the statements that all contestants run with each act, so that they are written down in one place.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import errors
from engine.benchmark import same

_PROGRAM = Path(__file__).with_name("node.mjs")


class Node:
    """The child, and one case of a size in it."""

    def __init__(self, url: str, schema: str) -> None:
        """Start the child; raise `AssetMissing` where there is no Node, or its packages are not here."""
        self.rows: same.Rows | None = None
        own = Path(sys.prefix) / "bin" / "node"
        node = str(own) if own.exists() else shutil.which("node")
        if node is None:
            raise errors.AssetMissing("Node finnes ikke på maskinen. Kjør `make setup`.")
        self.child = subprocess.Popen(  # noqa: S603 - our own program
            [node, str(_PROGRAM), url, schema], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def stand(self, rows: same.Rows, tasks: int, done: int, text: str) -> int:
        """Run a case of `tasks` tasks to where `done` are done; return the size of its state in bytes."""
        self.rows = rows
        return int(self._ask({"tasks": tasks, "done": done, "text": text})["state_bytes"])

    def complete(self) -> Callable[[], float]:
        """Return the act, which tells itself how many seconds it took."""
        assert self.rows  # noqa: S101 - it stands somewhere
        self.rows.prepare()
        asked = {"answers": _plain(self.rows.answers()), "moved": _plain(self.rows.moved())}
        return lambda: float(self._ask(asked)["seconds"])

    def stop(self) -> None:
        """End the child."""
        self.child.communicate(timeout=20)

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self.child.stdin is not None  # noqa: S101 - both are pipes
        assert self.child.stdout is not None  # noqa: S101
        self.child.stdin.write(json.dumps(question, default=str) + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        if not answer:
            raise errors.AssetMissing("Målingen med bpmn-engine gikk ikke. Kjør `make setup`.")
        found: dict[str, Any] = json.loads(answer)
        return found


def _plain(statements: list[same.Statement]) -> list[dict[str, Any]]:
    """Return the statements as `pg` takes them: `$1` for `%s`."""
    return [{"text": _numbered(sql), "values": values} for sql, values in statements]


def _numbered(sql: str) -> str:
    first, *rest = sql.split("%s")
    return first + "".join(f"${place}{part}" for place, part in enumerate(rest, start=1))

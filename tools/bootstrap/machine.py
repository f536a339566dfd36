"""The machine below: one setup at a time, room on the disk, a browser for the tests.

Knows the operating system; nothing of the project.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bootstrap import commands, progress

# the shell draws as Chromium does, without its windows: the tests in a browser take a third of the processor
SHELL = "chromium-headless-shell"
_BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let one setup of this folder work at a time; the others wait."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Venter på at en annen make i samme mappe blir ferdig …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def require_space(folder: Path, needed: int) -> None:
    """Say that the disk is too full before anything is half-way."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise progress.CannotGoOnError(
            f"Disken er for full: {folder} har {_megabytes(free)} ledig og oppsettet trenger {_megabytes(needed)}."
        )


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000} MB"


def browser() -> str | None:
    """Return the path of the Chromium that the tests drive, the lightest first; None where there is none."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def install_browser(log: Path) -> None:
    """Install Debian's Chromium, where we may: the whole one where Debian is too old for the shell."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise progress.CannotGoOnError("Testene trenger Chromium, som mangler her. Installer Chromium og kjør på nytt.")
    if os.geteuid() != 0:
        raise progress.CannotGoOnError(
            "Testene trenger Chromium, som mangler her. Kjør `sudo apt install chromium` og prøv igjen."
        )
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    commands.run([apt, "update"], "pakkelisten fra Debian", log=log)
    install = [apt, "install", "-y", "--no-install-recommends"]
    with contextlib.suppress(progress.CannotGoOnError):
        commands.run([*install, SHELL], "Chromium", log=log)
    if not browser():
        commands.run([*install, "chromium"], "Chromium", log=log)
    if not browser():
        raise progress.CannotGoOnError("Testene trenger Chromium, men pakken «chromium» her gir ingen nettleser.")

"""Runs the programs of others (pip, npm, apt) out of sight, and says in one sentence why one of them failed.

Knows what they print; everything they say is kept in `var/setup.log`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from bootstrap import progress

_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|Read timed out|ReadTimeout|Connection (refused|reset|aborted|broken)"
    r"|name resolution|Name or service not known|nodename nor servname|getaddrinfo|Network is unreachable"
    r"|No route to host|ProxyError|SSLError|CERTIFICATE_VERIFY|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT"
    r"|ENETUNREACH|ENETDOWN|network (request|connectivity)|Could not resolve|Temporary failure resolving"
    r"|Failed to fetch|Retrying \(Retry|CERT_|SELF_SIGNED",
    re.IGNORECASE,
)
_DISK = re.compile(r"No space left on device|ENOSPC|Errno 28|Disk quota exceeded|EDQUOT", re.IGNORECASE)
_CLOSED = re.compile(r"Permission denied|EACCES|EPERM|Read-only file system|EROFS", re.IGNORECASE)
_WRONG = re.compile(r"^\s*(npm (ERR!|error)|ERROR:|E:|error:|.*\[ERROR\])", re.IGNORECASE)
_DIED = re.compile(r"^\s*[A-Za-z_.]*(Error|Exception): ")
# settings of the person's own pip and Python that would lead the packages away from the environment
_STRAY = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_NO_INDEX", "PYTHONPATH", "PYTHONHOME")

# node out of the wheel knows only its own list of authorities, not the one a municipality's proxy is on
_TRUSTED = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def run(command: list[str | Path], what: str, *, log: Path, heard: Callable[[str], None] | None = None) -> None:
    """Run `command` in silence, giving each of its lines to `heard`; raise `CannotGoOnError` when it fails.

    `what` names what was to be had in the sentence: "Python-pakkene".
    """
    with log.open("a", encoding="utf-8") as kept:
        kept.write(f"\n$ {' '.join(map(str, command))}\n")
        said = _talk(command, kept.write, heard or (lambda _line: None))
    if said is not None:
        raise progress.CannotGoOnError(_sentence(said, what, log))


def _talk(command: list[str | Path], keep: Callable[[str], object], heard: Callable[[str], None]) -> list[str] | None:
    """Return None when the command went well, else all it said."""
    lines: list[str] = []
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_environment(Path(command[0]).parent),
        )
    except OSError as problem:
        return [f"{command[0]}: {problem.strerror}"]
    with process:
        for line in process.stdout or ():
            keep(line)
            lines.append(line.rstrip())
            heard(line.rstrip())
    return None if process.returncode == 0 else lines


def _environment(first: Path) -> dict[str, str]:
    """Return an environment that finds the programs in `first`, and trusts whom the machine trusts."""
    kept = {name: value for name, value in os.environ.items() if name not in _STRAY}
    kept["PATH"] = os.pathsep.join((str(first), kept.get("PATH", os.defpath)))
    for bundle in filter(Path.exists, map(Path, _TRUSTED)):
        kept.setdefault("NODE_EXTRA_CA_CERTS", str(bundle))
    # npm waits more than a minute for a registry that is not there
    kept |= {"npm_config_fetch_retry_mintimeout": "1000", "npm_config_fetch_retry_maxtimeout": "5000"}
    return kept


def _sentence(said: list[str], what: str, log: Path) -> str:
    text = "\n".join(said)
    last = _last(said)
    if _DISK.search(text):
        return f"Disken er full mens {what} hentes. Frigjør plass og kjør kommandoen på nytt."
    if _NETWORK.search(text):
        return f"Får ikke hentet {what}: ingen kontakt med pakkelageret. Sjekk nettet og kjør på nytt. ({last})"
    if _CLOSED.search(text):
        return f"Får ikke skrevet {what} til mappen: {last}"
    return f"Får ikke hentet {what}: {last} (alt som ble sagt, står i {log})"


def _last(said: list[str]) -> str:
    """Return the line that tells most: what a Python program died of, else the first error that says something."""
    died = [line.strip() for line in said if _DIED.match(line)]
    wrong = [line.strip() for line in said if _WRONG.match(line) and len(line.split()) > 3]
    line = died[-1:] or wrong[:1] or [line for line in said if line.strip()][-1:] or ["ingen grunn ble gitt"]
    return line[0][:200]

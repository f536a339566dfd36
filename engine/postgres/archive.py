"""A whole database to one file and back (issue 2: "one line dumps it, one restores it").

Knows `pg_dump` and `pg_restore` of the wheel; any database, embedded or not. The file is PostgreSQL's own archive:
one consistent moment, compressed, with the versions in it. What stories leave behind is not in it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg import conninfo

from engine import errors
from engine.postgres import cluster

_PLAIN = ("postgresql+psycopg://", "postgresql://")
_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE", "connect_timeout": "PGCONNECT_TIMEOUT",
}  # fmt: skip
_OWN_SCHEMAS = "play_*"
_ANY_RELATION = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' LIMIT 1
"""


def dump(url: str, file: Path) -> None:
    """Write the database at `url` to `file`, readable by its owner only; a failed dump leaves no file.

    Raises `ArchiveFailed`.
    """
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        said = _run(url, "pg_dump", "--format=custom", f"--exclude-schema={_OWN_SCHEMAS}", f"--file={part}")
        if said is not None:
            raise errors.ArchiveFailed(f"Databasen kunne ikke kopieres til {file}: {said}", said=said)
        _sync(part)
        part.replace(file)
    except OSError as problem:
        raise errors.ArchiveFailed(f"Kopien kan ikke skrives til {file}: {problem.strerror}.") from problem
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Put what `dump` wrote to `file` into the empty database at `url`: all of it, or nothing.

    Raises `ArchiveUnreadable`, `DatabaseNotEmpty`, `DatabaseUnavailable` or `ArchiveFailed`.
    """
    if not os.access(file, os.R_OK) or not file.is_file():
        raise errors.ArchiveUnreadable(f"Filen {file} finnes ikke, eller du kan ikke lese den.")
    if _run(url, "pg_restore", "--list", f"--file={os.devnull}", str(file)) is not None:
        raise errors.ArchiveUnreadable(f"Filen {file} er ikke en kopi laget med `make dump`, eller den er ødelagt.")
    _require_empty(url)
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    database = conninfo.conninfo_to_dict(_plain(url)).get("dbname", "")
    said = _run(url, "pg_restore", *whole, f"--dbname={database}", str(file))
    if said is not None and "input file" in said:
        raise errors.ArchiveUnreadable(f"Filen {file} er ødelagt. Ingenting er hentet inn.", said=said)
    if said is not None:
        raise errors.ArchiveFailed(f"Kopien {file} kunne ikke hentes inn, og ingenting er endret: {said}", said=said)


def _require_empty(url: str) -> None:
    try:
        with psycopg.connect(_plain(url), connect_timeout=10) as connection:
            found = connection.execute(_ANY_RELATION).fetchone()
    except psycopg.OperationalError as problem:
        raise errors.DatabaseUnavailable(f"Databasen svarer ikke: {_first(str(problem))}") from problem
    if found is not None:
        raise errors.DatabaseNotEmpty()


def _run(url: str, program: str, *arguments: str) -> str | None:
    """Run `program` on the database; return None when it went well, else what it said."""
    done = subprocess.run(  # noqa: S603
        [cluster.programs() / program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=_environment(url),
    )
    return None if done.returncode == 0 else _first(done.stderr)


def _environment(url: str) -> dict[str, str]:
    """Return the address as variables: a password in a command line is seen by everybody on the machine."""
    parts = conninfo.conninfo_to_dict(_plain(url))
    given = {_VARIABLES[name]: str(value) for name, value in parts.items() if name in _VARIABLES and value is not None}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LC_ALL": "C", **given}


def _plain(url: str) -> str:
    return url.replace(*_PLAIN, 1)


def _first(said: str) -> str:
    """Return the line that says what went wrong, without the program's name in front."""
    lines = [line.strip() for line in said.splitlines() if "error:" in line or "FATAL:" in line] or said.splitlines()
    return lines[0].partition("error: ")[2] or lines[0] if lines else "ingen grunn ble gitt."


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

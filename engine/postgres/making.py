"""Makes a cluster: UTF-8, PostgreSQL's own C.UTF-8 (the wheel has no ICU), a random password (design 3, row 12).

Knows `initdb`; not how the server runs.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path

from engine import errors
from engine.postgres import account, cluster, faults

NEEDED_BYTES = 200_000_000
_NEW = "pgdata.new."
_SHAPE = ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
# the socket stands in a folder that only its owner may enter; an address on 127.0.0.1 is open to all on the machine
_ACCESS = ("--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions")


def ensure(at: cluster.Cluster, *, fsync: bool) -> None:
    """Make the cluster where there is none; a half-made one, from a start that was killed, is made anew."""
    version = at.data / "PG_VERSION"
    if not version.exists():
        _make(at, fsync=fsync)
    found = version.read_text(encoding="ascii").strip()
    if found != cluster.MAJOR:
        raise errors.DatabaseForeign(
            f"Dataene i {at.folder} er laget av PostgreSQL {found}, men dette programmet har PostgreSQL "
            f"{cluster.MAJOR}. Lag en kopi med det gamle programmet (make dump), flytt mappen, og hent kopien inn "
            "her (make restore).",
            found=found,
        )
    if at.account.user is not None and at.data.stat().st_uid != at.account.user:
        account.give_all(at.account.user, at.folder)  # root has copied the folder here


def _make(at: cluster.Cluster, *, fsync: bool) -> None:
    faults.require_space(at.folder, NEEDED_BYTES)
    for left in at.folder.glob(f"{_NEW}*"):
        shutil.rmtree(left, ignore_errors=True)
    # a name of its own: an `initdb` whose caller was killed may still be at work in the last one
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=at.folder))
    at.password.write_text(secrets.token_urlsafe(32), encoding="ascii")
    at.password.chmod(0o600)
    maker = account.named(at.account, at.folder, cluster.programs())
    account.give(maker.user, at.folder, at.password, new)
    names = ("-D", str(new), "-U", cluster.USER, "--pwfile", str(at.password))
    done = cluster.run(maker, "initdb", *names, *_SHAPE, *_ACCESS, *([] if fsync else ["--no-sync"]))
    account.give(at.account.user, at.folder, at.password)
    if done.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise faults.read(done.stderr, at.folder, maker)
    account.give_all(at.account.user, new)
    new.rename(at.data)

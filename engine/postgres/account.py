"""Which OS user PostgreSQL runs as (design 3, row 1).

PostgreSQL refuses root. The wheel's own runner makes an OS user `pgserver` and opens every folder above the data to
all; ours gives the data folder (0700) to a user number that nobody has and leaves all other folders as they are.
Nothing is added to the machine. Knows users and folder modes, not databases.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from engine import errors

# from a range that systemd's list of user numbers keeps free (60706 to 61183)
OWN_USER = 60912


@dataclass(frozen=True)
class Account:
    """The OS user of one cluster; `user` None: the one we are ourselves."""

    user: int | None
    closed: Path | None = None

    @property
    def arguments(self) -> tuple[str, str]:
        """Return USER and KEY for `launch.py`."""
        return ("-" if self.user is None else str(self.user)), ("-" if self.closed is None else "key")


def of(folder: Path, programs: Path) -> Account:
    """Return who shall run the cluster in `folder` (which exists): ourselves, its owner, or our own number.

    An owner who is neither root nor `nobody` keeps it, so a folder made by a person can be started by root too.
    """
    if os.geteuid() != 0:
        return Account(None)
    owner = folder.stat().st_uid
    user = OWN_USER if owner in {0, stand_in()} else owner
    if not _exists(user):
        raise errors.DatabaseNotStarted(
            "PostgreSQL vil ikke kjøre som root, og root kan ikke bytte bruker her. Start som en vanlig bruker."
        )
    return _account(user, folder, programs)


def named(account: Account, folder: Path, programs: Path) -> Account:
    """Return an account that the machine has a name for, which `initdb` asks for and nothing else does."""
    return account if account.user is None else _account(stand_in(), folder, programs)


def stand_in() -> int:
    """Return the number of `nobody`, else of the first user that is not root."""
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0}
    if not names:
        raise errors.DatabaseNotStarted(
            "PostgreSQL vil ikke kjøre som root, og maskinen har ingen andre brukere. Start som en vanlig bruker."
        )
    return names.get("nobody", min(names.values()))


def give(user: int | None, *paths: Path) -> None:
    """Make `user` the owner of these, not of what is in them; nothing to do when we run the cluster ourselves."""
    for path in paths:
        if user is not None:
            os.chown(path, user, user, follow_symlinks=False)


def give_all(user: int | None, folder: Path) -> None:
    """Make `user` the owner of `folder` and all in it."""
    give(user, folder)
    for at, folders, files in os.walk(folder):
        give(user, *(Path(at, name) for name in (*folders, *files)))


def _account(user: int, folder: Path, programs: Path) -> Account:
    return Account(user, _closed(folder.parent, user) or _closed(programs, user) or _unreadable(programs, user))


def _exists(user: int) -> bool:
    """Tell whether `user` can be switched to: a container may know only a few user numbers."""
    try:
        rows = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    except OSError:
        return True  # not Linux
    spans = [(int(row.split()[0]), int(row.split()[2])) for row in rows]
    return any(first <= user < first + count for first, count in spans)


def _closed(path: Path, user: int) -> Path | None:
    """Return the first folder from the root down to `path` that `user` may not pass."""
    return next((at for at in (*reversed(path.parents), path) if not _may(at, user, stat.S_IXUSR, stat.S_IXOTH)), None)


def _unreadable(programs: Path, user: int) -> Path | None:
    """Return the program when its file is closed to `user` (installed with a strict umask)."""
    server = programs / "postgres"
    return None if _may(server, user, stat.S_IXUSR, stat.S_IXOTH) else server


def _may(path: Path, user: int, own: int, other: int) -> bool:
    found = path.stat()
    return bool(found.st_mode & (own if found.st_uid == user else other))

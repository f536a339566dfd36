"""What commands share: which database, started and migrated; which folder of processes.

`DATABASE_URL` names a real server; without it the embedded PostgreSQL in `var/` is used, started when nobody has.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace

import click

from engine import clock, db, errors, expressions, migrations, postgres, settings

_PAUSE_SECONDS, _TELL_SECONDS = 1.0, 60.0


@contextlib.contextmanager
def server(*, is_private: bool = False) -> Iterator[str]:
    """Give the address of the database server; the embedded one lives as long as somebody holds it.

    `is_private`: never `DATABASE_URL` (design 9: a story does not touch it unless told).
    """
    given = settings.load().database_url
    if given and not is_private:
        yield given
        return
    with postgres.start(settings.load().var / "postgres") as own:
        yield own.url


@contextlib.contextmanager
def database(*, may_be_old: bool = False, is_patient: bool = False) -> Iterator[db.Database]:
    """Give the product's database, ready for commands and questions; who `is_patient` waits until it answers.

    Raises `DatabaseOutdated` or `DatabaseTooNew` where it is another release's, unless it `may_be_old`.
    """
    expressions.start()
    with server() as url:
        opened = db.connect(url, has_moving_clock=is_demo(url))
        db.configure(opened)
        try:
            if is_patient:
                wait_for(opened)
            if not may_be_old:
                migrations.require_current()
            yield opened
        finally:
            opened.pool.dispose()


def is_demo(url: str) -> bool:
    """Tell whether `url` is the embedded server, whose clock may be moved."""
    return url != settings.load().database_url


def wait_for(database: db.Database) -> None:
    """Wait until the database answers, however long, and say so: what shall run for months starts when it can.

    After a power cut everything starts at once, and a clock that gave up would keep no deadline.
    """
    told_at: float | None = None
    bare = replace(database, has_moving_clock=False)  # tables are the next one's to ask for
    while True:
        try:
            with db.using(bare), db.reading():
                return
        except errors.DatabaseUnavailable as away:
            if told_at is None or time.monotonic() - told_at > _TELL_SECONDS:
                told_at = time.monotonic()
                now = f"{clock.oslo(clock.system()):%d.%m.%Y %H:%M:%S}"
                click.echo(f"{now} Venter på databasen. {_said(away)}", err=True)
        time.sleep(_PAUSE_SECONDS)


def _said(away: errors.DatabaseUnavailable) -> str:
    """Return what the driver said, on one line: a wrong name or password is to be seen. It holds no password."""
    return " ".join(str(getattr(away.__cause__, "orig", away.message)).split())

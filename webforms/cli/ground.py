"""What commands share: which database, started and migrated; which folder of processes.

`DATABASE_URL` names a real server; without it the embedded PostgreSQL in `var/` is used, started when nobody has.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from engine import db, expressions, migrations, postgres, settings


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
def database(*, may_be_old: bool = False) -> Iterator[db.Database]:
    """Give the product's database, ready for commands and questions.

    Raises `DatabaseOutdated` or `DatabaseTooNew` where it is another release's, unless it `may_be_old`.
    """
    expressions.start()
    with server() as url:
        opened = db.connect(url, has_moving_clock=is_demo(url))
        db.configure(opened)
        try:
            if not may_be_old:
                migrations.require_current()
            yield opened
        finally:
            opened.pool.dispose()


def is_demo(url: str) -> bool:
    """Tell whether `url` is the embedded server, whose clock may be moved."""
    return url != settings.load().database_url

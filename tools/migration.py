"""Make the next numbered step of the database from what engine/tables.py says now, with `head` and `schema.sql`.

    .venv/bin/python -m tools.migration "Add the case numbers"      the next step: NNNN_add_the_case_numbers.py
    .venv/bin/python -m tools.migration --check                     tell whether a step is missing
    .venv/bin/python -m tools.migration --first                     write the first step anew, before the first release

Read the step before committing it: Alembic sees tables, columns, indexes and foreign keys; it does not see a changed
check, and takes a renamed column for a new one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import autogenerate, command
from alembic.runtime.migration import MigrationContext

from engine import db, migrations, postgres


def main(arguments: list[str]) -> int:
    """Run the tool; return the exit code."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    if arguments[0] == "--first":
        return remake_first()
    with (
        tempfile.TemporaryDirectory(prefix="skolemiljo-migration-") as folder,
        postgres.start(Path(folder), fsync=False) as server,
    ):
        database = db.connect(server.url, pool_size=1)
        try:
            migrations.upgrade(database)
            return check(database) if arguments[0] == "--check" else make(database, arguments[0])
        finally:
            database.pool.dispose()


def check(database: db.Database) -> int:
    """Print what no step says yet."""
    with database.pool.connect() as connection:
        missing = autogenerate.compare_metadata(
            MigrationContext.configure(connection, opts=migrations.options()), migrations.options()["target_metadata"]
        )
    for change in missing:
        print(change)
    return 1 if missing else 0


def remake_first() -> int:
    """Write the first step and schema.sql from the tables; refuse when there are later steps."""
    if migrations.head() != "0001":
        print("There are later steps: make the next one instead.")
        return 1
    migrations.SCHEMA_SQL.write_text(migrations.ddl())
    (migrations.HERE / "versions" / "0001_the_first_tables.sql").write_text(migrations.ddl())
    return 0


def make(database: db.Database, message: str) -> int:
    """Write the step, the head file and schema.sql."""
    number = f"{int(migrations.head()) + 1:04}"
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    with database.pool.connect() as connection:
        config = migrations.config(connection)
        config.set_main_option("file_template", f"{number}_{slug}")
        script = command.revision(config, message, autogenerate=True, rev_id=number)
    path = Path(script.path)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", path], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    (migrations.HERE / "head").write_text(f"{number}\n")
    migrations.SCHEMA_SQL.write_text(migrations.ddl())
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

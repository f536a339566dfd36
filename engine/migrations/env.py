"""What Alembic runs: the steps, on the connection and in the transaction that `engine.migrations` gives it."""

from __future__ import annotations

from alembic import context

from engine import migrations

context.configure(connection=context.config.attributes["connection"], **migrations.options())
with context.begin_transaction():
    context.run_migrations()

"""Timers, messages and incidents: what happens without a person."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.tables import columns

timers = Table(
    "timers",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id"),
    # `engine`: a timer event of the diagram; else the notice that a task's deadline gives (engine.notices)
    columns.text("kind"),
    Column("token", Uuid, nullable=False, index=True),
    columns.text("element_id"),
    columns.text("path"),
    columns.moment("due_at"),
    columns.moment("set_at"),
    columns.moment("fired_at", optional=True),
    columns.moment("cancelled_at", optional=True),
    columns.text("fired_by", default=""),
    # later times of a repeating timer that had passed as well when it fired: they count as this one
    Column("missed", Integer, nullable=False, server_default="0"),
    # in the order in which they are claimed, so that one among thousands of the same instant is found at once
    Index("ix_timers_pending", "due_at", "id", postgresql_where=text("fired_at is null and cancelled_at is null")),
    Index("ix_timers_fired", "fired_at", postgresql_where=text("fired_at is not null")),
    Index(
        "uq_timers_pending_token",
        "token",
        "kind",
        unique=True,
        postgresql_where=text("fired_at is null and cancelled_at is null"),
    ),
)

# a timer start of a routine in force: when the clock opens the next case there
start_timers = Table(
    "start_timers",
    columns.metadata,
    columns.number(),
    columns.to("version_id", "versions.id"),
    columns.text("element_id"),
    columns.moment("due_at"),
    columns.moment("set_at"),
    columns.moment("fired_at", optional=True),
    columns.moment("cancelled_at", optional=True),
    columns.text("fired_by", default=""),
    # later times that had passed as well when it fired: they count as this one
    Column("missed", Integer, nullable=False, server_default="0"),
    columns.said("problem"),
    # where no case could be opened: schools, null for the municipality; until somebody has tried again
    Column("failed_at", JSONB, nullable=False, server_default="[]"),
    Index("ix_start_timers_failed", "version_id", postgresql_where=text("failed_at <> '[]'::jsonb")),
    Index("ix_start_timers_pending", "due_at", postgresql_where=text("fired_at is null and cancelled_at is null")),
    Index(
        "uq_start_timers_pending_element",
        "version_id",
        "element_id",
        unique=True,
        postgresql_where=text("fired_at is null and cancelled_at is null"),
    ),
)

# a signal or message that a case threw (or that came from outside), on its way to one case or one start event
broadcasts = Table(
    "broadcasts",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    # where it has a routine, the case that it opened
    columns.to("case_id", "cases.id", optional=True),
    # which routine it starts, where it goes to no case; the new case belongs to the thrower's school
    columns.text("routine", default=""),
    columns.to("school_id", "schools.id", optional=True),
    # the thrower's shield, which the new case gets; the data goes to no case without it
    columns.text("shielded_role", default=""),
    # the case that threw it: whom that is about, the new case is about too; none where it came from outside
    columns.to("thrower_id", "cases.id", optional=True),
    # `signal`, `message`
    columns.text("kind"),
    columns.text("name"),
    columns.text("key", default=""),
    Column("data", JSONB, nullable=False, server_default="{}"),
    # how many cases it has come through, one setting off the next
    Column("hops", Integer, nullable=False),
    # a message that goes nowhere else: it is kept where it does not arrive
    Column("is_sole", Boolean, nullable=False, server_default="false"),
    columns.moment("at"),
    columns.moment("done_at", optional=True),
    columns.said("problem"),
    Index("ix_broadcasts_waiting", "id", postgresql_where=text("done_at is null")),
    # a case that could not be opened, until somebody has tried again
    Index(
        "ix_broadcasts_failed",
        "municipality_id",
        postgresql_where=text("case_id is null and done_at is not null and problem <> '\"\"'::jsonb"),
    ),
)

# a message that nobody waited for when it came, until somebody does or its time is over
kept_messages = Table(
    "kept_messages",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    columns.text("name"),
    columns.text("key", default=""),
    Column("data", JSONB, nullable=False, server_default="{}"),
    Column("hops", Integer, nullable=False),
    # of the case that threw it: school, shield and number, as in `broadcasts`; none where it came from outside
    columns.to("school_id", "schools.id", optional=True),
    columns.text("shielded_role", default=""),
    columns.to("thrower_id", "cases.id", optional=True),
    columns.moment("at"),
    columns.moment("expires_at"),
    # `given`: somebody waited for it at last; `expired`: nobody did, and its data is gone
    columns.moment("given_at", optional=True),
    columns.moment("expired_at", optional=True),
    Index(
        "ix_kept_messages_waiting",
        "municipality_id",
        "name",
        "key",
        postgresql_where=text("given_at is null and expired_at is null"),
    ),
    Index("ix_kept_messages_expired", "expired_at", postgresql_where=text("expired_at is not null")),
)

messages = Table(
    "messages",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    columns.to("case_id", "cases.id", optional=True),
    Column("task_id", Uuid, ForeignKey("tasks.id")),
    columns.text("kind"),
    columns.text("element_id", default=""),
    columns.text("role", default=""),
    columns.to("person_id", "people.id"),
    # what the wording needs: never a name of a child, never free text from a form
    Column("facts", JSONB, nullable=False, server_default="{}"),
    columns.moment("queued_at"),
    # `queued`, `sent`, `dead`; `withdrawn`: its reader lost the right to hear of the case before it was sent
    columns.text("status", default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    columns.moment("next_try_at"),
    columns.moment("sent_at", optional=True),
    columns.said("problem"),
    # one message per happening and person, however often the clock runs
    Column("once_key", Text, nullable=False, unique=True),
    CheckConstraint("status in ('queued', 'sent', 'dead', 'withdrawn')", name="status"),
    Index("ix_messages_queued", "next_try_at", postgresql_where=text("status = 'queued'")),
    Index("ix_messages_dead", "case_id", postgresql_where=text("status = 'dead'")),
)

incidents = Table(
    "incidents",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id"),
    columns.moment("at"),
    columns.text("element_id", default=""),
    columns.text("file", default=""),
    Column("line", Integer),
    columns.said("what"),
    columns.said("remedy"),
    # the command that failed, so that "try again" can do it again: {"kind": "complete"|"fire"|"open", …ids}
    Column("operation", JSONB, nullable=False),
    columns.moment("resolved_at", optional=True),
    Index("ix_incidents_unresolved", "case_id", postgresql_where=text("resolved_at is null")),
)

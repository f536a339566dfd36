"""Cases, their tasks, answers and drafts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.tables import columns

cases = Table(
    "cases",
    columns.metadata,
    columns.number(),
    columns.text("number"),
    columns.to("municipality_id", "municipalities.id"),
    columns.to("school_id", "schools.id", optional=True),
    columns.to("class_id", "classes.id", optional=True),
    columns.to("pupil_id", "people.id", optional=True),
    columns.to("version_id", "versions.id"),
    columns.text("routine"),
    columns.moment("opened_at"),
    columns.to("opened_by", "people.id", optional=True),
    # `open`, `ended`; an incident is a row of its own and does not end a case
    columns.text("status", default="open"),
    columns.moment("ended_at", optional=True),
    columns.text("ended_by_event", optional=True),
    # the only role that may see the case (skjerm); empty = the ordinary rules
    columns.text("shielded_role", default=""),
    # text, never JSONB: the order of keys is part of the engine's record (spiffworkflow.md 3)
    columns.text("state"),
    Column("state_version", Integer, nullable=False, server_default="1"),
    columns.moment("touched_at"),
    # what the state waits for from outside: `signal:NAME`, `message:NAME:KEY` (engine.cases.throws.awaiting)
    Column("awaits", ARRAY(Text), nullable=False, server_default="{}"),
    # the key of the message that opened it; one open case of a routine for each (Zeebe's rule)
    columns.text("started_key", default=""),
    UniqueConstraint("municipality_id", "number"),
    Index("ix_cases_awaits", "awaits", postgresql_using="gin", postgresql_where=text("status = 'open'")),
    Index(
        "uq_cases_started_key",
        "municipality_id",
        "routine",
        "started_key",
        unique=True,
        postgresql_where=text("status = 'open' and started_key <> ''"),
    ),
    CheckConstraint("status in ('open', 'ended')", name="status"),
    # lists and counts of what runs; with what they ask for, so that the wide rows are not read
    Index(
        "ix_cases_open",
        "municipality_id",
        "school_id",
        postgresql_include=["id", "routine", "version_id", "shielded_role"],
        postgresql_where=text("status = 'open'"),
    ),
)

# every number that was given: none is given again, whatever becomes of its case
case_numbers = Table(
    "case_numbers",
    columns.metadata,
    Column("municipality_id", BigInteger, ForeignKey("municipalities.id"), primary_key=True),
    Column("number", Text, primary_key=True),
)

case_members = Table(
    "case_members",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id"),
    columns.to("person_id", "people.id"),
    columns.text("reason"),
    columns.moment("from_at"),
    columns.moment("to_at", optional=True),
    columns.readable("to_at"),
    columns.to("added_by", "people.id", optional=True),
)

# whom a report is about (a field with `saken-gjelder`): of a shielded case they see nothing, whatever roles they have;
# no field: whom the case that set this one off is about
case_subjects = Table(
    "case_subjects",
    columns.metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("field", Text, primary_key=True),
)

# one-time token of a start form: a double press opens one case
start_tokens = Table(
    "start_tokens",
    columns.metadata,
    Column("token", Text, primary_key=True),
    columns.to("person_id", "people.id"),
    columns.to("case_id", "cases.id"),
    columns.moment("at"),
)

tasks = Table(
    "tasks",
    columns.metadata,
    Column("id", Uuid, primary_key=True),  # the engine's token; a part of a task that several must do has its own
    columns.to("case_id", "cases.id"),
    columns.text("element_id"),
    columns.text("path"),
    Column("instance", Integer),
    columns.text("name"),
    columns.text("form_id", optional=True),
    # whose task it is, as the diagram says it: a lane's name or candidate groups; task_roles is resolved from it
    columns.text("role_text", default=""),
    # whom the diagram names before any role: {assignee, users, groups: roles too}; empty where it names nobody.
    # `left` (`absent`, `given-back`): they do not have it any more, the roles do
    Column("named", JSONB, nullable=False, server_default="{}"),
    # `A og B`: one row for each role, which must do its own part; else both are empty
    columns.text("part", default=""),
    Column("part_of", Uuid),  # the engine's token
    Column("priority", Integer, nullable=False, server_default="50"),
    # `open`, `done`, `cancelled`
    columns.text("status", default="open"),
    columns.moment("opened_at"),
    columns.moment("closed_at", optional=True),
    columns.to("done_by", "people.id", optional=True),
    columns.to("assignee_id", "people.id", optional=True),
    columns.moment("due_at", optional=True),
    Column("is_straks", Boolean, nullable=False, server_default="false"),
    columns.said("due_explained"),
    # grows when somebody takes it, hands it over or marks it held: a page drawn before that is stale
    Column("version", Integer, nullable=False, server_default="1"),
    # "Samtalen er holdt nå": the act is done, the writing may follow
    columns.moment("held_at", optional=True),
    columns.readable("held_at"),
    # names that only this task's instance has (the pupil of a multi-instance), for lists and stories
    Column("local", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("status in ('open', 'done', 'cancelled')", name="status"),
    # in the order in which leaders see what is late
    Index(
        "ix_tasks_open_due",
        "due_at",
        "id",
        postgresql_include=["case_id", "held_at", "part_of"],
        postgresql_where=text("status = 'open'"),
    ),
    Index("ix_tasks_open_case", "case_id", postgresql_include=["id"], postgresql_where=text("status = 'open'")),
    Index("ix_tasks_open_straks", "opened_at", "id", postgresql_where=text("status = 'open' and is_straks")),
    Index("ix_tasks_open_named", "opened_at", "id", postgresql_where=text("status = 'open' and named <> '{}'::jsonb")),
)

# who may do an open task: one row per role and scope that opens it; gone when the task is closed
task_roles = Table(
    "task_roles",
    columns.metadata,
    Column("task_id", Uuid, ForeignKey("tasks.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Index("ix_task_roles_role_scope", "role", "scope"),
)

# which persons may do an open task besides: those the diagram names, and whom the leader handed it to
task_people = Table(
    "task_people",
    columns.metadata,
    Column("task_id", Uuid, ForeignKey("tasks.id"), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, index=True),
    Column("is_handed", Boolean, nullable=False, server_default="false"),
)

answers = Table(
    "answers",
    columns.metadata,
    columns.number(),
    # the start form's answers have no task, and no case until it is opened
    columns.to("case_id", "cases.id"),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    columns.text("element_id"),
    columns.text("form_id", optional=True),
    Column("publication_id", Text, ForeignKey("publications.id"), nullable=False),
    columns.to("person_id", "people.id", optional=True),
    columns.moment("at"),
    # `accepted`: evidence and variables; `late`: came when the task was closed; `superseded`: lost a race
    columns.text("standing"),
    Column("content", JSONB, nullable=False),
    columns.to("corrects_id", "answers.id", optional=True),
    CheckConstraint("standing in ('accepted', 'late', 'superseded')", name="standing"),
    # one accepted first answer per task: the loser of a race is decided by the database
    Index(
        "uq_answers_accepted_task",
        "task_id",
        unique=True,
        postgresql_where=text("standing = 'accepted' and corrects_id is null"),
    ),
)

drafts = Table(
    "drafts",
    columns.metadata,
    columns.number(),
    columns.to("person_id", "people.id"),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    columns.text("routine", optional=True),
    Column("content", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    columns.moment("saved_at"),
    Index("uq_drafts_person_task", "person_id", "task_id", unique=True, postgresql_where=text("task_id is not null")),
    Index("uq_drafts_person_routine", "person_id", "routine", unique=True, postgresql_where=text("task_id is null")),
)

# a case that was moved to another version of its routine; what it was before is kept, so that it can be moved back
moves = Table(
    "moves",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id"),
    columns.moment("at"),
    columns.to("moved_by", "people.id", optional=True),
    columns.text("reason"),
    columns.to("from_version", "versions.id"),
    columns.to("to_version", "versions.id"),
    # text, as in `cases`
    columns.text("state"),
    # what moving on takes away and moving back gives again: who had taken which task, since when each timer ran
    Column("held", JSONB, nullable=False, server_default="{}"),
    # the case's `state_version` after the move: as long as it has that, nothing has happened since
    Column("left_at", Integer, nullable=False),
    columns.moment("undone_at", optional=True),
)

"""All tables of the product (design 4 `tables`).

Knows columns and the rules the database itself keeps (unique, foreign keys, checks). Read and written only inside
`engine`; pages get frozen values. No column has an SQL `now()`: the time always comes from `engine.clock`, so that
stories and moved clocks see one time. Instants are `timestamptz`; `scope` is where a role counts, written as one
text so that a task and a holding meet by equality: `m:1` municipality, `s:2` school, `c:3` class, `k:4` case.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=False), primary_key=True)


def _moment(name: str, *, optional: bool = False, index: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=optional, index=index)


def _to(name: str, target: str, *, optional: bool = False, index: bool = True) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(target), nullable=optional, index=index)


def _text(name: str, *, optional: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=optional, server_default=default)


# -- places and people ------------------------------------------------------------------------------------------

municipalities = Table(
    "municipalities",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    # reminder times, maximum days, marking and law references; see engine.policy
    Column("settings", JSONB, nullable=False, server_default="{}"),
    # another text after each change of settings, roles, schools or calendar; see engine.snapshot
    Column("revision", Text, nullable=False, default=lambda: uuid4().hex),
)

roles = Table(
    "roles",
    metadata,
    _to("municipality_id", "municipalities.id", index=False),
    _text("name"),
    _text("scope_kind"),
    UniqueConstraint("municipality_id", "name"),
    CheckConstraint("scope_kind in ('municipality', 'school', 'class', 'case')", name="scope_kind"),
)

schools = Table(
    "schools",
    metadata,
    _id(),
    _to("municipality_id", "municipalities.id"),
    _text("name"),
    _text("language", default="nb"),
    _text("address", default=""),
    _text("email", default=""),
    _text("phone", default=""),
    UniqueConstraint("municipality_id", "name"),
    CheckConstraint("language in ('nb', 'nn')", name="language"),
)

# the school calendar (skolerute): days without school, both included; no school = all schools of the municipality
closures = Table(
    "closures",
    metadata,
    _id(),
    _to("municipality_id", "municipalities.id"),
    _to("school_id", "schools.id", optional=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    _text("name"),
    CheckConstraint("first_day <= last_day", name="order"),
)

classes = Table(
    "classes",
    metadata,
    _id(),
    _to("school_id", "schools.id"),
    _text("name"),
    Column("grade", Integer),
    UniqueConstraint("school_id", "name"),
)

people = Table(
    "people",
    metadata,
    _id(),
    _to("municipality_id", "municipalities.id"),
    # the id in the municipality's own register; an import finds the same person by it
    _text("register_id", optional=True),
    _text("name"),
    _text("email", default=""),
    _text("phone", default=""),
    Column("born", Date),
    _text("language", default="nb"),
    UniqueConstraint("municipality_id", "register_id"),
)

enrolments = Table(
    "enrolments",
    metadata,
    _id(),
    _to("pupil_id", "people.id"),
    _to("class_id", "classes.id"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    UniqueConstraint("pupil_id", "class_id", "first_day"),
)

guardians = Table(
    "guardians",
    metadata,
    _id(),
    _to("pupil_id", "people.id"),
    _to("parent_id", "people.id"),
    _text("kind", default="foreldreansvar"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    UniqueConstraint("pupil_id", "parent_id", "kind", "first_day"),
)

holdings = Table(
    "holdings",
    metadata,
    _id(),
    _to("person_id", "people.id"),
    _text("role"),
    _text("scope"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    _text("reason", default=""),
    # `register`: came with an import, which may end it again; empty: given by hand
    _text("source", default=""),
    UniqueConstraint("person_id", "role", "scope", "first_day"),
    # scope first: "who has this role here" and "who works here" both find their rows by it
    Index("ix_holdings_scope_role", "scope", "role"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    _text("password_hash"),
    Column("is_closed", Boolean, nullable=False, server_default="false"),
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the token in the cookie: a copy of the table opens no session
    Column("token_hash", LargeBinary, primary_key=True),
    _to("person_id", "people.id"),
    _moment("started_at"),
    _moment("seen_at"),
    _moment("ends_at"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _id(),
    _text("username"),
    _text("address"),
    _moment("at"),
    Index("ix_sign_in_attempts_username_at", "username", "at"),
    Index("ix_sign_in_attempts_address_at", "address", "at"),
)

# a POST that met an ended session, kept (encrypted to the browser that sent it) until the person has signed in
held_posts = Table(
    "held_posts",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    _text("path"),
    Column("content", LargeBinary, nullable=False),
    _moment("at"),
)

# -- routines ---------------------------------------------------------------------------------------------------

publications = Table(
    "publications",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 over sorted (path, SHA-256 of the file)
    _moment("at"),
)

publication_files = Table(
    "publication_files",
    metadata,
    Column("publication_id", Text, ForeignKey("publications.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    _id(),
    _to("municipality_id", "municipalities.id"),
    _text("routine"),
    Column("number", Integer, nullable=False),
    Column("publication_id", Text, ForeignKey("publications.id"), nullable=False),
    _text("name"),
    _text("start_form", optional=True),
    _moment("published_at"),
    _to("published_by", "people.id", optional=True),
    _moment("retired_at", optional=True),
    UniqueConstraint("municipality_id", "routine", "number"),
)

# -- cases ------------------------------------------------------------------------------------------------------

cases = Table(
    "cases",
    metadata,
    _id(),
    _text("number"),
    _to("municipality_id", "municipalities.id"),
    _to("school_id", "schools.id", optional=True),
    _to("class_id", "classes.id", optional=True),
    _to("pupil_id", "people.id", optional=True),
    _to("version_id", "versions.id"),
    _text("routine"),
    _moment("opened_at"),
    _to("opened_by", "people.id", optional=True),
    # `open`, `ended`; an incident is a row of its own and does not end a case
    _text("status", default="open"),
    _moment("ended_at", optional=True),
    _text("ended_by_event", optional=True),
    # the only role that may see the case (skjerm); empty = the ordinary rules
    _text("shielded_role", default=""),
    # text, never JSONB: the order of keys is part of the engine's record (spiffworkflow.md 3)
    _text("state"),
    Column("state_version", Integer, nullable=False, server_default="1"),
    _moment("touched_at"),
    UniqueConstraint("municipality_id", "number"),
    CheckConstraint("status in ('open', 'ended')", name="status"),
)

# the last number given in a year; one row locks the municipality while a case is opened, so that no number is lost
case_numbers = Table(
    "case_numbers",
    metadata,
    Column("municipality_id", BigInteger, ForeignKey("municipalities.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

case_members = Table(
    "case_members",
    metadata,
    _id(),
    _to("case_id", "cases.id"),
    _to("person_id", "people.id"),
    _text("reason"),
    _moment("from_at"),
    _moment("to_at", optional=True),
    _to("added_by", "people.id", optional=True),
)

# one-time token of a start form: a double press opens one case
start_tokens = Table(
    "start_tokens",
    metadata,
    Column("token", Text, primary_key=True),
    _to("person_id", "people.id"),
    _to("case_id", "cases.id"),
    _moment("at"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),  # the engine's token
    _to("case_id", "cases.id"),
    _text("element_id"),
    _text("path"),
    Column("instance", Integer),
    _text("name"),
    _text("form_id", optional=True),
    # whose task it is, as the diagram says it: a lane's name or candidate groups; task_roles is resolved from it
    _text("role_text", default=""),
    Column("priority", Integer, nullable=False, server_default="50"),
    # `open`, `done`, `cancelled`
    _text("status", default="open"),
    _moment("opened_at"),
    _moment("closed_at", optional=True),
    _to("done_by", "people.id", optional=True),
    _to("assignee_id", "people.id", optional=True),
    _moment("due_at", optional=True),
    Column("is_straks", Boolean, nullable=False, server_default="false"),
    _text("due_explained", default=""),
    # grows when somebody takes it, hands it over or marks it held: a page drawn before that is stale
    Column("version", Integer, nullable=False, server_default="1"),
    # "Samtalen er holdt nå": the act is done, the writing may follow
    _moment("held_at", optional=True),
    # names that only this task's instance has (the pupil of a multi-instance), for lists and stories
    Column("local", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("status in ('open', 'done', 'cancelled')", name="status"),
    Index("ix_tasks_open_due", "due_at", postgresql_where=text("status = 'open'")),
)

# who may do an open task: one row per role and scope that opens it; gone when the task is closed
task_roles = Table(
    "task_roles",
    metadata,
    Column("task_id", Uuid, ForeignKey("tasks.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Index("ix_task_roles_role_scope", "role", "scope"),
)

answers = Table(
    "answers",
    metadata,
    _id(),
    # the start form's answers have no task, and no case until it is opened
    _to("case_id", "cases.id"),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    _text("element_id"),
    _text("form_id", optional=True),
    Column("publication_id", Text, ForeignKey("publications.id"), nullable=False),
    _to("person_id", "people.id", optional=True),
    _moment("at"),
    # `accepted`: evidence and variables; `late`: came when the task was closed; `superseded`: lost a race
    _text("standing"),
    Column("content", JSONB, nullable=False),
    _to("corrects_id", "answers.id", optional=True),
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
    metadata,
    _id(),
    _to("person_id", "people.id"),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    _text("routine", optional=True),
    Column("content", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    _moment("saved_at"),
    Index("uq_drafts_person_task", "person_id", "task_id", unique=True, postgresql_where=text("task_id is not null")),
    Index("uq_drafts_person_routine", "person_id", "routine", unique=True, postgresql_where=text("task_id is null")),
)

# -- what happens without a person ------------------------------------------------------------------------------

timers = Table(
    "timers",
    metadata,
    _id(),
    _to("case_id", "cases.id"),
    # `engine`: a timer event of the diagram; else the notice that a task's deadline gives (engine.notices)
    _text("kind"),
    Column("token", Uuid, nullable=False, index=True),
    _text("element_id"),
    _text("path"),
    _moment("due_at"),
    _moment("set_at"),
    _moment("fired_at", optional=True),
    _moment("cancelled_at", optional=True),
    _text("fired_by", default=""),
    Index("ix_timers_pending", "due_at", postgresql_where=text("fired_at is null and cancelled_at is null")),
    Index(
        "uq_timers_pending_token",
        "token",
        "kind",
        unique=True,
        postgresql_where=text("fired_at is null and cancelled_at is null"),
    ),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _to("municipality_id", "municipalities.id"),
    _to("case_id", "cases.id", optional=True),
    Column("task_id", Uuid, ForeignKey("tasks.id")),
    _text("kind"),
    _text("element_id", default=""),
    _text("role", default=""),
    _to("person_id", "people.id"),
    # what the wording needs: never a name of a child, never free text from a form
    Column("facts", JSONB, nullable=False, server_default="{}"),
    _moment("queued_at"),
    # `queued`, `sent`, `dead`
    _text("status", default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _moment("next_try_at"),
    _moment("sent_at", optional=True),
    _text("problem", default=""),
    # one message per happening and person, however often the clock runs
    Column("once_key", Text, nullable=False, unique=True),
    CheckConstraint("status in ('queued', 'sent', 'dead')", name="status"),
    Index("ix_messages_queued", "next_try_at", postgresql_where=text("status = 'queued'")),
    Index("ix_messages_dead", "case_id", postgresql_where=text("status = 'dead'")),
)

incidents = Table(
    "incidents",
    metadata,
    _id(),
    _to("case_id", "cases.id"),
    _moment("at"),
    _text("element_id", default=""),
    _text("file", default=""),
    Column("line", Integer),
    _text("what"),
    _text("remedy", default=""),
    # the command that failed, so that "try again" can do it again: {"kind": "complete"|"fire"|"open", …ids}
    Column("operation", JSONB, nullable=False),
    _moment("resolved_at", optional=True),
)

# -- evidence ---------------------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    _moment("at"),
    _text("kind"),
    _text("element_id", default=""),
    _text("path", default=""),
    Column("instance", Integer),
    _to("person_id", "people.id", optional=True, index=False),
    # ids and numbers only; texts are in answers and documents
    Column("facts", JSONB, nullable=False, server_default="{}"),
)

reads = Table(
    "reads",
    metadata,
    _id(),
    _to("case_id", "cases.id"),
    _to("person_id", "people.id"),
    _moment("at"),
    _text("page"),
)

documents = Table(
    "documents",
    metadata,
    _id(),
    _to("case_id", "cases.id", optional=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    # `letter` or `upload`
    _text("kind"),
    _text("name"),
    _text("title"),
    _text("media_type"),
    _text("element_id", default=""),
    _text("path", default=""),
    _text("language", default="nb"),
    _text("sha256"),
    Column("content", LargeBinary, nullable=False),
    _to("added_by", "people.id", optional=True),
    _moment("at"),
    Column("labels", ARRAY(Text), nullable=False, server_default="{}"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _to("document_id", "documents.id"),
    _text("channel"),
    _text("recipient"),
    _moment("sent_at"),
    _to("recorded_by", "people.id", optional=True),
    _moment("recorded_at"),
)

# -- the running system -----------------------------------------------------------------------------------------

clock_offset = Table(
    "clock_offset",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seconds", BigInteger, nullable=False),
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("job", Text, primary_key=True),
    _moment("ran_at"),
    _text("process"),
)

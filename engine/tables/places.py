"""Places, people, their roles and their accounts."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.tables import columns

municipalities = Table(
    "municipalities",
    columns.metadata,
    columns.number(),
    Column("name", Text, nullable=False, unique=True),
    # another text after each change of settings, roles, schools or calendar; see engine.snapshot
    Column("revision", Text, nullable=False, default=lambda: uuid4().hex),
)

# what the municipality decides for itself: a row for each change, never changed again; the newest is in force
setting_versions = Table(
    "setting_versions",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id", index=False),
    Column("number", Integer, nullable=False),
    # what has been decided, by the keys of the form that declares the settings; see engine.municipality.policy
    Column("content", JSONB, nullable=False),
    # nobody: it came with an import
    columns.to("person_id", "people.id", optional=True),
    columns.moment("at"),
    columns.text("reason", default=""),
    UniqueConstraint("municipality_id", "number"),
)

roles = Table(
    "roles",
    columns.metadata,
    columns.to("municipality_id", "municipalities.id", index=False),
    columns.text("name"),
    columns.text("scope_kind"),
    UniqueConstraint("municipality_id", "name"),
    CheckConstraint("scope_kind in ('municipality', 'school', 'class', 'case')", name="scope_kind"),
)

schools = Table(
    "schools",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    columns.text("name"),
    columns.text("language", default="nb"),
    columns.text("address", default=""),
    columns.text("email", default=""),
    columns.text("phone", default=""),
    UniqueConstraint("municipality_id", "name"),
    CheckConstraint("language in ('nb', 'nn')", name="language"),
)

# maps of a school's yard, drawn anew from what was uploaded; a row for each, never changed: the newest is in use
school_maps = Table(
    "school_maps",
    columns.metadata,
    columns.number(),
    columns.to("school_id", "schools.id", index=False),
    Column("number", Integer, nullable=False),
    columns.text("media_type"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    # what the picture shows, for who does not see it
    columns.text("description", default=""),
    columns.text("sha256"),
    Column("content", LargeBinary, nullable=False),
    columns.to("added_by", "people.id", optional=True),
    columns.moment("at"),
    UniqueConstraint("school_id", "number"),
)

# the school calendar (skolerute): days without school, both included; no school = all schools of the municipality
closures = Table(
    "closures",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    columns.to("school_id", "schools.id", optional=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    columns.text("name"),
    CheckConstraint("first_day <= last_day", name="order"),
)

classes = Table(
    "classes",
    columns.metadata,
    columns.number(),
    columns.to("school_id", "schools.id"),
    columns.text("name"),
    Column("grade", Integer),
    UniqueConstraint("school_id", "name"),
)

people = Table(
    "people",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    # the id in the municipality's own register; an import finds the same person by it
    columns.text("register_id", optional=True),
    columns.text("name"),
    columns.text("email", default=""),
    columns.text("phone", default=""),
    Column("born", Date),
    # `nb` or `nn`; empty where the person has chosen none: messages follow the school's hovudmål then
    columns.text("language", default=""),
    UniqueConstraint("municipality_id", "register_id"),
)

enrolments = Table(
    "enrolments",
    columns.metadata,
    columns.number(),
    columns.to("pupil_id", "people.id"),
    columns.to("class_id", "classes.id"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    UniqueConstraint("pupil_id", "class_id", "first_day"),
)

guardians = Table(
    "guardians",
    columns.metadata,
    columns.number(),
    columns.to("pupil_id", "people.id"),
    columns.to("parent_id", "people.id"),
    columns.text("kind", default="foreldreansvar"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    UniqueConstraint("pupil_id", "parent_id", "kind", "first_day"),
)

holdings = Table(
    "holdings",
    columns.metadata,
    columns.number(),
    columns.to("person_id", "people.id"),
    columns.text("role"),
    columns.text("scope"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    columns.text("reason", default=""),
    # `register`: came with an import, which may end it again; empty: given by hand
    columns.text("source", default=""),
    UniqueConstraint("person_id", "role", "scope", "first_day"),
    # scope first: "who has this role here" and "who works here" both find their rows by it
    Index("ix_holdings_scope_role", "scope", "role"),
)

accounts = Table(
    "accounts",
    columns.metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    columns.text("password_hash"),
    Column("is_closed", Boolean, nullable=False, server_default="false"),
)

sessions = Table(
    "sessions",
    columns.metadata,
    # SHA-256 of the token in the cookie: a copy of the table opens no session
    Column("token_hash", LargeBinary, primary_key=True),
    columns.to("person_id", "people.id"),
    columns.moment("started_at"),
    columns.moment("seen_at"),
    columns.moment("ends_at"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    columns.metadata,
    columns.number(),
    columns.text("username"),
    columns.text("address"),
    columns.moment("at"),
    Index("ix_sign_in_attempts_username_at", "username", "at"),
    Index("ix_sign_in_attempts_address_at", "address", "at"),
)

# a POST that met an ended session, kept (encrypted to the browser that sent it) until the person has signed in
held_posts = Table(
    "held_posts",
    columns.metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    # who was signed in last in that browser: nobody else gets it, and each has room for so much
    columns.to("person_id", "people.id"),
    columns.text("path"),
    Column("content", LargeBinary, nullable=False),
    columns.moment("at"),
)

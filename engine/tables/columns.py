"""The metadata that all tables share, and the columns that many of them have."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine import phrases

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def number() -> Column[int]:
    """Return the column of the table's own number."""
    return Column("id", BigInteger, Identity(always=False), primary_key=True)


def moment(name: str, *, optional: bool = False, index: bool = False) -> Column[object]:
    """Return the column of an instant."""
    return Column(name, DateTime(timezone=True), nullable=optional, index=index)


def readable(name: str) -> CheckConstraint:
    """Return the check of an instant that people fill in: the year before year 1 is kept, and cannot be read again."""
    return CheckConstraint(f"{name} between '1900-01-01T00:00:00Z' and '2200-01-01T00:00:00Z'", name=f"{name}_readable")


def to(name: str, target: str, *, optional: bool = False, index: bool = True) -> Column[int]:
    """Return the column of a reference to another table."""
    return Column(name, BigInteger, ForeignKey(target), nullable=optional, index=index)


class Said(TypeDecorator[str]):
    """A sentence of ours as JSON, so that it can be said in another language; old free text is a JSON string."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> object:
        """Keep the template and its values."""
        return phrases.as_json(value)

    def process_result_value(self, value: object, dialect: Dialect) -> str:
        """Return the sentence; nothing where an outer join has no row."""
        return phrases.sentence(value)


def said(name: str) -> Column[str]:
    """Return the column of a sentence of ours."""
    return Column(name, Said, nullable=False, server_default='""')


def text(name: str, *, optional: bool = False, default: str | None = None) -> Column[str]:
    """Return the column of a text."""
    return Column(name, Text, nullable=optional, server_default=default)

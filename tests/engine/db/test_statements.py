"""Statements run by psycopg alone: what waits is written before anything is read, and not when it is undone."""

from __future__ import annotations

import contextlib

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from engine import db, tables
from engine.db import statements

pytestmark = pytest.mark.usefixtures("database")

_m = tables.municipalities.c
_ADD = sa.insert(tables.municipalities).values(revision=sa.literal("r"))
_PLAIN = sa.insert(tables.municipalities)
_ADDED = _PLAIN.returning(_m.id)
_COUNT = sa.select(sa.func.count().label("all")).select_from(tables.municipalities)
_NAMED = sa.select(_m.id, _m.name).where(_m.name == sa.bindparam("name"))
_ANY = sa.select(_m.name).where(_m.name.in_(["100 % Nord", "Sør"]), _m.name != "Øst's").order_by(_m.name)


def test_what_waits_is_there_for_whoever_reads_either_way() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"}, {"name": "Sør"})
        ours = statements.rows(connection, _COUNT)[0].all
        statements.later(connection, _ADD, {"name": "Øst"})
        through_sqlalchemy = connection.scalar(_COUNT)

    assert (ours, through_sqlalchemy) == (2, 3)


def test_what_waits_is_written_by_the_commit() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"})

    assert _names() == ["Nord"]


def test_rows_that_are_written_together_keep_their_order_however_many_they_are() -> None:
    names = [f"Kommune {number}" for number in range(40)]

    with db.transaction() as connection:
        statements.insert_later(connection, _PLAIN, [{"name": name, "revision": "r"} for name in names])
        statements.insert_later(connection, _PLAIN, [])

    assert _names() == names


def test_what_is_undone_is_not_written_later() -> None:
    with contextlib.suppress(LookupError), db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"})
        raise LookupError

    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Sør"})

    assert _names() == ["Sør"]


def test_a_savepoint_takes_with_it_what_came_after_it_only() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"})
        with contextlib.suppress(LookupError), connection.begin_nested():
            statements.later(connection, _ADD, {"name": "Sør"})
            raise LookupError
        with connection.begin_nested():
            statements.later(connection, _ADD, {"name": "Øst"})

    assert _names() == ["Nord", "Øst"]


def test_what_the_database_refuses_is_raised_as_sqlalchemy_does_and_nothing_is_kept() -> None:
    with pytest.raises(exc.IntegrityError) as refused, db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"}, {"name": None})

    assert "Nord" not in str(refused.value)
    assert _names() == []


def test_a_value_that_cannot_be_sent_lets_what_comes_next_be_undone_as_well() -> None:
    with contextlib.suppress(LookupError), db.transaction() as connection:
        with pytest.raises(exc.DataError):
            statements.rows(connection, _NAMED, name="a\0b")
        connection.execute(_PLAIN, {"name": "Nord", "revision": "r"})
        raise LookupError

    assert _names() == []


def test_what_waits_is_written_though_a_value_cannot_be_sent() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"})
        with pytest.raises(exc.DataError):
            statements.rows(connection, _NAMED, name="a\0b")

    assert _names() == ["Nord"]


def test_what_waits_and_cannot_be_sent_lets_nothing_be_kept() -> None:
    def catch(connection: sa.Connection) -> None:
        statements.later(connection, _ADD, {"name": "Nord"}, {"name": "a\0b"})
        with contextlib.suppress(exc.DataError):
            statements.rows(connection, _COUNT)

    with pytest.raises(exc.DataError), db.transaction() as connection:
        catch(connection)

    assert _names() == []


def test_a_transaction_that_has_failed_does_not_end_well() -> None:
    def catch(connection: sa.Connection) -> None:
        statements.rows(connection, _ADDED, name="Nord", revision="r")
        with contextlib.suppress(exc.IntegrityError):
            statements.rows(connection, _ADDED, name=None, revision="r")

    with pytest.raises(exc.InternalError), db.transaction() as connection:
        catch(connection)

    assert _names() == []


def test_values_that_stand_in_a_statement_are_written_out_as_they_are() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "100 % Nord"}, {"name": "Øst's"}, {"name": "Sør"})
        found = statements.rows(connection, _ANY)

    assert [one.name for one in found] == ["100 % Nord", "Sør"]


def test_rows_have_names_and_none_is_none() -> None:
    with db.transaction() as connection:
        statements.later(connection, _ADD, {"name": "Nord"})
        found = statements.first(connection, _NAMED, name="Nord")
        nobody = statements.first(connection, _NAMED, name="Sør")

    assert (found.name, found[1], nobody) == ("Nord", "Nord", None)


def test_a_column_that_sqlalchemy_would_fill_in_is_told_not_left_empty() -> None:
    with pytest.raises(TypeError, match="revision"), db.transaction() as connection:
        statements.later(connection, sa.insert(tables.municipalities), {"name": "Nord"})


def test_what_is_foreseen_is_answered_once_and_by_what_was_there_then() -> None:
    with db.transaction() as connection, db.transaction() as other:
        statements.foresee(connection, (_COUNT, {}), (_NAMED, {"name": "Nord"}))
        statements.rows(other, _ADDED, name="Nord", revision="r")
        statements.end(other)
        foreseen = statements.rows(connection, _COUNT)[0].all, statements.first(connection, _NAMED, name="Nord")
        anew = statements.rows(connection, _COUNT)[0].all

    assert (foreseen, anew) == ((0, None), 1)


@pytest.mark.parametrize("how", ["later", "at once", "by SQLAlchemy"])
def test_what_is_foreseen_is_forgotten_when_something_is_written(how: str) -> None:
    with db.transaction() as connection:
        statements.foresee(connection, (_COUNT, {}))
        if how == "later":
            statements.later(connection, _ADD, {"name": "Nord"})
        elif how == "at once":
            statements.rows(connection, _ADDED, name="Nord", revision="r")
        else:
            connection.execute(_PLAIN, {"name": "Nord", "revision": "r"})

        assert statements.rows(connection, _COUNT)[0].all == 1


def test_what_is_foreseen_is_not_known_to_the_next_transaction() -> None:
    with db.transaction() as connection:
        statements.foresee(connection, (_COUNT, {}))
    with db.transaction() as connection:
        connection.execute(_PLAIN, {"name": "Nord", "revision": "r"})

    with db.transaction() as connection:
        assert statements.rows(connection, _COUNT)[0].all == 1


def test_alone_each_statement_is_a_transaction_of_its_own() -> None:
    with contextlib.suppress(LookupError), db.singly() as connection:
        statements.rows(connection, _ADDED, name="Nord", revision="r")
        raise LookupError

    assert _names() == ["Nord"]


def test_a_transaction_in_which_nothing_is_asked_does_not_begin() -> None:
    with db.transaction() as connection:
        driver = connection.connection.driver_connection

    assert driver is not None
    assert driver.info.transaction_status == driver.info.transaction_status.IDLE


def test_a_reading_is_one_snapshot_and_refuses_to_write() -> None:
    with db.reading() as connection:
        before = statements.rows(connection, _COUNT)[0].all
        with db.transaction() as other:
            statements.later(other, _ADD, {"name": "Nord"})
        after = statements.rows(connection, _COUNT)[0].all, connection.scalar(_COUNT)

    assert (before, after) == (0, (0, 0))
    with pytest.raises(exc.DBAPIError, match="read-only"), db.reading() as connection:
        statements.rows(connection, _ADDED, name="Nord", revision="r")


def _names() -> list[str]:
    with db.reading() as connection:
        return list(connection.scalars(sa.select(_m.name).order_by(_m.id)))

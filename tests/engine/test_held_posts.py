"""A text held over an ended session: its own person's only, and no more of it than there is room for."""

from __future__ import annotations

from datetime import timedelta

import factories
import sqlalchemy as sa

from engine import clock, db, held_posts, tables


def test_a_held_text_opens_for_its_own_person_only(municipality: factories.Town) -> None:
    mine, other = municipality.person("rektor"), municipality.person("lærer")

    token = held_posts.keep("/oppgave/x", b"Hemmelig", person_id=mine.id)

    assert held_posts.kept(token, person_id=mine.id) == ("/oppgave/x", b"Hemmelig")
    assert held_posts.kept(token, person_id=other.id) is None


def test_the_oldest_of_a_person_give_way_and_nobody_elses(municipality: factories.Town, own: clock.Clock) -> None:
    mine, other = municipality.person("rektor"), municipality.person("lærer")
    theirs = held_posts.keep("/oppgave/x", b"en annens", person_id=other.id)
    first = held_posts.keep("/oppgave/0", b"0", person_id=mine.id)
    for number in range(1, held_posts.MOST + 1):
        own.set(own.now() + timedelta(seconds=1))
        last = held_posts.keep(f"/oppgave/{number}", b"1", person_id=mine.id)

    assert _count(mine.id) == held_posts.MOST
    assert held_posts.kept(first, person_id=mine.id) is None
    assert held_posts.kept(last, person_id=mine.id) is not None
    assert held_posts.kept(theirs, person_id=other.id) is not None


def test_bytes_of_a_person_are_bounded(municipality: factories.Town, own: clock.Clock) -> None:
    mine = municipality.person("rektor")
    large = b"x" * (held_posts.MOST_BYTES // 3)

    for number in range(3):
        own.set(own.now() + timedelta(seconds=1))
        held_posts.keep(f"/oppgave/{number}", large, person_id=mine.id)

    assert _count(mine.id) == 2  # the cipher makes them a third longer
    assert held_posts.keep("/oppgave/x", b"x" * held_posts.MOST_BYTES, person_id=mine.id) is None


def test_a_day_old_text_is_gone(municipality: factories.Town, own: clock.Clock) -> None:
    mine = municipality.person("rektor")
    token = held_posts.keep("/oppgave/x", b"i gaar", person_id=mine.id)

    own.set(own.now() + held_posts.KEPT + timedelta(seconds=1))

    assert held_posts.kept(token, person_id=mine.id) is None
    held_posts.keep("/oppgave/y", b"i dag", person_id=mine.id)
    assert _count(mine.id) == 1


def test_nobody_known_can_store_nothing(municipality: factories.Town) -> None:
    assert held_posts.keep("/oppgave/x", b"Hemmelig", person_id=2**40) is None


def _count(person_id: int) -> int:
    held = tables.held_posts
    with db.reading() as connection:
        query = sa.select(sa.func.count()).select_from(held).where(held.c.person_id == person_id)
        return int(connection.scalar(query) or 0)

"""Case numbers: they tell nothing, are given once, and a slip of the tongue finds no other case."""

from __future__ import annotations

import itertools
import threading

import factories
import pytest
import sqlalchemy as sa

from engine import db, numbers, tables


def test_number_is_the_year_and_six_digits(municipality: factories.Town) -> None:
    year, _, digits = drawn(municipality.id).partition("-")

    assert (year, len(digits), digits.isdecimal()) == ("2026", 6, True)


def test_numbers_tell_neither_order_nor_how_many(municipality: factories.Town) -> None:
    given = [int(drawn(municipality.id)[5:10]) for _ in range(60)]

    assert given != sorted(given)
    assert len({later - earlier for earlier, later in itertools.pairwise(given)}) > 30
    assert max(given) - min(given) > 10_000


def test_number_once_given_is_never_given_again(municipality: factories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "DRAWN", 1)

    given = [drawn(municipality.id) for _ in range(10)]

    assert len(set(given)) == 10
    assert drawn(factories.insert(tables.municipalities, name="Annen kommune")) in given


@pytest.mark.parametrize("digits", ["00000", "48291", "99999", "12345", "70707"])
def test_one_wrong_digit_or_two_swapped_make_no_number(digits: str) -> None:
    right = digits + numbers.check_digit(digits)
    wrong = {right[:at] + other + right[at + 1 :] for at in range(6) for other in "0123456789"}
    swapped = {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(5)}

    assert numbers.check_digit(right) == "0"
    assert all(numbers.check_digit(one) != "0" for one in (wrong | swapped) - {right})


def test_cases_opened_at_once_get_different_numbers(municipality: factories.Town) -> None:
    given: list[str] = []
    threads = [threading.Thread(target=lambda: given.append(drawn(municipality.id))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(given)) == 8


def test_opened_case_has_its_number_for_itself(municipality: factories.Town) -> None:
    first = factories.case(municipality)

    with pytest.raises(sa.exc.IntegrityError):
        factories.case(municipality, number=first.number)


def drawn(municipality_id: int) -> str:
    with db.transaction() as connection:
        return numbers.next_case_number(connection, municipality_id, 2026)

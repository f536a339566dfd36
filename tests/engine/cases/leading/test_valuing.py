"""What a leader writes as a value is taken for what it looks like, or refused in words; never for something else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import errors
from engine.cases.leading import valuing


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("ja", True, "ja eller nei"),
        ("7", 7, "et tall"),
        ("-2.5", -2.5, "et tall"),
        ("22121015", 22121015, "et tall"),
        ("20261", 20261, "et tall"),
        ("", None, ""),
        ("tekst", "tekst", "en tekst"),
        ("2026-W01-1", "2026-W01-1", "en tekst"),
        ("[uferdig", "[uferdig", "en tekst"),
        ('["a"]', ["a"], "en liste"),
        ('{"a": 1}', {"a": 1}, "en sammensatt verdi"),
        (" 2026-01-05 ", date(2026, 1, 5), "en dato"),
        ("2026-01-05T12:30Z", datetime(2026, 1, 5, 12, 30, tzinfo=UTC), "en dato med klokkeslett"),
        ('"\\u0000\\ud800"', "\ufffd\ufffd", "en tekst"),
    ],
)
def test_values_are_read_as_they_are_written(text: str, value: object, kind: str) -> None:
    found = valuing.value_of(text)

    assert (found, type(found), str(valuing.kind_of(found))) == (value, type(value), kind)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NaN", "ikke et tall"),
        ("[-Infinity]", "ikke et tall"),
        ("1e999", "for stort"),
        ('{"a": [-1e999]}', "for stort"),
        ("9" * 400, "for stort"),
        ("2026-02-31", "ikke en dato som finnes"),
        ("2026-01-05T25:00", "ikke en dato som finnes"),
        ("[" * 22 + "]" * 22, "for mange lister"),
        ("[" * 1000 + "]" * 1000, "for mange lister"),
        ("[" * 100_000, "100000 tegn"),
        ("9" * 5000, "5000 tegn"),
    ],
)
def test_what_nothing_can_count_with_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(errors.AnswersInvalid, match=said):
        valuing.value_of(text)

"""Register files that somebody made to do harm, or that a machine broke: told in a sentence, in bounded time."""

from __future__ import annotations

import time

import pytest

from engine.register import reading
from engine.register.sheets import ALL


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfen\x00a",
        b"\xfe\xff\xd8\x00",
        ";".join(f"kolonne{number}" for number in range(400_000)).encode(),
        b"navn;" + b'"' + b"x" * 200_000,
        b"navn\n" + b"\x00" * 1000,
        b"\xef\xbb\xbf",
        b'"navn\n' * 1000,
        b";" * 5_000_000,
        b"navn\r" * 10,
    ],
)
def test_hostile_file_is_refused_in_norwegian_and_at_once(content: bytes) -> None:
    began = time.perf_counter()

    rows, problems = reading.read_sheet(ALL[0], content)

    assert rows == []
    assert problems
    assert not any(word in str(problems[0]) for word in ("codec", "field larger", "new-line", "Error"))
    assert time.perf_counter() - began < 60

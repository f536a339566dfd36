"""A deadline tells what it counts from as the forms call it, never by a variable's name."""

from __future__ import annotations

import pytest

from engine import deadlines, phrases

SPOKEN = {"motedato": "datoen for møtet", "uker": "antall uker", "dato": "«Dato»", ".naar": "datoen i planen"}
EARLIEST = "tidligst av (=motedato, 6 uker fra dato)"


@pytest.mark.parametrize(
    ("explained", "deadline", "said"),
    [
        ("6 uker fra 5.1; motedato er ikke oppgitt", EARLIEST, "6 uker fra 5.1; datoen for møtet er ikke oppgitt"),
        ("tidligst av motedato 9.2 og 6 uker", EARLIEST, "tidligst av datoen for møtet 9.2 og 6 uker"),
        ("6 uker fra 5.1; dato er ikke oppgitt", EARLIEST, "6 uker fra 5.1; «Dato» er ikke oppgitt"),
        ("datoen 5.1", EARLIEST, "datoen 5.1"),
        ("6 uker fra 5.1", "6 uker", "6 uker fra 5.1"),
        ("ukjent 5.1", "=ukjent", "ukjent 5.1"),
        ("metode.naar 5.1", "=metode.naar", "datoen i planen 5.1"),
        ("metode.ukjent 5.1", "=metode.ukjent", "metode.ukjent 5.1"),
    ],
)
def test_names_are_said_in_words(explained: str, deadline: str, said: str) -> None:
    found = deadlines.called(phrases.both(explained, explained), deadline, SPOKEN)

    assert (found, phrases.spoken(found, "nn")) == (said, said)

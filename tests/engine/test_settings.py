"""Settings that would fail later, one message at a time, are refused when they are read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import errors, settings


@pytest.mark.parametrize(
    "address", ["", "skole", "a@b..c", "a..b@c.no", "Skole <a@b.no>", "a@b.no, c@d.no", "a b@c.no"]
)
def test_a_sender_that_no_mail_can_have_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SKOLEMILJO_MAIL_FROM", address)

    with pytest.raises(errors.SettingsUnreadable, match=r"mail_from: .*er ikke en e-postadresse; skriv for eksempel"):
        settings.load()


@pytest.mark.parametrize("address", ["ikke-svar@localhost", "ikke.svar@skole.kommune.no"])
def test_a_sender_may_be_of_this_machine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SKOLEMILJO_MAIL_FROM", address)

    assert settings.load().mail_from == address


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    settings.load.cache_clear()
    yield
    settings.load.cache_clear()

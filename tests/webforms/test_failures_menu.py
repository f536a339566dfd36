"""What stands around an error, and why one was signed out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.webforms.browser import Browser, words
from webforms import auth

As = Callable[..., Browser]


@pytest.mark.parametrize("path", ["/finnes-ikke", "/sak/2026-999999"])
def test_a_leader_keeps_the_leaders_menu_on_an_error_page(as_role: As, path: str) -> None:
    assert "Saker som står" in words(as_role("rektor").get(path))
    assert "Saker som står" not in words(as_role("ansatt").get(path))


def test_who_was_signed_out_by_time_is_told_why(as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.client.set_cookie(auth.SESSION, "a-session-that-has-ended")

    page = rektor.get("/oppgaver")

    assert "Du ble logget ut" in words(page)
    assert "120 minutter" in words(page)

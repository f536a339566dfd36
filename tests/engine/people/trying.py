"""Sign-ins in tests: the password that works, where it is typed, and attempts that fail."""

from __future__ import annotations

import pytest

from engine import errors, people

PASSWORD = "et langt passord"
HOME = "10.0.0.1"


def fail(username: str, times: int) -> None:
    """Try a wrong password so many times."""
    for _ in range(times):
        with pytest.raises(errors.SignInRefused):
            people.sign_in(username, "feil passord her", HOME)

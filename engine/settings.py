"""Typed settings, read from the environment only (design 4 `settings`).

Every name starts with `SKOLEMILJO_`, but `DATABASE_URL`, which is a custom of its own. Each setting stands in
docs/settings.md; a house-rule test compares the two. Secrets have no default outside the demo.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine import errors

ROOT = Path(__file__).resolve().parent.parent
_ATOM = r"[^@\s<>\",;:.]+"
_SENDER = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*", re.ASCII)  # a machine's own name has no dot


class Settings(BaseSettings):
    """All that may differ between two installations; times are in the unit their name says."""

    model_config = SettingsConfigDict(env_prefix="SKOLEMILJO_", frozen=True)

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    var: Path = ROOT / "var"
    processes: Path = ROOT / "processes"
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8080"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = False
    mail_from: str = "ikke-svar@localhost"
    sweep_seconds: float = 5.0
    clock_alarm_seconds: float = 120.0
    lock_hold_seconds: float = 60.0
    session_hours: float = 10.0
    session_idle_minutes: float = 120.0
    upload_max_mb: int = 20
    form_max_mb: int = 25
    upload_day_mb: int = 500
    upload_day_files: int = 500
    upload_case_day_mb: int = 1000
    text_max_kb: int = 1024
    message_days: float = 14.0
    lock_wait_seconds: float = 5.0
    log_level: str = "INFO"
    secure_cookies: bool = False
    web_threads: int = 8
    expression_ms: int = 200
    expression_memory_mb: int = 128

    @field_validator("mail_from")
    @classmethod
    def _can_send(cls, address: str) -> str:
        """Refuse at the start what every message would be refused for, one by one, until none is tried again."""
        if not _SENDER.fullmatch(address):
            raise ValueError("er ikke en e-postadresse; skriv for eksempel ikke-svar@eksempel.no")
        return address


@cache
def load() -> Settings:
    """Read the environment once a process; raise `errors.SettingsUnreadable` naming each setting that is wrong."""
    try:
        return Settings()
    except ValidationError as problem:
        lines = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise errors.SettingsUnreadable(f"Innstillingene i miljøet kan ikke leses: {lines}.") from problem

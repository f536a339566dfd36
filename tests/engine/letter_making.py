"""Letters of the product made from their examples, for tests that read them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from engine import letters

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"
NOTICE, PLAN = "melding-om-mottatt-bekymring", "aktivitetsplan"


def rendered(letter: str, locale: str, *, data: dict[str, Any] | None = None, at: datetime | None = None):
    """Return a letter on `data`, or on its own example."""
    data = letters.sample(letter, bundle=FOLDER) if data is None else data
    return letters.render(letter, bundle=FOLDER, data=data, locale=locale, at=at)

"""How many examples a property is tried with: always the same few in `make test`, many others by a seed in `make fuzz`.

`make fuzz` sets FUZZ_TIMES to how much more than usual is tried, and FUZZ_TALLY to a file for what was met: names of
their own, since the tests' conftest takes every SKOLEMILJO_ name away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import hypothesis

# A big diagram takes long to draw; that is no fault of the test.
_SLOW = [
    hypothesis.HealthCheck.too_slow,
    hypothesis.HealthCheck.data_too_large,
    hypothesis.HealthCheck.filter_too_much,
    hypothesis.HealthCheck.large_base_example,
]


def settings(examples: int) -> hypothesis.settings:
    """Return hypothesis' settings for a property that `make test` tries with so many examples."""
    times = float(os.environ.get("FUZZ_TIMES", 0))
    return hypothesis.settings(
        max_examples=int(examples * times) if times else examples,
        derandomize=not times,
        deadline=None,
        database=None,
        suppress_health_check=_SLOW,
    )


def tell(tally: Mapping[str, int]) -> None:
    """Write what was met to the file that `make fuzz` reads."""
    if "FUZZ_TALLY" in os.environ:
        with Path(os.environ["FUZZ_TALLY"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(tally) + "\n")

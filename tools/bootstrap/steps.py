"""Steps that are done once and remembered: a step is done again when what it reads has changed or what it made is gone.

Knows files and their fingerprints; not what the steps do.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bootstrap import progress


@dataclass(frozen=True)
class Step:
    """One thing to do: its title for people, the key of what it depends on, what must be there when it is done."""

    name: str
    title: str
    key: str
    products: tuple[Path, ...]
    act: Callable[[progress.Line], None]
    also: tuple[tuple[str, str], ...] = ()


def fingerprint(*parts: str | Path) -> str:
    """Return one hash over texts, files, and all files below folders."""
    found = hashlib.sha256()
    for part in parts:
        for name, content in _contents(part):
            found.update(f"{name}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def _contents(part: str | Path) -> Iterable[tuple[str, bytes]]:
    if isinstance(part, str):
        yield "", part.encode()
    elif part.is_dir():
        for file in sorted(path for path in part.rglob("*") if path.is_file()):
            yield str(file.relative_to(part)), file.read_bytes()
    elif part.exists():
        yield part.name, part.read_bytes()


def missing(steps: Iterable[Step], remembered: Path) -> list[Step]:
    """Return the steps that are not done, in order."""
    done = _read(remembered)
    return [step for step in steps if done.get(step.name) != step.key or not all(map(Path.exists, step.products))]


def do(steps: list[Step], remembered: Path) -> None:
    """Do the steps, remembering each as soon as it is done, so that a stop half-way costs one step."""
    for number, step in enumerate(steps, 1):
        line = progress.Line(number, len(steps), step.title)
        line.live()
        _remember(remembered, {step.name: ""})
        try:
            step.act(line)
        except BaseException:
            line.end("stoppet")
            raise
        _remember(remembered, {step.name: step.key, **dict(step.also)})
        line.end()


def _read(remembered: Path) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(remembered.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def _remember(remembered: Path, news: dict[str, str]) -> None:
    remembered.parent.mkdir(parents=True, exist_ok=True)
    part = remembered.with_suffix(".part")
    part.write_text(json.dumps({**_read(remembered), **news}, indent=1), encoding="utf-8")
    part.replace(remembered)

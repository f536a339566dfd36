"""Letters: Typst templates and JSON data made into archive-grade, accessible PDF (design 3.6, 6 letter data).

Knows templates, their descriptions and a warm worker process; must not know cases, channels or people. Every letter
is PDF/A-2a and PDF/UA-1 at once, in the language asked for, with fonts of ours alone.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import clock, errors
from engine.letters import bundles, facts, faults, press, specs
from engine.letters.bundles import Bundle, files_of, templates
from engine.letters.checking import Problem, problems, ungiven
from engine.letters.specs import LANGUAGES, Asked, Spec

__all__ = [
    "LANGUAGES", "Asked", "Bundle", "Letter", "Problem", "Spec", "bound", "close", "files_of",
    "problems", "render", "sample", "shipped", "spec", "templates", "title", "ungiven",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter; `replaced` are characters that could not be drawn and stand as their number, `[U+0645]`."""

    pdf: bytes
    sha256: str
    title: str
    language: str
    recipients: tuple[str, ...]
    replaced: tuple[str, ...] = ()


def render(
    template_id: str, *, bundle: Bundle | Path, data: Mapping[str, Any], locale: str, at: datetime | None = None
) -> Letter:
    """Return the letter `template_id` of `bundle` on `data` (design 6), in `locale` `nb` or `nn`.

    The same template, data and moment `at` (default: now) give the same bytes. Raises `errors.LetterFailed` with
    template, file, line, what and remedy; a letter takes 5 s of the processor at most.
    """
    files = bundles.read(bundle)
    description = spec(template_id, bundle=files)
    if locale not in LANGUAGES:
        raise errors.LetterFailed(f"Brevet kan lages på «nb» eller «nn», ikke «{locale}».", template=template_id)
    ready = facts.ready(description, data, locale)
    printed = press.the_press.compile(
        template_id,
        bundle=bundles.digest(files),
        files=files,
        data=ready.text,
        timestamp=int((at or clock.now()).timestamp()),
    )
    if printed.reason:
        raise faults.failed(template_id, printed)
    return Letter(
        pdf=printed.pdf,
        sha256=hashlib.sha256(printed.pdf).hexdigest(),
        title=title(description, data, locale),
        language=locale,
        recipients=description.recipients,
        replaced=tuple(sorted(ready.replaced)),
    )


def spec(template_id: str, *, bundle: Bundle | Path) -> Spec:
    """Return the letter's description: titles, recipients, source element, required and optional paths, example."""
    files = bundles.read(bundle)
    bundles.require(template_id, files)
    return specs.read(template_id, files[f"{template_id}.json"])


def title(description: Spec, data: Mapping[str, Any], locale: str) -> str:
    """Return the title that the letter has on `data`."""
    return facts.title(description, data, locale)


def sample(template_id: str, *, bundle: Bundle | Path) -> dict[str, Any]:
    """Return the letter's example data, for `check`, for trying a template and for tests; the caller may change it."""
    return copy.deepcopy(dict(spec(template_id, bundle=bundle).example))


def shipped(folder: Path) -> Bundle:
    """Return the letters that come with the program, below `folder`: where a publication has not its own."""
    return bundles.read(folder)


def bound(front: Letter, pdf: bytes) -> Letter:
    """Return `front` with other pages bound behind it."""
    return dataclasses.replace(front, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())


def close() -> None:
    """End the worker process, if one runs; the next letter starts another."""
    press.the_press.close()

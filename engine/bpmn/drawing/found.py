"""Collects findings: each with code, element, line, what, why, remedy (design 10 `check`).

Knows elements and XML nodes only as something that has an id, a name and a line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from engine import model
from engine.bpmn import values


class Place(Protocol):
    """Anything a finding can point at."""

    @property
    def id(self) -> str:
        """The id in the file."""

    @property
    def name(self) -> str:
        """What it is called in the diagram."""

    @property
    def line(self) -> int | None:
        """Where it stands in the file."""


@dataclass(frozen=True)
class Spot:
    """A place that is no element of ours."""

    id: str
    name: str = ""
    line: int | None = None


@dataclass
class Finder:
    """The findings of one file."""

    file: str
    findings: list[model.Finding] = field(default_factory=list)

    def error(self, code: str, at: Place, what: str, *, why: str = "", remedy: str = "") -> None:
        """Refuse the diagram for `what`."""
        self._add(code, "error", at, (what, why, remedy))

    def warning(self, code: str, at: Place, what: str, *, why: str = "", remedy: str = "") -> None:
        """Tell `what`, and let the diagram run."""
        self._add(code, "warning", at, (what, why, remedy))

    def _add(self, code: str, level: Literal["error", "warning"], at: Place, texts: tuple[str, str, str]) -> None:
        found = model.Finding(self.file, code, level, values.drawn(at.id), at.name, at.line, *texts)
        # the symbols of one event are wrong for the same reason
        if found.element == at.id or found not in self.findings:
            self.findings.append(found)

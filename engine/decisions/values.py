"""What stands in a decision file: frozen values only (design 3.3, 7).

A decision is a table or one FEEL text. Expressions are raw; numbers of rules and columns count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Policy = Literal["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]

POLICIES: tuple[Policy, ...] = ("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS: tuple[Aggregation, ...] = ("SUM", "MIN", "MAX", "COUNT")
LISTS = frozenset({"RULE ORDER", "OUTPUT ORDER", "COLLECT"})
RANKED = frozenset({"PRIORITY", "OUTPUT ORDER"})


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is asked: `text` is FEEL, `kind` the kind of its values ("" = any), `allowed` a unary test."""

    label: str
    text: str
    kind: str = ""
    allowed: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column that answers: `ranked` its values as FEEL texts, the most important first; `default` FEEL or ""."""

    label: str
    name: str
    kind: str = ""
    ranked: tuple[str, ...] = ()
    default: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: the unary tests of its input cells and the FEEL texts of its output cells."""

    number: int
    tests: tuple[str, ...]
    answers: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    policy: Policy
    aggregation: Aggregation
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a file; `variable` is what its result is called by those that need it.

    `needs` are the ids of the decisions it asks first. It has a `table`, else the FEEL text `literal`; without either
    it cannot be run, and a finding has said why.
    """

    id: str
    name: str
    file: str
    line: int | None
    variable: str = ""
    kind: str = ""
    needs: tuple[str, ...] = ()
    table: Table | None = None
    literal: str = ""

    @property
    def called(self) -> str:
        """Return its name for people."""
        return self.name or self.id

    @property
    def given(self) -> frozenset[str]:
        """Return the names under which those that need it see its result."""
        return frozenset({self.id, self.variable, self.name} - {""})


@dataclass(frozen=True, slots=True)
class Hit:
    """What one table said: which of its rules held; `is_default` where none did and the default stood for them."""

    decision: str
    name: str
    rules: tuple[int, ...]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a decision, and the hits of all tables asked on the way, its own last."""

    value: object
    hits: tuple[Hit, ...]

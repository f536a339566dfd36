"""Forms: what a `.form` file says, what is wrong with it, and what becomes of answers (design 3.5; form-js.md).

Knows form-js definitions and JSON answers; must not know HTML, people or cases. Checking answers is ours alone: the
real viewer is the judge in `tests/forms/`.
"""

from __future__ import annotations

from engine.forms.cleaning import KINDS, Cleaned, clean
from engine.forms.definition import Field, Form, ids, parse
from engine.forms.findings import problems
from engine.forms.problem import Problem
from engine.forms.showing import Shown, show

__all__ = ["KINDS", "Cleaned", "Field", "Form", "Problem", "Shown", "clean", "ids", "parse", "problems", "show"]

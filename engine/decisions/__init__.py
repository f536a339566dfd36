"""DMN decisions: tables and FEEL texts, as dmn-js and Camunda Modeler write them (design 3.3, 7).

Knows decision files and FEEL; must not know diagrams, cases or forms. No table is ever taken two ways: what is read
here is either run as DMN 1.3 says, or refused by name.

    library = decisions.make({"decisions/alvor.dmn": raw})
    found = decisions.findings(library, known=…, kinds=…, called=…)     # the check
    result = decisions.decide(library, "alvor", {"alder": 7})           # a value, and which rules held
"""

from __future__ import annotations

from engine.decisions.checking import findings
from engine.decisions.deciding import decide
from engine.decisions.library import EMPTY, Library, make
from engine.decisions.reading import read
from engine.decisions.values import Decision, Hit, Result, Table

__all__ = ["EMPTY", "Decision", "Hit", "Library", "Result", "Table", "decide", "findings", "make", "read"]

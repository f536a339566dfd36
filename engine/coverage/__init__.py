"""Is every rule, form, letter and routine of the source texts in the product, and does something prove it? (design 10)

Knows the ids of the sources, their force, and the one mapping that says where each lives and what passes it; looks up
that what the mapping names is there. Must not know HTTP or the database: the web's routes are handed in.
"""

from engine.coverage.judging import Row, beside, judge
from engine.coverage.reading import FILE, FORCES, IDS, Entry, forces, ids_in, mapping
from engine.coverage.shelf import PLACES, PROOFS, Known, known

__all__ = [
    "FILE",
    "FORCES",
    "IDS",
    "PLACES",
    "PROOFS",
    "Entry",
    "Known",
    "Row",
    "beside",
    "forces",
    "ids_in",
    "judge",
    "known",
    "mapping",
]

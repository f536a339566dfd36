"""What a municipality decides for itself: which settings there are, and what they say (domain.md 6.2, 6.4).

Knows the form that declares them, `processes/forms/innstillinger.form`, which a process owner changes; must not know
tables. The few that the engine itself reads stand in `Policy`; all of them are `innstilling.<key>` in FEEL, in forms'
texts and in letters.
"""

from engine.municipality.policy.checking import checked, problems
from engine.municipality.policy.declared import LAW_CHANGES, NAME, Declared, declared
from engine.municipality.policy.reading import READ, Policy, names, read, references, since, whole
from engine.municipality.policy.wording import fill, fill_json, inserted

__all__ = [
    "LAW_CHANGES",
    "NAME",
    "READ",
    "Declared",
    "Policy",
    "checked",
    "declared",
    "fill",
    "fill_json",
    "inserted",
    "names",
    "problems",
    "read",
    "references",
    "since",
    "whole",
]

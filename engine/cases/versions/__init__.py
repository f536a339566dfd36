"""A running case moves to another version of its routine, and back (DECISIONS 24, 25).

`choosing` says which cases, `verdict` whether and with what questions, `moving` writes it, `trying` does it for one of
many; what the engine makes of it is `engine.bpmn.moving`'s. *Move* is said of this and of nothing else.
"""

"""A case that leaves its drawing's way: to another version, by intervention, by a variable set right (DECISIONS).

`relocating` moves a case to another version, `verdicts` says what is asked; `intervening` and `correcting` act in
its own.
"""

"""What moves a case on, and what one step of the engine led to, written (design 5, T3 to T5).

`completing`, `firing` and `beginning` each take one step: a task is done (its answers in safety first: `accepting`), a
timer is due, somebody begins by hand.
`recording` writes what came of it, `acting` does what the diagram asks on the way, `incidents` tells of what failed.
Must not know how a case was opened, nor other versions of its routine.
"""

"""Task rows of a case: open, closed, and whose they are: by lane, by name, taken, handed over, given back (design 7).

`task_rows` follows the engine's open tasks, `parts` has those of several roles, `following` what stays open when the
case gets another version, `again` what is opened anew; the others are about who has a task. Must not know what
completing one leads to: `steps`.
"""

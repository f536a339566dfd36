"""A routine that runs: task specs for SpiffWorkflow out of a drawing, and steps of one case (design 3.10b, 5, 6).

`routine` is what is built of a publication, `step` has the commands, `run` moves tokens, `record` is the case as text.
"""

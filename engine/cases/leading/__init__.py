"""What is done by hand beside a case's steps, mostly by who leads it: intervene, correct, add members, try again.

Each with its right, most with a reason that is logged. Nothing else of `engine.cases` knows of it.
"""

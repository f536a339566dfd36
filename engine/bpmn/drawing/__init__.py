"""What stands in a diagram's file: XML read within bounds into frozen values, every word of it known (design 3.3, 7).

`reading` reads a file, `diagram` is what comes of it; `dialect` and `names` say what is run, drawn only or refused.
"""

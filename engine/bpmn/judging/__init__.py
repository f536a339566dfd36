"""The gate: what stands in the way of running a diagram, with element, why and remedy (design 7, 10 `check`).

`checking` asks `gate` in a process of its own; each other module judges one concern and adds findings.
"""

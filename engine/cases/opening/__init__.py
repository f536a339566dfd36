"""How a case comes to be: somebody reports, or the clock, a message or a signal opens it (design 5, T1; DECISIONS 21).

Must not know whether what was thrown has other takers (`arrivals`), nor what the case does after its first steps.
"""

"""Signals and messages come to those who wait for them: cases take a step, routines open a case (DECISIONS 20).

Each in a transaction of its own. What was thrown, by whom, and what is kept is `throws`'.
"""

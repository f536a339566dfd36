"""Signals and messages between cases until one takes them: who waits, what was thrown, what is kept (DECISIONS 20).

Rows only, written in the caller's transaction. Must not know what a case does with what it gets: `arrivals`.
"""

"""Whom a case is about, and what answers say of persons in it: the pupil, staff it concerns, roles given (design 6).

The class goes with the pupil. Knows who must see nothing of a shielded case. Must not know who may correct it, nor letters: `leading`, `letters`.
"""

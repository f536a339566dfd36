"""Whom a case is about, and what answers say of persons in it: the pupil, staff it concerns, roles given (design 6).

Knows who must see nothing of a shielded case, and that the class is the pupil's of today. Must not know who may correct
it, nor letters: `leading`, `letters`.
"""

"""Letters of a case: what they say, who signs, how they are made and how they were sent (design 6).

Knows documents and answers. Must not know when the routine asks for a letter: a step's action or a person does.
"""

"""What classes are asked about themselves: marks on the school's map, and whom pupils want to be with (issue 4).

Pure functions over answers: must not know tables, pages or who is asking. `marks` is the map of the schoolyard
(BAE-V-5), `choices` the sociogram (BAE-V-4), `drawing` where the sociogram's pupils stand.
"""

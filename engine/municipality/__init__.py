"""What a municipality is and what it has decided for itself (domain.md 6.2, 6.4).

`places` is where a case belongs, `policy` which settings there are, `setting_versions` what they are and were,
`school_calendar` reads a skolerute. Must not know who works there (`engine.people`), which roles there are
(`engine.roles`) or cases.
"""

"""A case that would be shielded for somebody who cannot see it is refused before it is published."""

from __future__ import annotations

import drawing
import pytest

from engine.publishing import checks


@pytest.mark.parametrize(
    ("role", "is_refused"),
    [
        ("rektor", False),
        ("Skoleeier", False),
        ("avdelingsleder", False),
        ("=hvem", False),
        ("vekter", False),  # there is no such role: that is told of by itself
        ("kommunalsjef", True),
        ("kontaktlærer", True),
        ("koordinator", True),
        ("elevråd", True),
        ("rektor, skoleeier", True),
    ],
)
def test_a_role_that_could_not_see_the_case_is_told_of_with_its_remedy(role: str, is_refused: bool) -> None:
    header = f'<zeebe:taskHeaders><zeebe:header key="rolle" value="{role}"/></zeebe:taskHeaders>'
    action = f'<zeebe:taskDefinition type="skjerm"/>{header}'
    drawn = drawing.draw("inn > S > slutt", S=drawing.node("serviceTask", ext=action))

    found = [one for one in checks.judged({"prove.bpmn": drawn}) if one.code == "shield-role"]

    assert [(one.element, one.level) for one in found] == [("S", "error")] * is_refused
    assert all(one.line and role in one.what and "skoleeier" in one.remedy for one in found)

"""A step for each row of a list is told of where the list may have none: the case would stop there."""

from __future__ import annotations

import json

import drawing
import pytest

from engine.publishing import checks

ROW = {"type": "textfield", "id": "n", "key": "navn", "label": "Navn"}


@pytest.mark.parametrize(
    ("counted", "own", "is_told"),
    [
        ("=ansatte", {}, True),
        ("=ansatte", {"properties": {"minst": "1"}}, False),
        ("=if ansatte = null then [] else ansatte", {}, False),
    ],
)
def test_a_list_that_may_be_sent_without_rows_is_told_of_with_both_remedies(
    counted: str, own: dict[str, object], is_told: bool
) -> None:
    rows = {"type": "dynamiclist", "id": "l", "path": "ansatte", "label": "Ansatte", "components": [ROW], **own}
    form = {"type": "default", "id": "lag", "components": [rows]}
    each = f'<zeebe:loopCharacteristics inputCollection="{counted}" inputElement="en" />'
    loop = drawing.node("multiInstanceLoopCharacteristics", ext=each).replace(' id="{id}" name="{id}"', "")
    asked = drawing.node("userTask", ext='<zeebe:userTask /><zeebe:formDefinition formId="lag" />')
    drawn = drawing.draw("inn > S > B > slutt", S=asked, B=drawing.node("userTask", loop))
    files = {"prove.bpmn": drawn, "forms/lag.form": json.dumps(form).encode()}

    found = [one for one in checks.judged(files) if one.code == "list-empty"]

    assert [(one.element, one.level) for one in found] == [("B", "warning")] * is_told
    assert all("«Ansatte»" in one.what and "minst = 1" in one.remedy and "then []" in one.remedy for one in found)

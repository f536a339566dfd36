"""«Begynn noe i saken» has a button for each child where what waits is repeated for them, and begins there."""

from __future__ import annotations

import drawing
import factories

from engine import clock
from tests.engine.cases import crossing, looking
from tests.webforms.browser import As, find

HAND = '<zeebe:properties><zeebe:property name="for-hand" value="rektor"/></zeebe:properties>'
PERSONS = drawing.each('=["Per", "Kari"]', inputElement="barn")
FORM = "//form[contains(@action, '/begynn')]"


def test_the_button_of_the_second_begins_it_for_the_second(
    municipality: factories.Town, as_role: As, own: clock.Clock
) -> None:
    start = drawing.node("startEvent", drawing.on_message("svar"), ext=HAND, isInterrupting="false")
    beside = drawing.inside("starth > H > slutth", prefix="h", starth=start, H=crossing.TASK)
    body = drawing.inside("starts > I > slutts", prefix="s", I=crossing.TASK)
    body += drawing.node("subProcess", beside, triggeredByEvent="true").replace("{id}", "E") + PERSONS
    given = {"S": drawing.node("subProcess", body), "slutt": crossing.END}
    crossing.publish(municipality, "rutine", "inn > S > slutt", **given)
    case = crossing.opened(municipality, "rutine")
    rektor = as_role("rektor")
    page = rektor.get(f"/sak/{case.number}")
    assert [one.strip() for one in find(page, f"{FORM}//button/text()")] == ["starth (1)", "starth (2)"]
    places, seen = find(page, f"{FORM}//input[@name='hvor']/@value"), find(page, f"{FORM}//input[@name='sett']/@value")

    rektor.post(f"/sak/{case.number}/begynn", {"hva": "starth", "hvor": places[1], "sett": seen[1]})

    [task] = [row for row in looking.open_tasks(case.id) if row.element_id == "H"]
    assert task.local["barn"] == "Kari"

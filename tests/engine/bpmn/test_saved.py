"""Cases that were saved in any format of the record since the first release load, stand as they stood, and finish."""

from __future__ import annotations

import pytest

from engine import clock, errors
from engine.bpmn.running import record
from tests.engine.bpmn import playing, saving

KEPT = list(saving.kept())


@pytest.fixture(autouse=True)
def _then():
    with clock.at(saving.MOMENT):
        yield


@pytest.mark.parametrize(("name", "saved"), KEPT, ids=lambda one: one if isinstance(one, str) else one.construct)
def test_a_saved_case_loads_and_finishes(name, saved):
    play = saved.restored()

    for action, shown in saved.steps:
        assert f"{name}, {action}: {playing.act(play, action)}" == f"{name}, {action}: {shown}"
    assert saved.steps[-1][1].startswith("= ") or saved.steps[-1][1] == "stopped"


def test_the_present_format_has_saved_cases_of_all_that_can_wait():
    present = [saved for name, saved in KEPT if name == f"format-{record.VERSION}"]
    found = {shape for one in present for shape in saving.shapes(one.restored().definition, one.state)}
    kinds = {shape[0] for shape in found}

    assert found >= {("repeat", "int"), ("repeat", "NoneType"), ("repeat", "str")}
    assert kinds >= {
        "Work", "Catch", "Boundary", "Listener", "Race", "Gateway", "Each", "Again", "SubProcess", "EventSubProcess",
        "Call", "Throw", "c", "s", "scope",
    }  # fmt: skip


def test_a_record_of_a_format_that_nobody_knows_is_refused_with_a_sentence():
    saved = KEPT[0][1]
    foreign = saved.state.replace('"v": 1', '"v": 999', 1)

    with pytest.raises(errors.RoutineFault, match="av en annen utgave av Skolemiljø"):
        saving.loaded(saved.restored().definition, foreign)

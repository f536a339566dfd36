"""A finding quotes no more than a person reads, whatever stands in the file."""

from __future__ import annotations

from pathlib import Path

import drawing
import pytest

from engine import model, publishing
from tests.engine.bpmn import gating


def found(folder: Path, condition: str, **elements: str) -> list[model.Finding]:
    """Return the errors of a routine with a condition."""
    flows = f"start > T > xor; xor > slutt : {condition}; xor > T : default"
    (folder / "p.bpmn").write_bytes(drawing.draw(flows, T=gating.TASK, **elements))
    return [one for one in publishing.check([folder / "p.bpmn"]) if one.code in {"feel-unreadable", "feel-too-costly"}]


def test_a_long_expression_is_cut_and_the_place_stays(tmp_path: Path) -> None:
    (one,) = found(tmp_path, f"={' + '.join(['1'] * 400)} + ")

    quoted = one.what.partition("«")[2].partition("»")[0]
    assert (len(quoted), quoted[:9], quoted[-1]) == (120, "=1 + 1 + ", "…")
    assert one.what.endswith("» (tegn 1601): Uttrykket er ikke ferdig: noe mangler her.")


def test_a_short_one_stands_as_it_is(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "=1 + ")

    assert "«=1 + »" in one.what or "«=1 +»" in one.what


@pytest.mark.parametrize("text", ["x", "«»", "»", "« a » "])
def test_no_finding_is_longer_than_a_person_reads(tmp_path: Path, text: str) -> None:
    made = found(tmp_path, f'="{text * 2_000}" && ')

    assert made
    assert max(len(one.what) + len(one.why) + len(one.remedy) for one in made) < 1_500


def test_what_another_language_wrote_at_length_is_cut_in_the_advice_too(tmp_path: Path) -> None:
    (one,) = found(tmp_path, f"={' && '.join(['true'] * 200)}")

    assert one.what.count("…»") == 2
    assert len(one.what) < 500

"""A map or a sociogram that could never be collected is found at publishing, not by who opens an empty picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import diagrams
import pytest

from engine import publishing

Field = dict[str, object]


def test_a_map_and_questions_as_the_pictures_read_them_are_no_finding(tmp_path: Path) -> None:
    assert told(tmp_path, yard(), sociogram("er-mest-med")) == []


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("yard-name", "«kart» sier «skolegaard», som ikke finnes; mente du «skolegard»"),
        ("yard-text", "«kart» står på et felt som ikke er en liste"),
        ("yard-no-place", "mangler «y»"),
        ("yard-kind", "«leiker», som ikke er noe merke; mente du «leker»"),
        ("yard-inside", "en liste i en liste"),
        ("question", "«sosiogram» sier «er-mest-med-dem», som ikke finnes; mente du «er-mest-med»"),
        ("no-pupils", "«sosiogram» står på et felt som ikke velger elever"),
        ("nobody", "ikke hvem som svarer"),
    ],
)
def test_what_could_never_be_collected_is_found(tmp_path: Path, field: str, said: str) -> None:
    found = told(tmp_path, *WRONG[field])

    assert [one for one in found if said in one], found


# -- fixtures


def rows(*parts: str, kinds: tuple[str, ...] = ("leker", "utrygt")) -> list[Field]:
    made: dict[str, Field] = {
        "merke": {
            "type": "select", "key": "merke", "label": "Merke", "id": "Field_merke",
            "values": [{"label": one, "value": one} for one in kinds],
        },
        "x": {"type": "number", "key": "x", "label": "Bortover", "id": "Field_x"},
        "y": {"type": "number", "key": "y", "label": "Nedover", "id": "Field_y"},
    }  # fmt: skip
    return [made[part] for part in parts]


def yard(name: str = "skolegard", fields: list[Field] | None = None) -> Field:
    return {
        "type": "dynamiclist", "path": "kryss", "id": "Field_kryss", "label": "Kryss",
        "components": rows("merke", "x", "y") if fields is None else fields, "properties": {"kart": name},
    }  # fmt: skip


def pupil(key: str, **properties: str) -> Field:
    return {
        "type": "select", "key": key, "label": "Elev", "id": f"Field_{key}", "valuesKey": "elever",
        "properties": {"register": "elev", **properties},
    }  # fmt: skip


def sociogram(question: str, **properties: str) -> Field:
    return {
        "type": "taglist", "key": "venner", "label": "Hvem?", "id": "Field_venner", "valuesKey": "elever",
        "properties": {"register": "elev", "sosiogram": question, **properties},
    }  # fmt: skip


WRONG: Mapping[str, tuple[Field, ...]] = {
    "yard-name": (yard("skolegaard"),),
    "yard-text": (diagrams.text_field("ny", properties={"kart": "skolegard"}),),
    "yard-no-place": (yard(fields=rows("merke", "x")),),
    "yard-kind": (yard(fields=rows("merke", "x", "y", kinds=("leiker", "utrygt"))),),
    "yard-inside": (
        {"type": "dynamiclist", "path": "barn", "id": "Field_barn", "label": "Barn", "components": [yard()]},
    ),
    "question": (pupil("svarer"), sociogram("er-mest-med-dem")),
    "no-pupils": (pupil("svarer"), diagrams.text_field("ny", properties={"sosiogram": "er-mest-med"})),
    "nobody": (
        {
            "type": "dynamiclist", "path": "rad", "id": "Field_rad", "label": "Rad",
            "components": [sociogram("er-mest-med")],
        },
    ),
}  # fmt: skip


def told(folder: Path, *fields: Field) -> list[str]:
    """Return what the check says of the properties of a form with `fields`."""
    (folder / "forms").mkdir()
    asked = diagrams.task("A", diagrams.form_of("kartlegging"))
    (folder / "prove.bpmn").write_bytes(diagrams.chain("prove", asked, lanes={"Rektor": ["inn", "A", "slutt"]}))
    (folder / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (folder / "forms" / "kartlegging.form").write_bytes(diagrams.form("kartlegging", *fields))
    return [
        one.what
        for one in publishing.check([folder / "prove.bpmn"], judge=diagrams.judge)
        if one.code == "property-idle"
    ]
